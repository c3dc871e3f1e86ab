/**
 * A message's layout in one version as text, for whoever compares bytes with a table:
 *
 * ```
 * ProduceRequest version 9, flexible
 *   transactionalId: string or null
 *   acks: int16
 *   timeoutMs: int32
 *   topicData: array
 *     name: string
 * ```
 *
 * @module
 */

import type { Field, Fields } from "../../../lib/kafka/schema/field.ts";
import { isNullable, plainFields, taggedFields } from "../../../lib/kafka/schema/field_version.ts";
import type { AnyMessage } from "../../../lib/kafka/schema/message.ts";

/** The layout of one version, a field a line, tagged fields after the others. */
export function describe(message: AnyMessage, version: number): string {
  const title = `${message.name} version ${version}`;
  const lines = [message.isFlexible(version) ? `${title}, flexible` : title];
  describeFields(lines, message.fields, { version, indent: "  " });
  return lines.join("\n");
}

interface Place {
  readonly version: number;
  readonly indent: string;
}

function describeFields(lines: string[], fields: Fields, place: Place): void {
  const { version, indent } = place;
  for (const [name, field] of plainFields(fields, version)) {
    lines.push(`${indent}${name}: ${describeKind(field, version)}`);
    describeInner(lines, field, place);
  }
  for (const [name, field] of taggedFields(fields, version)) {
    lines.push(`${indent}${name}: ${describeKind(field, version)}, tag ${field.options.tag}`);
    describeInner(lines, field, place);
  }
}

function describeKind(field: Field, version: number): string {
  const { element } = field;
  const kind = field.kind === "bigint64" ? "int64" : field.kind;
  const of = element === undefined || element.kind === "struct"
    ? kind
    : `array of ${describeKind(element, version)}`;
  return isNullable(field, version) ? `${of} or null` : of;
}

function describeInner(lines: string[], field: Field, place: Place): void {
  const fields = field.fields ?? field.element?.fields;
  if (fields === undefined) return;
  describeFields(lines, fields, { ...place, indent: `${place.indent}  ` });
}
