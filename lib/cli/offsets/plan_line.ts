/**
 * A line of a file with offsets to reset groups to, as `--export` prints it: fields with commas
 * between, which may stand in double quotes.
 *
 * @module
 */

import type { Environment } from "../environment.ts";
import { TerseError } from "../terse_error.ts";

/**
 * The lines of the file that hold something.
 *
 * @throws {TerseError} where it cannot be read
 */
export function planLines(path: string, environment: Environment): string[] {
  let text: string;
  try {
    text = environment.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TerseError(`Cannot read ${path} (--from-file): ${reason}`);
  }
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/** The fields of a line; a quote within quotes is written twice. */
export function planFields(line: string): string[] {
  const fields: string[] = [];
  for (
    const [, quoted, plain = ""] of line.matchAll(/(?<=^|,)\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))/g)
  ) {
    fields.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
  }
  return fields;
}
