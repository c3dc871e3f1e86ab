/**
 * Opening a log's folder: what is there, where it ends, and, after a crash, what of the tail is
 * whole.
 *
 * After a crash only what lies past the recovery point is checked. The first batch that is not
 * whole ends the log there, unless it is damage rather than a torn tail: in a torn tail, pages that
 * never reached the disk read as zeros, or nothing whole follows. A damaged batch with whole ones
 * after it and no lost page in it is data that was acknowledged and has changed since, so the log
 * goes offline instead of being cut.
 *
 * @module
 */
import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  batchCrcMatches,
  batchMagic,
  MAGIC_POSITION,
} from "../bytes/batch_header.ts";
import type { FileSystem } from "../io/file.ts";
import { joinPath } from "../io/file.ts";
import { Log, type LogResources } from "./log.ts";
import type { LogConfig } from "./log_config.ts";
import { baseOffsetOf, DELETED_SUFFIX, LOG_SUFFIX } from "./log_files.ts";
import { type BatchFrame, batchFrameAt, Segment } from "./segment.ts";

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

/** Read at once while checking; larger batches are read whole. */
const CHUNK_BYTES = 4 << 20;
const PAGE_BYTES = 4096;

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
  for (const name of files.list(folder)) {
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
  try {
    return batchFrameAt(new DataView(header.buffer, header.byteOffset, header.byteLength), 0);
  } catch {
    return null; // A base offset past 2^53: not a batch.
  }
}

/** Checks every segment from the recovery point on. */
function recover(
  segments: Segment[],
  options: OpenLogOptions,
  report: RecoveryReport,
): { logEndOffset: number; damage: string | null } {
  const from = Math.max(0, segments.findLastIndex((s) => s.baseOffset <= options.recoveryPoint));
  let logEndOffset = segments[from]!.baseOffset;
  for (let i = from; i < segments.length; i++) {
    const segment = segments[i]!;
    const outcome = recoverSegment(segment, options, report);
    logEndOffset = outcome.endOffset;
    if (outcome.damage !== null) return { logEndOffset, damage: outcome.damage };
    const next = segments[i + 1];
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
    segment.noteBatch({ ...frame, position }, config.indexIntervalBytes);
    endOffset = frame.lastOffset + 1;
    position += frame.sizeBytes;
  }
  report.checkedBytes += position - start.position;
  const damage = scan.damageAt(position, endOffset);
  if (damage !== null) {
    segment.sizeBytes = position;
    return { endOffset, whole: false, damage };
  }
  const lostBytes = scan.nonZeroBytesFrom(position);
  report.cutBytes += lostBytes;
  if (position < fileBytes) segment.truncateTo(position, endOffset - baseOffset);
  return { endOffset, whole: lostBytes === 0, damage: null };
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

/** Reads a segment's tail in chunks and judges its batches. */
class TailScan {
  readonly #segment: Segment;
  readonly #fileBytes: number;
  #chunk: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#chunk.buffer);
  #chunkStart = 0;

  constructor(segment: Segment, fileBytes: number) {
    this.#segment = segment;
    this.#fileBytes = fileBytes;
  }

  /** Where `position` lies in the chunk, once `length` bytes from it are there; -1 at the end. */
  #load(position: number, length: number): number {
    if (position + length > this.#fileBytes) return -1;
    const at = position - this.#chunkStart;
    if (at >= 0 && at + length <= this.#chunk.length) return at;
    const wanted = Math.min(Math.max(length, CHUNK_BYTES), this.#fileBytes - position);
    this.#chunk = this.#segment.readSync(position, wanted);
    this.#view = new DataView(
      this.#chunk.buffer,
      this.#chunk.byteOffset,
      this.#chunk.byteLength,
    );
    this.#chunkStart = position;
    return this.#chunk.length < length ? -1 : 0;
  }

  /** The batch at `position` if it is whole and begins at or above `baseOffsetMin`. */
  wholeBatchAt(position: number, baseOffsetMin: number): BatchFrame | null {
    const frame = this.#frame(position);
    if (frame === null || frame.baseOffset < baseOffsetMin) return null;
    const at = this.#load(position, frame.sizeBytes);
    if (at < 0 || frame.lastOffset < frame.baseOffset) return null;
    const end = at + frame.sizeBytes;
    const batch = this.#chunk.subarray(at, end);
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    return batchMagic(view, 0) === BATCH_MAGIC && batchCrcMatches(batch, view, 0) ? frame : null;
  }

  #frame(position: number): BatchFrame | null {
    const at = this.#load(position, BATCH_HEADER_BYTES);
    if (at < 0) return null;
    try {
      const frame = batchFrameAt(this.#view, at);
      return frame !== null && position + frame.sizeBytes <= this.#fileBytes ? frame : null;
    } catch {
      return null; // A base offset past 2^53: not a batch.
    }
  }

  /**
   * Says what is wrong where the bytes at `position` are damage and not a torn tail.
   *
   * @param baseOffset what the batch there should begin with
   */
  damageAt(position: number, baseOffset: number): string | null {
    const frame = this.#frame(position);
    if (frame === null || frame.sizeBytes > 1 << 30) return null;
    const next = position + frame.sizeBytes;
    if (this.wholeBatchAt(next, frame.lastOffset + 1) === null) return null;
    if (this.#hasLostStart(position, frame.baseOffset !== baseOffset)) return null;
    if (this.#hasLostPage(position, next)) return null;
    return `damaged batch at byte ${position} of ${this.#segment.path} (offsets ` +
      `${frame.baseOffset} to ${frame.lastOffset}) with whole batches after it; ` +
      "restore the partition's folder from a copy, or remove it to start empty";
  }

  /**
   * True where the batch lacks what it has in the page that it begins in: that page is older than
   * the next. Zeros up to the magic byte may be right, but only with the right base offset.
   */
  #hasLostStart(start: number, hasOtherOffset: boolean): boolean {
    const length = PAGE_BYTES - start % PAGE_BYTES;
    return (length > MAGIC_POSITION || hasOtherOffset) && this.#isZero(start, length);
  }

  /** True where a page that lies wholly in the range holds only zeros. */
  #hasLostPage(start: number, end: number): boolean {
    const first = Math.ceil(start / PAGE_BYTES) * PAGE_BYTES;
    // A lost page that the next batch begins in would have lost that one's header as well.
    for (let page = first; page + PAGE_BYTES <= end; page += PAGE_BYTES) {
      if (this.#isZero(page, PAGE_BYTES)) return true;
    }
    return false;
  }

  #isZero(position: number, length: number): boolean {
    return this.#segment.readSync(position, length).every((byte) => byte === 0);
  }

  /** Bytes from `position` up to the last that is not zero: what a cut loses. */
  nonZeroBytesFrom(position: number): number {
    let last = position;
    const zeros = new Uint8Array(Math.min(CHUNK_BYTES, this.#fileBytes - position));
    for (let from = position; from < this.#fileBytes; from += CHUNK_BYTES) {
      const bytes = this.#segment.readSync(from, Math.min(CHUNK_BYTES, this.#fileBytes - from));
      if (Buffer.compare(bytes, zeros.subarray(0, bytes.length)) === 0) continue;
      for (let i = bytes.length - 1; i >= 0; i--) {
        if (bytes[i] !== 0) {
          last = from + i + 1;
          break;
        }
      }
    }
    return last - position;
  }
}
