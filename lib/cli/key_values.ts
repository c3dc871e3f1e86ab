/**
 * Properties given on the command line as `key=value`, or in files.
 *
 * @module
 */

import { type ParsedArguments, UsageError } from "./arguments.ts";
import type { Environment } from "./environment.ts";
import {
  readPropertiesAsWritten,
  readPropertiesFile,
  resolveProperties,
} from "./properties_file.ts";
import { TerseError } from "./terse_error.ts";

/** Reads `key=value` arguments; a key alone has an empty value. */
export function parseKeyValues(args: readonly string[]): Map<string, string> {
  return new Map(
    args.filter((arg) => arg !== "").map((arg) => {
      const end = arg.indexOf("=");
      return end < 0 ? [arg, ""] : [arg.slice(0, end), arg.slice(end + 1)];
    }),
  );
}

/** An option that names a properties file. */
interface PropertiesOption {
  readonly option: string;
  readonly environment: Environment;
  /** Whether references are for a broker to resolve, which has files and variables of its own. */
  readonly references?: "as written";
}

/**
 * Reads a properties file named by an option; empty where it was not given.
 *
 * @throws {UsageError} where the file cannot be read, or refers to what is not there
 */
export function readPropertiesOption(
  parsed: ParsedArguments,
  { option, environment, references }: PropertiesOption,
): Map<string, string> {
  const path = parsed.get(option);
  if (path === undefined) return new Map();
  const read = references === undefined ? readPropertiesFile : readPropertiesAsWritten;
  return orUsage(parsed, { place: ` (--${option})`, read: () => read(path, environment) });
}

/**
 * The client's properties that options give one by one, the last of the same name counting.
 *
 * @throws {UsageError} where one refers to what is not there
 */
export function clientPropertiesOf(
  parsed: ParsedArguments,
  { options, environment }: { options: readonly string[]; environment: Environment },
): Map<string, string> {
  return new Map(
    options.flatMap((option) => [
      // Faults name the option themselves.
      ...orUsage(parsed, {
        place: "",
        read: () => resolveProperties(parseKeyValues(parsed.all(option)), { option, environment }),
      }),
    ]),
  );
}

function orUsage<T>(
  parsed: ParsedArguments,
  { place, read }: { place: string; read: () => T },
): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TerseError)) throw error;
    throw new UsageError(`${error.message}${place}`, parsed.spec);
  }
}
