/**
 * What a reader of committed records gets: records, and which of the transactions among them were
 * aborted. Between the fetch handler and partition_log.ts.
 *
 * Both are read off the loop where they are not at hand, and meanwhile compaction may put a segment
 * in the place of others, or retention remove one: the index would then know nothing of aborted
 * records that have just been read from the old segment.
 *
 * @module
 */
import { BATCH_HEADER_BYTES, batchLastOffset, batchSizeInBytes } from "../../bytes/batch_header.ts";
import type { ReadOptions } from "../../storage/log_read.ts";
import type { AbortedTransaction } from "./aborted_transactions.ts";
import type { PartitionLog } from "./partition_log.ts";

/** Records, and the aborted transactions that are to be left out of them. */
export interface CommittedRead {
  readonly records: Uint8Array;
  readonly aborted: readonly AbortedTransaction[];
}

/**
 * Reads whole batches below the last stable offset.
 *
 * @throws OffsetOutOfRangeError, LogOfflineError
 */
export async function readCommitted(
  partition: PartitionLog,
  options: Omit<ReadOptions, "offsetLimit">,
): Promise<CommittedRead> {
  const offsetLimit = partition.lastStableOffset;
  for (;;) {
    const { logStartOffset, aborted: { replacements } } = partition;
    const isOutdated = () =>
      partition.aborted.replacements !== replacements ||
      partition.logStartOffset !== logStartOffset;
    try {
      const reading = partition.read({ ...options, offsetLimit });
      const { records } = reading instanceof Promise ? await reading : reading;
      const found = abortedIn(partition, records, options.offset);
      const aborted = found instanceof Promise ? await found : found;
      if (!isOutdated()) return { records, aborted };
    } catch (error) {
      if (!isOutdated()) throw error;
    }
    // Once more: each turn of this loop takes a segment that changed while it lasted.
  }
}

function abortedIn(
  partition: PartitionLog,
  records: Uint8Array,
  fetchOffset: number,
): AbortedTransaction[] | Promise<AbortedTransaction[]> {
  if (records.length === 0 || partition.aborted.isEmpty) return [];
  return partition.abortedTransactions(fetchOffset, endOffsetOf(records));
}

/** The offset after the last whole batch. */
function endOffsetOf(records: Uint8Array): number {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  let endOffset = -1;
  for (let at = 0; at + BATCH_HEADER_BYTES <= records.length; at += batchSizeInBytes(view, at)) {
    endOffset = batchLastOffset(view, at) + 1;
  }
  return endOffset;
}
