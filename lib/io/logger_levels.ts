/**
 * The least levels of the lines that a program writes, by component (logger.ts): one for all, and
 * one for each component that has its own. They may be changed at any time.
 *
 * @module
 */
import { LOG_LEVELS, type LogEntry, type LogLevel } from "./log_line.ts";

/** Levels by component. */
export class LoggerLevels {
  #root: LogLevel;
  readonly #components = new Set<string>();
  readonly #own = new Map<string, LogLevel>();

  /** @param root the level of components without one of their own */
  constructor(root: LogLevel) {
    this.#root = root;
  }

  get root(): LogLevel {
    return this.#root;
  }

  /** Components that have logged or may log, in order of name. */
  get components(): string[] {
    return [...this.#components].sort();
  }

  /** Notes a component; loggers do so when they are made. */
  know(component: string): void {
    this.#components.add(component);
  }

  /** True where the entry's level is not below its component's. */
  allows({ level, component }: Pick<LogEntry, "level" | "component">): boolean {
    return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(this.of(component));
  }

  /** The level in force of a component. */
  of(component: string): LogLevel {
    return this.#own.get(component) ?? this.#root;
  }

  setRoot(level: LogLevel): void {
    this.#root = level;
  }

  set(component: string, level: LogLevel): void {
    this.#own.set(component, level);
  }

  /** Lets a component follow the root again. */
  reset(component: string): void {
    this.#own.delete(component);
  }
}
