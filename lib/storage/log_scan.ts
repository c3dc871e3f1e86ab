/**
 * Going through a log's batches in order: replay at start-up, producer state, search by time.
 *
 * @module
 */
import { batchLastOffset, batchSizeInBytes } from "../bytes/batch_header.ts";
import type { Log } from "./log.ts";
import { readLog } from "./log_read.ts";

/** Read in one go. */
const CHUNK_BYTES = 1 << 20;

/**
 * The batches from the one that holds `fromOffset` on, up to the end the log had when asked.
 * Each is a view that is valid until the next is taken.
 */
export async function* scanLog(log: Log, fromOffset: number): AsyncGenerator<Uint8Array> {
  const endOffset = log.logEndOffset;
  let offset = Math.max(fromOffset, log.logStartOffset);
  while (offset < endOffset) {
    const { records } = await readLog(log, {
      offset,
      bytesMax: CHUNK_BYTES,
      offsetLimit: endOffset,
      firstBatchAlways: true,
    });
    if (records.length === 0) return;
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    for (let at = 0; at < records.length;) {
      const sizeBytes = batchSizeInBytes(view, at);
      const batch = records.subarray(at, at + sizeBytes);
      offset = lastOffsetOf(batch) + 1;
      yield batch;
      at += sizeBytes;
    }
  }
}

function lastOffsetOf(batch: Uint8Array): number {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  return batchLastOffset(view, 0);
}
