/**
 * Turns stored batches into message sets for old consumers: Fetch versions 0 and 1 read message
 * format 0, versions 2 and 3 format 1. What the old formats cannot carry is left out: headers, and
 * control batches, which are not records. Each batch keeps its codec, in a wrapper message; zstd,
 * which no such consumer knows, becomes gzip. Offsets stay, with the gaps that leaves.
 *
 * @module
 */

import {
  BATCH_MAGIC,
  batchCompressionType,
  batchIsControl,
  batchIsLogAppendTime,
  batchMagic,
} from "../../bytes/batch_header.ts";
import { CompressionType, isCompressionType } from "../../bytes/compression/mod.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { type MessageMagic, readMessage } from "./message.ts";
import { readMessageSet, type WritableMessage, writeMessageSet } from "./message_set.ts";
import { openRecords } from "./read_records.ts";
import { forEachBatch } from "./record_batch.ts";

export type DownConvertOptions = {
  magic: MessageMagic;
  /** Converting stops once so many bytes are written; the first batch is converted regardless. */
  bytesMax: number;
  /** Where the consumer reads: messages before it are left out. */
  fetchOffset: number;
  /** Most bytes that the records of one batch may have after decompression. */
  decompressedBytesMax?: number;
};

/**
 * Converts batches until the limit is reached.
 *
 * @param records stored batches; one that is cut off at the end is left out
 * @returns a message set, empty where nothing but control batches was there
 * @throws MalformedError where a batch is corrupt
 */
export function downConvert(records: Uint8Array, options: DownConvertOptions): Uint8Array {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const sets: Uint8Array[] = [];
  let length = 0;
  forEachBatch(view, (position, sizeInBytes) => {
    if (length > 0 && length >= options.bytesMax) return;
    const magic = batchMagic(view, position);
    if (magic === BATCH_MAGIC && batchIsControl(view, position)) return;
    const batch = records.subarray(position, position + sizeInBytes);
    const set = magic <= options.magic ? batch : convert(batch, options);
    if (set.length === 0) return;
    sets.push(set);
    length += set.length;
  });
  return Buffer.concat(sets);
}

function convert(batch: Uint8Array, options: DownConvertOptions): Uint8Array {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const isV2 = batchMagic(view, 0) === BATCH_MAGIC;
  const stored = isV2 ? batchCompressionType(view, 0) : readMessage(batch, view, 0).compressionType;
  if (!isCompressionType(stored)) {
    throw new MalformedError(`Cannot convert batch: its compression type is ${stored}`);
  }
  const compressionType = stored === CompressionType.ZSTD ? CompressionType.GZIP : stored;
  const messages = isV2 ? recordsOf(batch, options) : [...readMessageSet(batch)];
  const wanted = messages.filter((message) => message.offset >= options.fetchOffset);
  if (wanted.length === 0) return new Uint8Array(0);
  return writeMessageSet(wanted, { magic: options.magic, compressionType });
}

function recordsOf(batch: Uint8Array, options: DownConvertOptions): WritableMessage[] {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const isLogAppendTime = batchIsLogAppendTime(view, 0);
  const bytesMax = options.decompressedBytesMax;
  const messages: WritableMessage[] = [];
  const cursor = openRecords(batch, bytesMax === undefined ? {} : { bytesMax });
  while (cursor.next()) {
    messages.push({
      offset: cursor.offset,
      timestamp: cursor.timestamp,
      isLogAppendTime,
      key: cursor.key(),
      value: cursor.value(),
    });
  }
  return messages;
}
