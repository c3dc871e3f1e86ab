/**
 * Batches that can be told apart, to see that what comes back is what was sent.
 *
 * @module
 */
import {
  batchBaseOffset,
  batchLastOffset,
  batchSizeInBytes,
} from "../../../lib/bytes/batch_header.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";

/** A batch of one record of `sizeBytes`, filled with what tells which one it is. */
export function numberedBatch(number: number, sizeBytes: number): Uint8Array {
  const value = new Uint8Array(sizeBytes).fill(number % 251);
  new DataView(value.buffer).setUint32(0, number);
  return writeRecordBatch([{ timestamp: Date.now(), key: null, value }]);
}

/** The numbers of the whole batches in an answer, and the offset after them. */
export function readNumbers(
  records: Uint8Array,
  each: (number: number, offset: number) => void,
): number {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  let next = 0;
  for (let at = 0; at + 12 <= records.length; at += batchSizeInBytes(view, at)) {
    const batch = records.subarray(at, at + batchSizeInBytes(view, at));
    if (batch.length < batchSizeInBytes(view, at)) break;
    next = batchLastOffset(view, at) + 1;
    for (const { value } of readRecords(batch)) {
      const bytes = value!;
      const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
      const fill = number % 251;
      if (!isFilled(bytes.subarray(4), fill)) {
        throw new Error(`record ${number} came back changed`);
      }
      each(number, batchBaseOffset(view, at));
    }
  }
  return next;
}

function isFilled(bytes: Uint8Array, byte: number): boolean {
  return Buffer.compare(bytes, new Uint8Array(bytes.length).fill(byte)) === 0;
}
