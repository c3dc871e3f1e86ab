/**
 * The in-memory twin of logger.ts: keeps what was told, for tests to read.
 *
 * @module
 */
import type { LogEntry, LogFields, LogLevel } from "./log_line.ts";
import type { Logger } from "./logger.ts";
import { LoggerLevels } from "./logger_levels.ts";

/** A logger that keeps every line, its children's included. */
export class MemoryLogger implements Logger {
  /** What was told, in order, by this logger and all that came of it. */
  readonly lines: LogEntry[];
  readonly levels: LoggerLevels;
  readonly #component: string;

  constructor(
    component = "test",
    { lines = [], levels = new LoggerLevels("INFO") }: Partial<MemoryLogger> = {},
  ) {
    this.#component = component;
    this.lines = lines;
    this.levels = levels;
    levels.know(component);
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#keep("DEBUG", message, fields);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#keep("INFO", message, fields);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#keep("WARN", message, fields);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#keep("ERROR", message, fields);
  }

  child(component: string): MemoryLogger {
    return new MemoryLogger(component, this);
  }

  /** The messages of one level. */
  messages(level: LogLevel): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }

  #keep(level: LogLevel, message: string, fields: LogFields): void {
    this.lines.push({ level, component: this.#component, message, fields });
  }
}
