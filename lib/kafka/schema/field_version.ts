/**
 * What a field is in one version: there or not, tagged or not, null or not, and what it is taken
 * for where it is not there.
 *
 * @module
 */

import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { Field, Fields } from "./field.ts";

/** Whether the version has the field. */
export function isPresent(field: Field, version: number): boolean {
  const { from = 0, until = Infinity } = field.options;
  return version >= from && version <= until;
}

/** Whether the field stands in the tagged section. */
export function isTagged(field: Field): boolean {
  return field.options.tag !== undefined;
}

/** Whether the version lets the field be null. */
export function isNullable(field: Field, version: number): boolean {
  return version >= (field.options.nullableFrom ?? Infinity);
}

/** The fields of the version in wire order, without the tagged ones. */
export function plainFields(fields: Fields, version: number): [string, Field][] {
  return Object.entries(fields).filter(([, field]) =>
    isPresent(field, version) && !isTagged(field)
  );
}

/** The tagged fields of the version, by tag. */
export function taggedFields(fields: Fields, version: number): [string, Field][] {
  return Object.entries(fields)
    .filter(([, field]) => isPresent(field, version) && isTagged(field))
    .sort(([, a], [, b]) => a.options.tag! - b.options.tag!);
}

/** A fresh default, as Kafka's own classes start out: "" and [] unless the table says null. */
export function defaultOf(field: Field): unknown {
  const given = field.options.default;
  if (given !== undefined) return given;
  switch (field.kind) {
    case "string":
      return "";
    case "boolean":
      return false;
    case "bigint64":
      return 0n;
    case "uuid":
      return ZERO_UUID;
    case "bytes":
      return new Uint8Array(0);
    case "records":
      return field.options.nullableFrom === undefined ? new Uint8Array(0) : null;
    case "array":
      return [];
    case "struct":
      return Object.fromEntries(
        Object.entries(field.fields!).map(([name, inner]) => [name, defaultOf(inner)]),
      );
    default:
      return 0;
  }
}

/** JavaScript text that makes a fresh default; `EMPTY_BYTES` must be in its scope. */
export function defaultSource(field: Field): string {
  if (field.kind === "struct" && field.options.default !== null) {
    const inner = Object.entries(field.fields!);
    return `{ ${inner.map(([name, each]) => `${name}: ${defaultSource(each)}`).join(", ")} }`;
  }
  const value = defaultOf(field);
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return "EMPTY_BYTES";
  return JSON.stringify(value);
}
