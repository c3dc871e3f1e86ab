/**
 * Everything a compaction needs to know of a partition, as plain data: it runs without the
 * partition's objects, while records go on being appended.
 *
 * @module
 */
import type { Log } from "../../../storage/log.ts";
import {
  OFFSET_INDEX_SUFFIX,
  segmentPath,
  TIME_INDEX_SUFFIX,
  TRANSACTION_INDEX_SUFFIX,
} from "../../../storage/log_files.ts";
import type { Segment } from "../../../storage/segment.ts";
import type { PartitionLog } from "../partition_log.ts";
import { type CleanableRange, sealedSegments } from "./cleanable_range.ts";
import type { CleaningJob, CleaningLimits, ProducerTail, SourceSegment } from "./cleaning_job.ts";

/** The job of compacting a range. The log has been put on disk up to the range's end. */
export async function prepareJob(
  range: CleanableRange,
  { limits, nowMs }: { limits: CleaningLimits; nowMs: number },
): Promise<CleaningJob> {
  const { partition, firstDirtyOffset, firstUncleanableOffset } = range;
  const { log, settings } = partition;
  const aborted = await partition.abortedTransactions(
    log.segments[0]!.baseOffset,
    firstUncleanableOffset,
  );
  const segments: SourceSegment[] = [];
  for (const { segment, endOffset } of sealedSegments(log)) {
    if (segment.baseOffset >= firstUncleanableOffset) break;
    segments.push(sourceOf(log, segment, { endOffset, firstDirtyOffset }));
  }
  return {
    name: log.name,
    folder: log.folder,
    segments,
    firstDirtyOffset,
    firstUncleanableOffset,
    aborted,
    producers: producerTails(partition),
    nowMs,
    deleteRetentionMs: settings.deleteRetentionMs,
    segmentBytes: settings.segmentBytes,
    segmentIndexBytes: settings.segmentIndexBytes,
    indexIntervalBytes: settings.indexIntervalBytes,
    limits,
  };
}

function sourceOf(
  log: Log,
  segment: Segment,
  { endOffset, firstDirtyOffset }: { endOffset: number; firstDirtyOffset: number },
): SourceSegment {
  const { files } = log.resources;
  const { baseOffset, sizeBytes, path } = segment;
  const isSplit = baseOffset < firstDirtyOffset && firstDirtyOffset < endOffset;
  function sizeOf(suffix: string): number {
    const indexPath = segmentPath(log.folder, baseOffset, suffix);
    return files.exists(indexPath) ? files.size(indexPath) : 0;
  }
  return {
    path,
    baseOffset,
    endOffset,
    sizeBytes,
    dirtyPosition: isSplit ? segment.offsetIndex.positionFor(firstDirtyOffset - baseOffset) : 0,
    indexBytes: Math.max(sizeOf(OFFSET_INDEX_SUFFIX), sizeOf(TIME_INDEX_SUFFIX)),
    hasTransactionIndex: files.exists(
      segmentPath(log.folder, baseOffset, TRANSACTION_INDEX_SUFFIX),
    ),
  };
}

function producerTails(partition: PartitionLog): ProducerTail[] {
  const tails: ProducerTail[] = [];
  for (const { producerId, batches, epoch } of partition.producers.entries()) {
    tails.push({ producerId, lastDataOffset: batches.at(-1)?.lastOffset ?? -1, epoch });
  }
  return tails;
}
