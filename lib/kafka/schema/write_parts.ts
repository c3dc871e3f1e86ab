/**
 * What compiled encoders call: checked numbers, and strings, bytes and array lengths in their
 * classic (fixed length) and compact (varint) forms. A value that does not fit its field is an
 * error here, so that a mistake in a handler never becomes a frame that says something else.
 *
 * @module
 */

import { utf8Length, Writer } from "../../bytes/writer.ts";
import { STRING_BYTES_MAX } from "./read_parts.ts";
import { UnsupportedVersionError } from "./unsupported_version_error.ts";

function fail(field: string, value: unknown, wanted: string): never {
  throw new RangeError(`Cannot write ${field}: ${String(value)} is not ${wanted}`);
}

export function writeInt8(writer: Writer, value: number, field: string): void {
  if (value << 24 >> 24 !== value) fail(field, value, "an int8");
  writer.int8(value);
}

export function writeInt16(writer: Writer, value: number, field: string): void {
  if (value << 16 >> 16 !== value) fail(field, value, "an int16");
  writer.int16(value);
}

export function writeUint16(writer: Writer, value: number, field: string): void {
  if ((value & 0xffff) !== value) fail(field, value, "a uint16");
  writer.uint16(value);
}

export function writeInt32(writer: Writer, value: number, field: string): void {
  if ((value | 0) !== value) fail(field, value, "an int32");
  writer.int32(value);
}

export function writeInt64(writer: Writer, value: number, field: string): void {
  if (!Number.isSafeInteger(value)) fail(field, value, "a safe integer");
  writer.int64(value);
}

export function writeBigint64(writer: Writer, value: bigint, field: string): void {
  if (BigInt.asIntN(64, value) !== value) fail(field, value, "an int64");
  writer.bigint64(value);
}

export function writeFloat64(writer: Writer, value: number, field: string): void {
  if (typeof value !== "number") fail(field, value, "a number");
  writer.float64(value);
}

export function writeBoolean(writer: Writer, value: boolean, field: string): void {
  if (typeof value !== "boolean") fail(field, value, "a boolean");
  writer.boolean(value);
}

/** The length in bytes of a string that a field can hold. */
function stringLength(value: string, field: string): number {
  const length = utf8Length(value);
  if (length > STRING_BYTES_MAX) fail(field, `a text of ${length} bytes`, "a Kafka string");
  return length;
}

export function writeString(writer: Writer, value: string, field: string): void {
  writer.int16(stringLength(value, field));
  writer.text(value);
}

export function writeNullableString(writer: Writer, value: string | null, field: string): void {
  if (value === null) writer.int16(-1);
  else writeString(writer, value, field);
}

export function writeCompactString(writer: Writer, value: string, field: string): void {
  writer.unsignedVarint(stringLength(value, field) + 1);
  writer.text(value);
}

export function writeNullableCompactString(
  writer: Writer,
  value: string | null,
  field: string,
): void {
  if (value === null) writer.uint8(0);
  else writeCompactString(writer, value, field);
}

export function writeBytes(writer: Writer, value: Uint8Array, _field: string): void {
  writer.int32(value.length);
  writer.bytes(value);
}

export function writeNullableBytes(writer: Writer, value: Uint8Array | null, _field: string): void {
  if (value === null) return writer.int32(-1);
  writer.int32(value.length);
  writer.bytes(value);
}

export function writeCompactBytes(writer: Writer, value: Uint8Array, _field: string): void {
  writer.unsignedVarint(value.length + 1);
  writer.bytes(value);
}

export function writeNullableCompactBytes(
  writer: Writer,
  value: Uint8Array | null,
  _field: string,
): void {
  if (value === null) return writer.uint8(0);
  writer.unsignedVarint(value.length + 1);
  writer.bytes(value);
}

export function writeRecords(writer: Writer, value: Uint8Array, _field: string): void {
  writer.int32(value.length);
  writer.piece(value);
}

export function writeNullableRecords(
  writer: Writer,
  value: Uint8Array | null,
  _field: string,
): void {
  if (value === null) return writer.int32(-1);
  writer.int32(value.length);
  writer.piece(value);
}

export function writeCompactRecords(writer: Writer, value: Uint8Array, _field: string): void {
  writer.unsignedVarint(value.length + 1);
  writer.piece(value);
}

export function writeNullableCompactRecords(
  writer: Writer,
  value: Uint8Array | null,
  _field: string,
): void {
  if (value === null) return writer.uint8(0);
  writer.unsignedVarint(value.length + 1);
  writer.piece(value);
}

/** Puts out a tagged field: its tag, its size, and what `write` says of it. */
export function writeTagged(
  writer: Writer,
  tag: number,
  write: (content: Writer, value: unknown) => void,
  value: unknown,
): void {
  const content = new Writer(64);
  write(content, value);
  const bytes = content.finish();
  writer.unsignedVarint(tag);
  writer.unsignedVarint(bytes.length);
  writer.bytes(bytes);
}

/** Refuses a field that is set and that the version neither has nor may drop. */
export function refuseField(field: string, version: number): never {
  throw new UnsupportedVersionError(
    `Cannot write ${field}: version ${version} has no such field, and it must not be dropped`,
  );
}

/** Refuses null where the version does not allow it. */
export function refuseNull(field: string, version: number): never {
  throw new RangeError(`Cannot write ${field}: null, which version ${version} does not allow`);
}
