/**
 * A fault that a script tells in one line, without its table of options.
 *
 * @module
 */

import { PropertyError } from "./client_properties.ts";
import type { Terminal } from "./command.ts";
import { javaMessage, javaText } from "./java_exception.ts";

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

/** What a script that produces or consumes prints of a fault: Kafka's class, then the message. */
export function clientFaultText(error: unknown): string {
  if (error instanceof TerseError) return error.message;
  if (error instanceof PropertyError) {
    return `org.apache.kafka.common.config.ConfigException: ${error.message}`;
  }
  return javaText(error);
}
