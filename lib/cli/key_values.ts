/**
 * Properties given on the command line as `key=value`, or in files.
 *
 * @module
 */

import { parseProperties } from "../config/properties.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import type { Environment } from "./environment.ts";

/** Reads `key=value` arguments; a key alone has an empty value. */
export function parseKeyValues(args: readonly string[]): Map<string, string> {
  return new Map(
    args.filter((arg) => arg !== "").map((arg) => {
      const end = arg.indexOf("=");
      return end < 0 ? [arg, ""] : [arg.slice(0, end), arg.slice(end + 1)];
    }),
  );
}

/**
 * Reads a properties file named by an option; empty where it was not given.
 *
 * @throws {UsageError} where the file cannot be read
 */
export function readPropertiesOption(
  parsed: ParsedArguments,
  { option, environment }: { option: string; environment: Environment },
): Map<string, string> {
  const path = parsed.get(option);
  if (path === undefined) return new Map();
  try {
    const properties = parseProperties(environment.readTextFile(path));
    return new Map(properties.map(({ key, value }) => [key, value]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot read ${path} (--${option}): ${reason}`, parsed.spec);
  }
}
