/**
 * A properties file that a script was told to read.
 *
 * @module
 */

import { parseProperties } from "../config/properties.ts";
import type { Environment } from "./environment.ts";
import { TerseError } from "./terse_error.ts";

/**
 * The file's properties.
 *
 * @throws {TerseError} where it cannot be read
 */
export function readPropertiesFile(path: string, environment: Environment): Map<string, string> {
  try {
    const properties = parseProperties(environment.readTextFile(path));
    return new Map(properties.map(({ key, value }) => [key, value]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TerseError(`Cannot read ${path}: ${reason}`);
  }
}
