/**
 * Kafka's JSON form of a message, as its own tools print and read it: names in camel case, bytes
 * and records in base64, uuids in base64url, tagged fields left out where they hold their default,
 * fields of other versions left out. Works from the table alone, without the compiled codecs: it
 * serves the golden vectors, not requests.
 *
 * @module
 */

import type { Field, Fields } from "../../../lib/kafka/schema/field.ts";
import { defaultOf, isPresent, isTagged } from "../../../lib/kafka/schema/field_version.ts";
import type { AnyMessage, Message } from "../../../lib/kafka/schema/message.ts";

/** JSON with 64-bit integers: `bigint` where the field is one. */
export type Json = null | boolean | number | bigint | string | Json[] | { [name: string]: Json };

/** What the JSON object also has (ES2025's source text access), and the type library lacks. */
interface SourceJson {
  parse(text: string, revive: (key: string, value: Json, place: { source?: string }) => Json): Json;
  stringify(value: Json, replace: (key: string, value: Json) => unknown): string;
  rawJSON(text: string): unknown;
}
const sourceJson = JSON as unknown as SourceJson;

/** The JSON form of a decoded value. */
export function toJson(message: AnyMessage, version: number, value: unknown): Json {
  return structToJson(message.fields, version, value);
}

/**
 * The value of a JSON form, ready to be encoded.
 *
 * @throws {TypeError} where the JSON lacks a field, or has another type in its place
 */
export function fromJson<Given>(
  message: Message<unknown, Given>,
  version: number,
  json: Json,
): Given {
  // The table was followed field by field, so this is what it infers.
  return structFromJson(message.fields, version, json) as Given;
}

/** Text of a JSON form; integers past 2^53 keep all their digits. */
export function jsonText(json: Json): string {
  return sourceJson.stringify(
    json,
    (_, value) => typeof value === "bigint" ? sourceJson.rawJSON(String(value)) : value,
  );
}

/** JSON from text; integers past 2^53 come as `bigint`, so that no digit is lost. */
export function parseJson(text: string): Json {
  return sourceJson.parse(text, (_, value, { source }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  });
}

function structToJson(fields: Fields, version: number, value: unknown): Json {
  const struct = value as Record<string, unknown>;
  const json: { [name: string]: Json } = {};
  for (const [name, field] of Object.entries(fields)) {
    if (!isPresent(field, version)) continue;
    if (isTagged(field) && isDefault(field, struct[name])) continue;
    json[name] = fieldToJson(field, version, struct[name]);
  }
  return json;
}

function fieldToJson(field: Field, version: number, value: unknown): Json {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((each) => fieldToJson(field.element!, version, each));
  if (field.kind === "struct") return structToJson(field.fields!, version, value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return value as Json;
}

/** Whether a value is its field's default, all the way down. */
function isDefault(field: Field, value: unknown): boolean {
  if (field.options.default === null || value === null) {
    return value === (field.options.default === null ? null : defaultOf(field));
  }
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length === 0;
  if (field.kind !== "struct") return value === defaultOf(field);
  const struct = value as Record<string, unknown>;
  return Object.entries(field.fields!).every(([name, inner]) => isDefault(inner, struct[name]));
}

function structFromJson(fields: Fields, version: number, json: Json): unknown {
  if (json === null || typeof json !== "object" || Array.isArray(json)) {
    throw new TypeError(`Cannot take ${jsonText(json)}: an object is wanted`);
  }
  const struct: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const given = json[name];
    if (given !== undefined) struct[name] = fieldFromJson(name, field, version, given);
    else if (!isPresent(field, version) || isTagged(field)) struct[name] = defaultOf(field);
    else throw new TypeError(`Cannot take JSON of version ${version}: it lacks ${name}`);
  }
  return struct;
}

function fieldFromJson(name: string, field: Field, version: number, json: Json): unknown {
  if (json === null) return null;
  switch (field.kind) {
    case "array":
      if (!Array.isArray(json)) return refuseType(name, json, "an array");
      return json.map((each) => fieldFromJson(name, field.element!, version, each));
    case "struct":
      return structFromJson(field.fields!, version, json);
    case "bytes":
    case "records":
      if (typeof json !== "string") return refuseType(name, json, "base64");
      return new Uint8Array(Buffer.from(json, "base64"));
    case "bigint64":
      if (typeof json === "bigint") return json;
      if (typeof json !== "number") return refuseType(name, json, "an integer");
      return BigInt(json);
    default:
      return json;
  }
}

function refuseType(name: string, json: Json, wanted: string): never {
  throw new TypeError(`Cannot take ${jsonText(json)} for ${name}: ${wanted} is wanted`);
}
