/**
 * What a compaction of one partition is told and what it answers. Plain data throughout: it goes
 * to a worker thread and back as a copy.
 *
 * @module
 */
import type { AbortedTransaction } from "../aborted_transactions.ts";

/** The newest of an active producer, which compaction keeps whatever its keys. */
export interface ProducerTail {
  producerId: number;
  /** Offset of its last record, -1 where its last entry is a marker. */
  lastDataOffset: number;
  epoch: number;
}

/** A sealed segment to be read. */
export interface SourceSegment {
  path: string;
  baseOffset: number;
  /** Base offset of the segment after it. */
  endOffset: number;
  sizeBytes: number;
  /** Where reading for the offset map begins: the last indexed batch at or below the dirty part. */
  dirtyPosition: number;
  /** Bytes of the larger of its index files. */
  indexBytes: number;
  /** True where it has a transaction index. */
  hasTransactionIndex: boolean;
}

/** One compaction of one partition. */
export interface CleaningJob {
  /** `topic-partition`. */
  name: string;
  /** The partition's folder: cleaned segments are written there. */
  folder: string;
  /** From the log's first to the last one below `firstUncleanableOffset`. */
  segments: SourceSegment[];
  /** Everything below it was compacted before. */
  firstDirtyOffset: number;
  firstUncleanableOffset: number;
  /** Transactions that were aborted in these segments. */
  aborted: AbortedTransaction[];
  producers: ProducerTail[];
  nowMs: number;
  deleteRetentionMs: number;
  segmentBytes: number;
  segmentIndexBytes: number;
  indexIntervalBytes: number;
  limits: CleaningLimits;
}

/** What a compaction may use of the machine. */
export interface CleaningLimits {
  /** log.cleaner.dedupe.buffer.size: bytes of the offset map at most. */
  mapBytes: number;
  /** log.cleaner.io.buffer.load.factor. */
  mapLoadFactor: number;
  /** log.cleaner.io.buffer.size: bytes for reading and writing together. */
  bufferBytes: number;
  /** log.cleaner.io.max.bytes.per.second; Infinity for no bound. */
  bytesPerSecond: number;
  /** Free space of the file system that is left alone, in bytes. */
  reservedBytes: number;
}

/** A new segment, complete and on disk under its temporary name. */
export interface CleanedSegment {
  baseOffset: number;
  /** Base offsets of the segments that it takes the place of. */
  sources: number[];
  sizeBytes: number;
  /** In ms, -1 for none. */
  maxTimestamp: number;
  maxTimestampOffset: number;
  /** Entries of its transaction index. */
  abortedCount: number;
}

/** What a compaction did. */
export interface CleaningResult {
  /** Everything below it is compacted now. */
  endOffset: number;
  bytesRead: number;
  bytesWritten: number;
  recordsRead: number;
  recordsWritten: number;
  /** Records without a key, which were dropped. */
  recordsWithoutKey: number;
  keys: number;
  /** Share of the offset map's usable slots in use, 0 to 1. */
  mapUtilization: number;
}

/** Ends a compaction that is not wanted any more: the log was deleted, or the process stops. */
export class CleaningAbortedError extends Error {
  override name = "CleaningAbortedError";
}

/** A log whose content cannot be compacted, whoever tries. */
export class UncleanableError extends Error {
  override name = "UncleanableError";
}
