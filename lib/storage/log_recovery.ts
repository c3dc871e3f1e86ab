/**
 * Opening a log's folder: what is there, where it ends, and, after a crash, what of the tail is
 * whole.
 *
 * After a crash only what lies past the recovery point is checked. The first batch that is not
 * whole ends the log there, unless it is damage of acknowledged data rather than a torn tail
 * (tail_scan.ts tells which): then the log goes offline instead of being cut.
 *
 * @module
 */
import { BATCH_HEADER_BYTES } from "../bytes/batch_header.ts";
import type { FileSystem } from "../io/file.ts";
import { joinPath } from "../io/file.ts";
import { Log, type LogResources } from "./log.ts";
import type { LogConfig } from "./log_config.ts";
import { baseOffsetOf, DELETED_SUFFIX, LOG_SUFFIX } from "./log_files.ts";
import { type BatchFrame, batchFrameAt, Segment } from "./segment.ts";
import { finishSwaps, isOfSwap } from "./segment_swap.ts";
import { TailScan } from "./tail_scan.ts";

/** What the store knows of a log before opening it. */
export interface OpenLogOptions {
  name: string;
  folder: string;
  config: LogConfig;
  /** True where the last process ended by a clean shutdown: files are trimmed and whole. */
  clean: boolean;
  /** From the checkpoint: below it everything is on disk. */
  recoveryPoint: number;
  /** From the checkpoint, 0 where there is none. */
  logStartOffset: number;
}

/** What recovery kept and cut, for the log line. */
export interface RecoveryReport {
  checkedBytes: number;
  cutBytes: number;
}

/** Opens a log, or makes an empty one where the folder has no segment. */
export function openLog(
  options: OpenLogOptions,
  resources: LogResources,
): { log: Log; report: RecoveryReport } {
  const { folder } = options;
  const { files } = resources;
  files.makeFolder(folder);
  const segments = listSegments(folder, files, resources);
  const report = { checkedBytes: 0, cutBytes: 0 };
  let damage: string | null = null;
  let trimmedEnd: number | null = null;
  if (segments.length === 0) {
    trimmedEnd = options.logStartOffset;
    segments.push(newSegment(resources, folder, trimmedEnd));
  } else if (options.clean) trimmedEnd = endOfTrimmed(segments[segments.length - 1]!);
  let logEndOffset = trimmedEnd ?? 0;
  if (trimmedEnd === null) ({ logEndOffset, damage } = recover(segments, options, report));
  if (damage === null && options.logStartOffset > logEndOffset) {
    // Records were deleted that were not on disk: their offsets must not be given again.
    for (const segment of segments.splice(0)) segment.remove();
    logEndOffset = trimmedEnd = options.logStartOffset;
    segments.push(newSegment(resources, folder, logEndOffset));
  }
  const logStartOffset = Math.min(
    Math.max(options.logStartOffset, segments[0]!.baseOffset),
    logEndOffset,
  );
  // What was recovered past the recovery point may be in memory only: the next sync covers it.
  const flushedOffset = trimmedEnd ?? Math.min(options.recoveryPoint, logEndOffset);
  const log = new Log(
    options,
    { segments, logStartOffset, logEndOffset, flushedOffset, recoveryPoint: options.recoveryPoint },
    resources,
  );
  if (damage !== null) log.setOffline(damage);
  return { log, report };
}

function newSegment(resources: LogResources, folder: string, baseOffset: number): Segment {
  return new Segment(resources, folder, {
    baseOffset,
    sizeBytes: 0,
    createdMs: resources.clock.nowMs(),
  });
}

function listSegments(folder: string, files: FileSystem, resources: LogResources): Segment[] {
  const segments: Segment[] = [];
  let names = files.list(folder);
  if (names.some(isOfSwap)) {
    finishSwaps(folder, files);
    names = files.list(folder);
  }
  for (const name of names) {
    const path = joinPath(folder, name);
    if (name.endsWith(DELETED_SUFFIX)) {
      files.remove(path);
      continue;
    }
    const baseOffset = baseOffsetOf(name, LOG_SUFFIX);
    if (baseOffset === null) continue;
    segments.push(
      new Segment(resources, folder, {
        baseOffset,
        sizeBytes: files.size(path),
        createdMs: files.modifiedMs(path),
      }),
    );
  }
  return segments;
}

/**
 * The end offset of a whole, trimmed segment: the batches after its last index entry tell. Null
 * where they do not lead to the file's end: then the shutdown was not as clean as its marker says.
 */
function endOfTrimmed(segment: Segment): number | null {
  let endOffset = segment.baseOffset;
  let position = segment.offsetIndex.lastPosition;
  while (position < segment.sizeBytes) {
    const frame = frameAt(segment, position);
    if (frame === null || position + frame.sizeBytes > segment.sizeBytes) return null;
    if (frame.baseOffset < endOffset) return null;
    if (frame.maxTimestamp > segment.maxTimestamp) {
      segment.maxTimestamp = frame.maxTimestamp;
      segment.maxTimestampOffset = frame.lastOffset;
    }
    endOffset = frame.lastOffset + 1;
    position += frame.sizeBytes;
  }
  return endOffset;
}

function frameAt(segment: Segment, position: number): BatchFrame | null {
  const header = segment.readSync(position, BATCH_HEADER_BYTES);
  return batchFrameAt(new DataView(header.buffer, header.byteOffset, header.byteLength), 0);
}

/** Checks every segment from the recovery point on. */
function recover(
  segments: Segment[],
  options: OpenLogOptions,
  report: RecoveryReport,
): { logEndOffset: number; damage: string | null } {
  // A segment that ends at the recovery point may not have been trimmed on disk.
  const from = Math.max(0, segments.findLastIndex((s) => s.baseOffset < options.recoveryPoint));
  let logEndOffset = segments[from]!.baseOffset;
  for (let i = from; i < segments.length; i++) {
    const segment = segments[i]!;
    const next = segments[i + 1];
    const outcome = recoverSegment(segment, next, options, report);
    logEndOffset = outcome.endOffset;
    if (outcome.damage !== null) return { logEndOffset, damage: outcome.damage };
    if (next === undefined) continue;
    // Offsets that are missing below the recovery point were removed by compaction, not lost.
    const joined = next.baseOffset === logEndOffset ||
      (next.baseOffset > logEndOffset && logEndOffset < options.recoveryPoint);
    if (outcome.whole && joined) continue;
    // The tail of a sealed segment was lost: what came after it cannot be joined on.
    for (const lost of segments.splice(i + 1)) {
      report.cutBytes += lost.sizeBytes;
      lost.remove();
    }
  }
  return { logEndOffset, damage: null };
}

interface SegmentOutcome {
  endOffset: number;
  /** False where a tail was cut that held more than preallocated zeros. */
  whole: boolean;
  damage: string | null;
}

function recoverSegment(
  segment: Segment,
  next: Segment | undefined,
  { recoveryPoint, config }: OpenLogOptions,
  report: RecoveryReport,
): SegmentOutcome {
  const { baseOffset } = segment;
  const fileBytes = segment.sizeBytes;
  const scan = new TailScan(segment, fileBytes);
  const start = startOfCheck(segment, recoveryPoint, scan);
  segment.sizeBytes = start.position;
  segment.syncedBytes = start.position;
  let endOffset = start.endOffset;
  let { position } = start;
  for (;;) {
    const frame = scan.wholeBatchAt(position, endOffset);
    if (frame === null) break;
    // The checksum does not cover the base offset. Compaction, which leaves holes, comes after a
    // checkpoint: past the recovery point each batch begins where the one before it ended.
    if (frame.baseOffset > endOffset && endOffset >= recoveryPoint) break;
    segment.noteBatch({ ...frame, position }, config.indexIntervalBytes);
    endOffset = frame.lastOffset + 1;
    position += frame.sizeBytes;
  }
  report.checkedBytes += position - start.position;
  const lostBytes = scan.nonZeroBytesFrom(position);
  const damage = lostBytes === 0 ? null : scan.damageAt(position, {
    baseOffset: endOffset,
    isOnDisk: endOffset < recoveryPoint,
    isFollowed: () => next !== undefined && beginsWhole(next, endOffset),
  });
  if (damage !== null) {
    segment.sizeBytes = position;
    return { endOffset, whole: false, damage };
  }
  report.cutBytes += lostBytes;
  if (position < fileBytes) segment.truncateTo(position, endOffset - baseOffset);
  return { endOffset, whole: lostBytes === 0, damage: lostBytes === 0 ? null : syncCut(segment) };
}

/**
 * Puts on disk that a tail was cut: bytes of it that came back after the next power cut would lie
 * among new ones, and look like damage.
 */
function syncCut(segment: Segment): string | null {
  try {
    segment.datasyncSync();
    return null;
  } catch (error) {
    return `cannot put data on disk: ${error instanceof Error ? error.message : error}`;
  }
}

/** True where a segment's first batch is whole and comes after `endOffset`. */
function beginsWhole(segment: Segment, endOffset: number): boolean {
  if (segment.baseOffset <= endOffset) return false;
  const scan = new TailScan(segment, segment.sizeBytes);
  return scan.wholeBatchAt(0, segment.baseOffset) !== null;
}

/** The batch boundary to check from: the last index entry at or below the recovery point. */
function startOfCheck(
  segment: Segment,
  recoveryPoint: number,
  scan: TailScan,
): { position: number; endOffset: number } {
  const { baseOffset } = segment;
  const position = segment.offsetIndex.positionFor(recoveryPoint - baseOffset);
  const frame = position === 0 ? null : scan.wholeBatchAt(position, baseOffset);
  // An index that does not lead to a whole batch is not to be trusted at all.
  if (frame === null) {
    segment.resetIndexes();
    return { position: 0, endOffset: baseOffset };
  }
  segment.cutIndexes(position, frame.baseOffset - baseOffset);
  return { position, endOffset: frame.baseOffset };
}
