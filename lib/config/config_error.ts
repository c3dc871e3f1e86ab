/**
 * Bad settings, told all at once: for each the file, line, key, value, and what is allowed.
 *
 * @module
 */

/** One bad setting. */
export interface ConfigFault {
  /** The file's name, or the option that set it. */
  readonly file: string;
  /** From 1; null outside a file. */
  readonly line: number | null;
  /** Empty where the line has none. */
  readonly key: string;
  /** As written. No secret comes here: passwords take any text. */
  readonly value: string;
  /** Why not, in Kafka's words where Kafka has them. */
  readonly reason: string;
  /** What would be taken, in words. */
  readonly allowed: string;
}

/** Thrown with every bad setting of a start. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(faultText).join("\n"));
    this.faults = faults;
  }
}

/** Where a setting stands: `server.properties line 12`, or `--override`. */
export function placeText({ file, line }: { file: string; line: number | null }): string {
  return line === null ? file : `${file} line ${line}`;
}

/** A fault in one line: place, what was written, why not, what would do. */
export function faultText(fault: ConfigFault): string {
  const { key, value, reason, allowed } = fault;
  const written = key === "" ? value : `${key}=${value}`;
  return [placeText(fault), written, `${reason} (allowed: ${allowed})`]
    .filter((part) => part !== "")
    .join(": ");
}
