/**
 * The program's own log, one line each to stderr or a file (log_file.ts). Everything that has
 * something to tell the administrator writes through a Logger; the in-memory twin is
 * memory_logger.ts.
 *
 * A message that repeats is cut short: past a few lines of it in one second the rest are counted,
 * and one line tells the count when the second is over. So a client that errs in a loop cannot fill
 * the disk the log goes to.
 *
 * @module
 */
import { writeSync } from "node:fs";
import type { Clock, Timer } from "./clock.ts";
import {
  formatLine,
  LOG_LEVELS,
  type LogEntry,
  type LogFields,
  type LogLevel,
} from "./log_line.ts";
import { LoggerLevels } from "./logger_levels.ts";

export type { LogFields, LogLevel, LogValue } from "./log_line.ts";

/** Where a component tells what happens. Never throws. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger of the same output that names `component` in place of this one's. */
  child(component: string): Logger;
  /** The least levels of the components, which all loggers of one output share. */
  readonly levels: LoggerLevels;
}

/** Receives whole lines, newline included. */
export type LineSink = (line: string) => void;

const REPEATS_PER_SECOND_MAX = 10;
/** Different messages watched at once; past it, the oldest one's count is told and forgotten. */
const WATCHED_MESSAGES_MAX = 256;
const WINDOW_MS = 1000;

/** One message's lines within its second. */
interface Repeats {
  readonly entry: LogEntry;
  readonly untilMs: number;
  written: number;
  held: number;
}

/** What the loggers of one program share: the sink, the least level, the counts of repeats. */
export class LogOutput {
  readonly levels: LoggerLevels;
  readonly #clock: Clock;
  #sink: LineSink;
  readonly #repeatsPerSecondMax: number;
  readonly #repeats = new Map<string, Repeats>();
  #timer: Timer | undefined;

  /**
   * @param clock for the lines' times and the seconds of repeats
   * @param options.level the least level written
   * @param options.sink where lines go: stderr
   * @param options.repeatsPerSecondMax lines of one message written within a second
   */
  constructor(
    clock: Clock,
    {
      level = "INFO",
      sink = stderrSink(),
      repeatsPerSecondMax = REPEATS_PER_SECOND_MAX,
    }: { level?: LogLevel; sink?: LineSink; repeatsPerSecondMax?: number } = {},
  ) {
    this.#clock = clock;
    this.levels = new LoggerLevels(level);
    this.#sink = sink;
    this.#repeatsPerSecondMax = repeatsPerSecondMax;
  }

  /** Where lines go from now on. */
  redirect(sink: LineSink): void {
    this.#sink = sink;
  }

  /** Writes the entry, or counts it where its message has had its lines of this second. */
  write(entry: LogEntry): void {
    if (!this.levels.allows(entry)) return;
    const repeats = this.#repeatsOf(entry);
    if (repeats.written < this.#repeatsPerSecondMax) {
      repeats.written++;
      this.#sink(formatLine(entry, this.#clock.nowMs()));
      return;
    }
    repeats.held++;
    this.#timer ??= this.#clock.setTimer(WINDOW_MS, () => this.#sweep());
  }

  /** Tells every count still held and forgets it; after it no timer is pending. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const key of [...this.#repeats.keys()]) this.#release(key);
  }

  #repeatsOf(entry: LogEntry): Repeats {
    const key = `${entry.level} ${entry.component} ${entry.message}`;
    const nowMs = this.#clock.monotonicMs();
    const known = this.#repeats.get(key);
    if (known !== undefined && nowMs < known.untilMs) return known;
    this.#release(key);
    if (this.#repeats.size >= WATCHED_MESSAGES_MAX) {
      this.#release(this.#repeats.keys().next().value!);
    }
    const repeats = { entry, untilMs: nowMs + WINDOW_MS, written: 0, held: 0 };
    this.#repeats.set(key, repeats);
    return repeats;
  }

  #sweep(): void {
    this.#timer = undefined;
    const nowMs = this.#clock.monotonicMs();
    for (const [key, { untilMs }] of [...this.#repeats]) {
      if (untilMs <= nowMs) this.#release(key);
    }
    const holding = [...this.#repeats.values()].some(({ held }) => held > 0);
    if (holding) this.#timer = this.#clock.setTimer(WINDOW_MS, () => this.#sweep());
  }

  #release(key: string): void {
    const repeats = this.#repeats.get(key);
    this.#repeats.delete(key);
    if (repeats === undefined || repeats.held === 0) return;
    const entry = { ...repeats.entry, fields: { repeated: repeats.held } };
    this.#sink(formatLine(entry, this.#clock.nowMs()));
  }
}

/** A component's logger over a shared output. */
export class LineLogger implements Logger {
  readonly #output: LogOutput;
  readonly #component: string;

  constructor(output: LogOutput, component: string) {
    this.#output = output;
    this.#component = component;
    output.levels.know(component);
  }

  get levels(): LoggerLevels {
    return this.#output.levels;
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#output.write({ level: "DEBUG", component: this.#component, message, fields });
  }

  info(message: string, fields: LogFields = {}): void {
    this.#output.write({ level: "INFO", component: this.#component, message, fields });
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#output.write({ level: "WARN", component: this.#component, message, fields });
  }

  error(message: string, fields: LogFields = {}): void {
    this.#output.write({ level: "ERROR", component: this.#component, message, fields });
  }

  child(component: string): LineLogger {
    return new LineLogger(this.#output, component);
  }
}

/** The level of that name (as `logger.level` gives it), INFO for any other. */
export function logLevel(name: string): LogLevel {
  return LOG_LEVELS.find((level) => level === name.toUpperCase()) ?? "INFO";
}

/**
 * Writes each line at once, so that the last one before a crash is there. A stderr that is closed,
 * or full and not waiting, loses lines; the program goes on.
 *
 * @param descriptor the file descriptor to write to
 */
export function stderrSink(descriptor = 2): LineSink {
  return function writeToStderr(line: string): void {
    try {
      writeSync(descriptor, line);
    } catch {
      // EPIPE, EBADF, EAGAIN: there is nobody left to tell.
    }
  };
}
