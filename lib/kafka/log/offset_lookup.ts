/**
 * Offsets by timestamp (ListOffsets): the time index leads near the place, the batches' headers
 * to the batch, and only that batch's records are looked at.
 *
 * @module
 */
import { batchLastOffset, batchMaxTimestamp } from "../../bytes/batch_header.ts";
import type { Log } from "../../storage/log.ts";
import { scanLog } from "../../storage/log_scan.ts";
import type { Segment } from "../../storage/segment.ts";
import { openRecords } from "../record/read_records.ts";
import type { PartitionLog } from "./partition_log.ts";

/** A record found. */
export interface FoundOffset {
  offset: number;
  timestamp: number;
}

/**
 * The first record at or after `timestamp` (ms), or null.
 *
 * @param endOffset readers may see what lies below it: the high watermark unless given
 */
export async function offsetForTimestamp(
  partition: PartitionLog,
  timestamp: number,
  endOffset: number = partition.highWatermark,
): Promise<FoundOffset | null> {
  const { log } = partition;
  for (const segment of [...log.segments]) {
    if (!segment.indexesLoaded) segment.loadIndexes();
    const unknown = segment.maxTimestamp < 0 && segment.sizeBytes > 0;
    if (!unknown && segment.maxTimestamp < timestamp) continue;
    const from = segment.baseOffset + segment.timeIndex.offsetBefore(timestamp);
    for await (const batch of scanLog(log, from)) {
      const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
      if (batchMaxTimestamp(view, 0) < timestamp) continue;
      const found = firstRecordAt(batch, { timestamp, offsetMin: log.logStartOffset });
      if (found !== null) return found.offset < endOffset ? found : null;
    }
    return null;
  }
  return null;
}

/** The record with the largest timestamp of all, the first of them where several have it. */
export async function offsetOfMaxTimestamp(partition: PartitionLog): Promise<FoundOffset | null> {
  const { log } = partition;
  let best: FoundOffset | null = null;
  for (const segment of [...log.segments]) {
    const latest = await latestOf(log, segment);
    if (latest !== null && latest.timestamp > (best?.timestamp ?? -1)) best = latest;
  }
  if (best === null) return null;
  for await (const batch of scanLog(log, best.offset)) {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    if (batchLastOffset(view, 0) < best.offset) continue;
    return firstRecordAt(batch, { timestamp: best.timestamp, offsetMin: log.logStartOffset });
  }
  return null;
}

/** The largest timestamp in a segment, with the last offset of the batch that has it. */
async function latestOf(log: Log, segment: Segment): Promise<FoundOffset | null> {
  if (!segment.indexesLoaded) segment.loadIndexes();
  if (segment.maxTimestamp < 0) return null;
  if (segment.maxTimestampOffset >= log.logStartOffset) {
    return { timestamp: segment.maxTimestamp, offset: segment.maxTimestampOffset };
  }
  // That batch was deleted (DeleteRecords): look at those that remain of the segment.
  const endOffset = log.endOffsetOf(segment);
  let latest: FoundOffset | null = null;
  for await (const batch of scanLog(log, log.logStartOffset)) {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const offset = batchLastOffset(view, 0);
    if (offset >= endOffset) break;
    const timestamp = batchMaxTimestamp(view, 0);
    if (timestamp > (latest?.timestamp ?? -1)) latest = { timestamp, offset };
  }
  return latest;
}

function firstRecordAt(
  batch: Uint8Array,
  wanted: { timestamp: number; offsetMin: number },
): FoundOffset | null {
  const cursor = openRecords(batch);
  while (cursor.next()) {
    if (cursor.timestamp >= wanted.timestamp && cursor.offset >= wanted.offsetMin) {
      return { offset: cursor.offset, timestamp: cursor.timestamp };
    }
  }
  return null;
}
