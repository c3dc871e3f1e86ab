/**
 * Kafka's JSON form of a message, as its own tools print it: names in camel case, bytes and records
 * in base64, uuids in base64url, tagged fields left out where they hold their default, fields of
 * other versions left out. Works from the table alone, without the compiled codecs.
 *
 * @module
 */

import type { Field, Fields } from "./field.ts";
import { defaultOf, isPresent, isTagged } from "./field_version.ts";
import type { AnyMessage } from "./message.ts";

/** JSON with 64-bit integers: `bigint` where the field is one. */
export type Json = null | boolean | number | bigint | string | Json[] | { [name: string]: Json };

/** The JSON form of a decoded value. */
export function toJson(message: AnyMessage, version: number, value: unknown): Json {
  return structToJson(message.fields, version, value);
}

/** Text of a JSON form; integers past 2^53 keep all their digits. */
export function jsonText(json: Json): string {
  if (typeof json === "bigint") return String(json);
  if (Array.isArray(json)) return `[${json.map(jsonText).join(",")}]`;
  if (json === null || typeof json !== "object") return JSON.stringify(json);
  const fields = Object.entries(json).map(([name, value]) =>
    `${JSON.stringify(name)}:${jsonText(value)}`
  );
  return `{${fields.join(",")}}`;
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
