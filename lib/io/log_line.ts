/**
 * One line of the program's log, as text:
 * `2026-11-21T08:00:00.000Z INFO  kafka: message key=value`.
 *
 * @module
 */

/** From the least to the gravest. */
export const LOG_LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;

/** How grave a line is. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a field may hold; an Error is told by its name and message. */
export type LogValue = string | number | bigint | boolean | null | undefined | Error;

/** Named values at the end of a line; an undefined one is left out. */
export type LogFields = Readonly<Record<string, LogValue>>;

/** What a line tells. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly component: string;
  readonly message: string;
  readonly fields: LogFields;
}

/**
 * A whole line, newline included. Whatever the message and the fields hold, it is one line: text
 * from a client can neither forge another nor steer a terminal.
 *
 * @param nowMs the line's time, in ms since the epoch
 */
export function formatLine(entry: LogEntry, nowMs: number): string {
  const { level, component, message, fields } = entry;
  let line = `${new Date(nowMs).toISOString()} ${level.padEnd(5)} ${component}: ${message}`;
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) line += ` ${name}=${formatValue(value)}`;
  }
  return `${escapeControls(line)}\n`;
}

function formatValue(value: Exclude<LogValue, undefined>): string {
  const text = value instanceof Error ? `${value.name}: ${value.message}` : String(value);
  // Quoted where a reader could not tell where the value ends.
  return text === "" || /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}

function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => {
    if (control === "\n") return "\\n";
    if (control === "\r") return "\\r";
    if (control === "\t") return "\\t";
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
