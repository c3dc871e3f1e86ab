/**
 * JSON files named by options, and the fields in them, with faults told in one line.
 *
 * @module
 */

import type { ParsedArguments } from "./arguments.ts";
import type { Environment } from "./environment.ts";
import { TerseError } from "./terse_error.ts";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads the file as a JSON object.
 *
 * @throws {TerseError} where it cannot be read, or is no JSON object
 */
export function readJsonOption(
  parsed: ParsedArguments,
  { option, environment }: { option: string; environment: Environment },
): JsonObject {
  const path = parsed.get(option) ?? "";
  let text: string;
  try {
    text = environment.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TerseError(`Unable to read file ${path}: ${reason}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TerseError(`The input string is not a valid JSON: ${path} (${reason})`);
  }
  return asObject(value, path);
}

/** @throws {TerseError} where the value is no object */
export function asObject(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw new TerseError(`Expected JSON object in ${where}, received ${JSON.stringify(value)}`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws {TerseError} where the field is no list */
export function listField(object: JsonObject, name: string): readonly unknown[] {
  const value = object[name];
  if (Array.isArray(value)) return value;
  throw new TerseError(
    value === undefined
      ? `Missing ${name} field`
      : `Expected a list in field ${name}, received ${JSON.stringify(value)}`,
  );
}

/** @throws {TerseError} where the field is no text */
export function textField(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value === "string") return value;
  throw fieldFault(object, { name, wanted: "a string" });
}

/** @throws {TerseError} where the field is no whole number */
export function integerField(object: JsonObject, name: string): number {
  const value = object[name];
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw fieldFault(object, { name, wanted: "an integer" });
}

function fieldFault(object: JsonObject, { name, wanted }: { name: string; wanted: string }) {
  const value = object[name];
  return new TerseError(
    value === undefined
      ? `No such field exists: \`${name}\` in ${JSON.stringify(object)}`
      : `Expected ${wanted} in field ${name}, received ${JSON.stringify(value)}`,
  );
}

/** Only version 1 of these files exists; it may be left out. */
export function requireVersionOne(object: JsonObject): void {
  const version = object["version"] ?? 1;
  if (version === 1) return;
  throw new TerseError(`Not supported version field value ${JSON.stringify(version)}`);
}

/** What stands more than once in a list. */
export function repeatedIn<T>(items: readonly T[]): T[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}
