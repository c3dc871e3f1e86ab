/**
 * Values from Kafka's JSON form of a message, for the golden vectors; the way there is
 * lib/kafka/schema/message_json.ts. Works from the table alone, without the compiled codecs.
 *
 * @module
 */

import type { Field, Fields } from "../../../lib/kafka/schema/field.ts";
import { defaultOf, isPresent, isTagged } from "../../../lib/kafka/schema/field_version.ts";
import type { Message } from "../../../lib/kafka/schema/message.ts";
import { type Json, jsonText, toJson } from "../../../lib/kafka/schema/message_json.ts";

export { type Json, jsonText, toJson };

/** What the JSON object also has (ES2025's source text access), and the type library lacks. */
interface SourceJson {
  parse(text: string, revive: (key: string, value: Json, place: { source?: string }) => Json): Json;
}
const sourceJson = JSON as unknown as SourceJson;

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

/** JSON from text; integers past 2^53 come as `bigint`, so that no digit is lost. */
export function parseJson(text: string): Json {
  return sourceJson.parse(text, (_, value, { source }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  });
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
