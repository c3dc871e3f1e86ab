/**
 * What compiled decoders call: strings, bytes and array lengths in their classic (fixed length)
 * and compact (varint) forms. Every length is checked against what the frame still holds before
 * anything is made from it, so an absurd length costs an error and no memory.
 *
 * @module
 */

import { MalformedError, type Reader } from "../../bytes/reader.ts";

/** Kafka's own bound for the length of any string, in bytes. */
export const STRING_BYTES_MAX = 0x7fff;

function fail(reader: Reader, field: string, found: string): never {
  throw new MalformedError(`Cannot read ${field} before ${reader.offset}: ${found}`);
}

export function readString(reader: Reader, field: string): string {
  const length = reader.int16();
  if (length < 0) fail(reader, field, `string length ${length}`);
  return reader.text(length);
}

export function readNullableString(reader: Reader, field: string): string | null {
  const length = reader.int16();
  if (length === -1) return null;
  if (length < 0) fail(reader, field, `string length ${length}`);
  return reader.text(length);
}

export function readCompactString(reader: Reader, field: string): string {
  const length = reader.unsignedVarint() - 1;
  if (length < 0 || length > STRING_BYTES_MAX) fail(reader, field, `string length ${length}`);
  return reader.text(length);
}

export function readNullableCompactString(reader: Reader, field: string): string | null {
  const length = reader.unsignedVarint() - 1;
  if (length === -1) return null;
  if (length > STRING_BYTES_MAX) fail(reader, field, `string length ${length}`);
  return reader.text(length);
}

export function readBytes(reader: Reader, field: string): Uint8Array {
  const length = reader.int32();
  if (length < 0) fail(reader, field, `bytes length ${length}`);
  return reader.bytes(length);
}

export function readNullableBytes(reader: Reader, field: string): Uint8Array | null {
  const length = reader.int32();
  if (length === -1) return null;
  if (length < 0) fail(reader, field, `bytes length ${length}`);
  return reader.bytes(length);
}

export function readCompactBytes(reader: Reader, field: string): Uint8Array {
  const length = reader.unsignedVarint() - 1;
  if (length < 0) fail(reader, field, `bytes length ${length}`);
  return reader.bytes(length);
}

export function readNullableCompactBytes(reader: Reader, _field: string): Uint8Array | null {
  const length = reader.unsignedVarint() - 1;
  return length === -1 ? null : reader.bytes(length);
}

/** The number of elements, which take a byte each at least; -1 for null. */
export function readArrayLength(reader: Reader, field: string): number {
  return checkArrayLength(reader, field, reader.int32());
}

export function readCompactArrayLength(reader: Reader, field: string): number {
  return checkArrayLength(reader, field, reader.unsignedVarint() - 1);
}

function checkArrayLength(reader: Reader, field: string, length: number): number {
  const remaining = reader.end - reader.offset;
  if (length < -1) fail(reader, field, `array length ${length}`);
  if (length > remaining) {
    fail(reader, field, `${length} elements, and ${remaining} bytes remain`);
  }
  return length;
}

/** Whether a nullable struct is there: 1 says so, -1 says null. */
export function readPresence(reader: Reader): boolean {
  return reader.int8() >= 0;
}

/** Refuses null where the version does not allow it. */
export function refuseNull(reader: Reader, field: string): never {
  return fail(reader, field, "null, which this version does not allow");
}
