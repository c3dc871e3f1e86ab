/**
 * Properties of a client that a script was given, in a file or one by one, with what their
 * references (`${env:NAME}`, `${file:/path:key}` …) lead to put in.
 *
 * @module
 */

import type { Assignment } from "../config/assignment.ts";
import { faultText } from "../config/config_error.ts";
import { parseProperties } from "../config/properties.ts";
import { resolveReferences } from "../config/references.ts";
import type { Surroundings } from "../config/surroundings.ts";
import type { Environment } from "./environment.ts";
import { TerseError } from "./terse_error.ts";

/** What settings may refer to. */
export function surroundingsOf(environment: Environment): Surroundings {
  return {
    variables: environment.variables ?? {},
    readText: (path) => environment.readTextFile(path),
  };
}

/**
 * The file's properties.
 *
 * @throws {TerseError} where it cannot be read, or refers to what is not there
 */
export function readPropertiesFile(path: string, environment: Environment): Map<string, string> {
  return resolved(
    writtenIn(path, environment).map(({ key, value, line }) => ({
      source: "file",
      file: path,
      line,
      key,
      value,
    })),
    environment,
  );
}

/**
 * The file's properties as they are written: for a broker, which has references of its own.
 *
 * @throws {TerseError} where it cannot be read
 */
export function readPropertiesAsWritten(
  path: string,
  environment: Environment,
): Map<string, string> {
  return new Map(writtenIn(path, environment).map(({ key, value }) => [key, value]));
}

/**
 * Properties of an option, given one by one.
 *
 * @throws {TerseError} where one refers to what is not there
 */
export function resolveProperties(
  properties: ReadonlyMap<string, string>,
  { option, environment }: { option: string; environment: Environment },
): Map<string, string> {
  return resolved(
    [...properties].map(([key, value]) => ({
      source: "override",
      file: `--${option}`,
      line: null,
      key,
      value,
    })),
    environment,
  );
}

function writtenIn(path: string, environment: Environment) {
  try {
    return parseProperties(environment.readTextFile(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TerseError(`Cannot read ${path}: ${reason}`);
  }
}

function resolved(written: readonly Assignment[], environment: Environment): Map<string, string> {
  const { assignments, faults } = resolveReferences(written, surroundingsOf(environment));
  if (faults.length > 0) throw new TerseError(faults.map(faultText).join("\n"));
  return new Map(assignments.map(({ key, value }) => [key, value]));
}
