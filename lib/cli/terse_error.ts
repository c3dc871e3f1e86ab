/**
 * A fault that a script tells in one line, without its table of options.
 *
 * @module
 */

import type { Terminal } from "./command.ts";
import { javaMessage } from "./java_exception.ts";

/** Thrown for it. */
export class TerseError extends Error {
  override name = "TerseError";
}

/** A fault whose words are all that a script prints, where it begins others with "Error: ". */
export class PlainError extends TerseError {
  override name = "PlainError";
}

/** Tells what went wrong in one line; returns the exit code. */
export function tellFailure(error: unknown, terminal: Terminal): number {
  terminal.stderr(`${javaMessage(error)}\n`);
  return 1;
}
