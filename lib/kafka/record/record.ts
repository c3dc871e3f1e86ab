/**
 * One record inside a batch of message format v2 (KIP-98): what it carries, and how it is written.
 * Reading is record_cursor.ts. All lengths are zigzag varints, offsets and timestamps are
 * differences to the batch's.
 *
 * ```
 * length  attributes int8 (unused)  timestamp delta  offset delta
 * key length (-1: null)  key  value length (-1: null)  value
 * header count  { key length  key  value length (-1: null)  value }…
 * ```
 *
 * @module
 */

import { utf8Length, type Writer } from "../../bytes/writer.ts";

/** A name and a value beside key and value; names may repeat (KIP-82). */
export type RecordHeader = { key: string; value: Uint8Array | null };

/** What a producer gives: a record that has no place in a log yet. */
export type SimpleRecord = {
  /** In ms since the epoch, -1 for none. */
  timestamp: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers?: readonly RecordHeader[];
  /** Where compaction left gaps: the record's own offset. Else it follows the one before. */
  offset?: number;
};

/** What a consumer gets: a record with its place in the log. */
export type BatchRecord = {
  offset: number;
  /** In ms since the epoch, -1 for none. */
  timestamp: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: RecordHeader[];
};

/** A record's differences to its batch. */
export type RecordDeltas = { offsetDelta: number; timestampDelta: number };

/**
 * Writes one record.
 *
 * @param writer where to
 * @param record key, value and headers are taken from it
 * @param deltas its differences to the batch's base offset and base timestamp (ms)
 */
export function writeRecord(writer: Writer, record: SimpleRecord, deltas: RecordDeltas): void {
  const headers = record.headers ?? [];
  writer.varint(bodyBytes(record, deltas));
  writer.int8(0);
  writer.varlong(deltas.timestampDelta);
  writer.varint(deltas.offsetDelta);
  writeNullable(writer, record.key);
  writeNullable(writer, record.value);
  writer.varint(headers.length);
  for (const header of headers) {
    writer.varint(utf8Length(header.key));
    writer.text(header.key);
    writeNullable(writer, header.value);
  }
}

function writeNullable(writer: Writer, bytes: Uint8Array | null): void {
  if (bytes === null) return writer.varint(-1);
  writer.varint(bytes.length);
  writer.bytes(bytes);
}

/** How many bytes `writeRecord` writes. */
export function recordBytes(record: SimpleRecord, deltas: RecordDeltas): number {
  const length = bodyBytes(record, deltas);
  return varintBytes(length) + length;
}

/** What follows the length: it is written first, so it is summed up before. */
function bodyBytes(record: SimpleRecord, deltas: RecordDeltas): number {
  const headers = record.headers ?? [];
  let length = 1 + varlongBytes(deltas.timestampDelta) + varintBytes(deltas.offsetDelta) +
    nullableBytes(record.key) + nullableBytes(record.value) + varintBytes(headers.length);
  for (const header of headers) {
    const keyBytes = utf8Length(header.key);
    length += varintBytes(keyBytes) + keyBytes + nullableBytes(header.value);
  }
  return length;
}

function nullableBytes(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintBytes(bytes.length) + bytes.length;
}

/** How many bytes a zigzag varint of 32 bits takes. */
export function varintBytes(value: number): number {
  const raw = ((value << 1) ^ (value >> 31)) >>> 0;
  return raw === 0 ? 1 : Math.ceil((32 - Math.clz32(raw)) / 7);
}

/** How many bytes a zigzag varint of 64 bits takes; `value` lies within 2^52. */
export function varlongBytes(value: number): number {
  let raw = value < 0 ? -value * 2 - 1 : value * 2;
  let length = 1;
  for (; raw >= 0x80; raw = Math.floor(raw / 128)) length += 1;
  return length;
}
