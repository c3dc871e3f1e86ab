/**
 * Reads the records of a batch, decompressing where it is compressed. The broker does so only where
 * it must (compaction, old clients, its own topics); clients do it for every batch.
 *
 * @module
 */

import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  batchBaseOffset,
  batchBaseTimestamp,
  batchCompressionType,
  batchIsLogAppendTime,
  batchMagic,
  batchMaxTimestamp,
  batchRecordCount,
  batchSizeInBytes,
} from "../../bytes/batch_header.ts";
import { decompress } from "../../bytes/compression/mod.ts";
import { MalformedError } from "../../bytes/reader.ts";
import type { BatchRecord } from "./record.ts";
import { RecordCursor } from "./record_cursor.ts";

/** Most bytes that the records of one batch may have, unless the caller says otherwise. */
export const DECOMPRESSED_BYTES_MAX = 128 * 1024 * 1024;
/** Length, attributes, two deltas, two null lengths and no headers. */
const RECORD_BYTES_MIN = 7;

export type ReadRecordsOptions = {
  /** Most bytes that the records may have after decompression. */
  bytesMax?: number;
};

/**
 * A cursor over the records of the batch that starts at `batch`'s first byte.
 *
 * @param batch one batch of format v2; bytes after its end are not looked at
 * @throws MalformedError where it is cut or not v2, a compressed batch is corrupt or passes
 * `bytesMax`, or the base offset or a timestamp is past 2^53. The CRC is not checked here.
 */
export function openRecords(batch: Uint8Array, options: ReadRecordsOptions = {}): RecordCursor {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  if (batch.length < BATCH_HEADER_BYTES) {
    throw new MalformedError(`Cannot read batch: ${batch.length} bytes, a header has 61`);
  }
  const magic = batchMagic(view, 0);
  if (magic !== BATCH_MAGIC) {
    throw new MalformedError(`Cannot read batch: its magic is ${magic}, not 2`);
  }
  const sizeInBytes = batchSizeInBytes(view, 0);
  if (sizeInBytes < BATCH_HEADER_BYTES || sizeInBytes > batch.length) {
    throw new MalformedError(
      `Cannot read batch: it claims ${sizeInBytes} bytes, there are ${batch.length}`,
    );
  }
  const records = batchRecordCount(view, 0) === 0 ? batch.subarray(0, 0) : decompress(
    batchCompressionType(view, 0),
    batch.subarray(BATCH_HEADER_BYTES, sizeInBytes),
    { bytesMax: options.bytesMax ?? DECOMPRESSED_BYTES_MAX },
  );
  return cursorOver(view, records);
}

/**
 * A cursor over records that were decompressed already.
 *
 * @param view their batch, of which the header is read
 * @throws MalformedError where there cannot be as many as the header claims
 */
export function cursorOver(view: DataView, records: Uint8Array): RecordCursor {
  const recordCount = batchRecordCount(view, 0);
  if (recordCount < 0 || recordCount * RECORD_BYTES_MIN > records.length) {
    throw new MalformedError(
      `Cannot read batch: it claims ${recordCount} records in ${records.length} bytes`,
    );
  }
  return new RecordCursor(records, {
    recordCount,
    baseOffset: batchBaseOffset(view, 0),
    baseTimestamp: batchBaseTimestamp(view, 0),
    logAppendTime: batchIsLogAppendTime(view, 0) ? batchMaxTimestamp(view, 0) : null,
  });
}

/** The records of one batch, one after the other. Parameters and errors as `openRecords`. */
export function* readRecords(
  batch: Uint8Array,
  options: ReadRecordsOptions = {},
): Generator<BatchRecord, void> {
  const cursor = openRecords(batch, options);
  while (cursor.next()) yield cursor.record();
}

/**
 * Calls `visit` for each record of one batch with the same cursor: it must not be kept. Parameters
 * and errors as `openRecords`.
 */
export function forEachRecord(
  batch: Uint8Array,
  visit: (record: RecordCursor) => void,
  options: ReadRecordsOptions = {},
): void {
  const cursor = openRecords(batch, options);
  while (cursor.next()) visit(cursor);
}
