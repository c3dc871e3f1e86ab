/**
 * Which part of a partition compaction may work on, and whether it is worth it.
 *
 * ```
 * logStartOffset      firstDirtyOffset       firstUncleanableOffset
 *      | compacted before |   dirty                |   active segment, open transactions,
 *                                                  |   min.compaction.lag.ms
 * ```
 *
 * @module
 */
import { BATCH_HEADER_BYTES, batchBaseTimestamp } from "../../../bytes/batch_header.ts";
import type { Log } from "../../../storage/log.ts";
import type { Segment } from "../../../storage/segment.ts";
import type { PartitionLog } from "../partition_log.ts";

/** A partition and its dirty part. */
export interface CleanableRange {
  readonly partition: PartitionLog;
  readonly firstDirtyOffset: number;
  /** The base offset of a segment. */
  readonly firstUncleanableOffset: number;
  /** Bytes of segments that hold dirty records and may be compacted. */
  readonly dirtyBytes: number;
  /** Share of the dirty bytes in all that may be compacted, 0 to 1. */
  readonly dirtyRatio: number;
}

/**
 * The range of one partition.
 *
 * @param checkpoint everything below it was compacted, as the checkpoint knows; undefined where it
 *   knows nothing
 */
export function cleanableRange(
  partition: PartitionLog,
  { checkpoint, nowMs }: { checkpoint: number | undefined; nowMs: number },
): CleanableRange {
  const { log } = partition;
  const isInLog = checkpoint !== undefined && checkpoint >= log.logStartOffset &&
    checkpoint <= log.logEndOffset;
  const firstDirtyOffset = isInLog ? checkpoint : log.logStartOffset;
  const firstUncleanableOffset = Math.max(
    firstDirtyOffset,
    firstUncleanable(partition, { firstDirtyOffset, nowMs }),
  );
  let cleanBytes = 0;
  let dirtyBytes = 0;
  for (const { segment, endOffset } of sealedSegments(log)) {
    if (segment.baseOffset >= firstUncleanableOffset) break;
    if (endOffset <= firstDirtyOffset) cleanBytes += segment.sizeBytes;
    else dirtyBytes += segment.sizeBytes;
  }
  const totalBytes = cleanBytes + dirtyBytes;
  const dirtyRatio = totalBytes === 0 ? 0 : dirtyBytes / totalBytes;
  return { partition, firstDirtyOffset, firstUncleanableOffset, dirtyBytes, dirtyRatio };
}

/** All segments but the active one, each with the offset after its last. */
export function* sealedSegments(
  { segments }: Log,
): Generator<{ segment: Segment; endOffset: number }> {
  for (let i = 0; i + 1 < segments.length; i++) {
    yield { segment: segments[i]!, endOffset: segments[i + 1]!.baseOffset };
  }
}

/** The base offset of the first segment that must be left alone. */
function firstUncleanable(
  partition: PartitionLog,
  { firstDirtyOffset, nowMs }: { firstDirtyOffset: number; nowMs: number },
): number {
  const { log, settings, lastStableOffset } = partition;
  const youngMs = nowMs - settings.minCompactionLagMs;
  for (const { segment, endOffset } of sealedSegments(log)) {
    if (endOffset > lastStableOffset) return segment.baseOffset;
    if (settings.minCompactionLagMs > 0 && endOffset > firstDirtyOffset) {
      if (newestMs(segment) > youngMs) return segment.baseOffset;
    }
  }
  return log.active.baseOffset;
}

/** The time of a segment's newest record, or of its file's last change where records have none. */
function newestMs(segment: Segment): number {
  if (segment.maxTimestamp < 0 && !segment.indexesLoaded) segment.loadIndexes();
  return segment.maxTimestamp >= 0 ? segment.maxTimestamp : segment.createdMs;
}

/** True where a dirty record is older than max.compaction.lag.ms (KIP-354). */
export async function isOverdue(range: CleanableRange, nowMs: number): Promise<boolean> {
  const { log, settings } = range.partition;
  if (settings.maxCompactionLagMs >= Number.MAX_SAFE_INTEGER || range.dirtyBytes === 0) {
    return false;
  }
  const dueMs = nowMs - settings.maxCompactionLagMs;
  for (const { segment, endOffset } of [...sealedSegments(log)]) {
    if (segment.baseOffset >= range.firstUncleanableOffset) return false;
    if (endOffset <= range.firstDirtyOffset || segment.sizeBytes === 0) continue;
    const header = await segment.read(0, BATCH_HEADER_BYTES);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const firstMs = batchBaseTimestamp(view, 0);
    if (firstMs > 0 && firstMs < dueMs) return true;
  }
  return false;
}
