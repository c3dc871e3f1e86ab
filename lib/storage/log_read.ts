/**
 * Reading a log: whole batches from an offset on, as views of the map where the range is mapped
 * and through the file, off the loop, where it is not.
 *
 * @module
 */
import { BATCH_HEADER_BYTES } from "../bytes/batch_header.ts";
import { isMapped, noteOrigin } from "../io/byte_origin.ts";
import type { HeldMemory } from "../io/memory_budget.ts";
import type { Log } from "./log.ts";
import { type BatchFrame, batchFrameAt, type Segment } from "./segment.ts";

/** What to read. */
export interface ReadOptions {
  /** First offset wanted; the batch that holds it is read from its start. */
  offset: number;
  /** Bytes at most, whole batches only. */
  bytesMax: number;
  /** Batches that begin at or above this offset are not read: the high watermark, or the LSO. */
  offsetLimit: number;
  /** The first batch is read even where it is larger than `bytesMax`: a reader must progress. */
  firstBatchAlways: boolean;
  /**
   * Claims what is read through the file: the first part waits where memory is short, any further
   * one is left out then. Who gives this owns the result alone, and may free it
   * (lib/io/byte_origin.ts).
   */
  held?: HeldMemory | undefined;
}

/** Whole batches in order: a view of the map, or a buffer read from the file. */
export interface ReadResult {
  records: Uint8Array;
}

/** Thrown where the offset lies outside the log. */
export class OffsetOutOfRangeError extends Error {
  override name = "OffsetOutOfRangeError";
}

const NOTHING: ReadResult = { records: new Uint8Array(0) };
/** Read in one go to find a batch near an index entry. */
const SCAN_BYTES = 16 << 10;

/** Positions in a segment: where to read from and to. */
interface Range {
  start: number;
  end: number;
}

/**
 * Reads batches. The result is there at once where the range is mapped, so that the common fetch,
 * at the end of the log, costs no turn of the loop.
 *
 * @throws OffsetOutOfRangeError, LogOfflineError
 */
export function readLog(log: Log, options: ReadOptions): ReadResult | Promise<ReadResult> {
  log.requireOnline();
  const { offset } = options;
  if (offset < log.logStartOffset || offset > log.logEndOffset) {
    throw new OffsetOutOfRangeError(
      `Cannot read ${log.name} at offset ${offset}: ` +
        `it holds ${log.logStartOffset} to ${log.logEndOffset}`,
    );
  }
  if (offset >= options.offsetLimit) return NOTHING;
  if (options.bytesMax <= 0 && !options.firstBatchAlways) return NOTHING;
  const segment = log.segmentFor(offset);
  if (segment.indexesLoaded) {
    const range = mappedRange(log, segment, options);
    if (range !== null) {
      const records = segment.mappedBytes(range.start, range.end - range.start);
      if (records !== null) {
        // A copy, where the range spans two maps.
        if (options.held !== undefined && isCopy(records)) {
          noteSegment(records, { log, segment, position: range.start });
        }
        return { records };
      }
    }
  }
  return readFile(log, segment, options);
}

/** The first batch at or after `position` whose last offset reaches `offset`, in mapped bytes. */
function scanMapped(
  segment: Segment,
  position: number,
  offset: number,
): { position: number; frame: BatchFrame } | null {
  for (let at = position; at + BATCH_HEADER_BYTES <= segment.sizeBytes;) {
    const frame = mappedFrame(segment, at);
    if (frame === null) return null;
    if (frame.lastOffset >= offset) return { position: at, frame };
    at += frame.sizeBytes;
  }
  return null;
}

function mappedFrame(segment: Segment, position: number): BatchFrame | null {
  const header = segment.mappedBytes(position, BATCH_HEADER_BYTES);
  if (header === null) return null;
  return batchFrameAt(
    new DataView(header.buffer, header.byteOffset, header.byteLength),
    0,
  );
}

/** Where to read, found in the maps; null where they do not cover it. */
function mappedRange(log: Log, segment: Segment, options: ReadOptions): Range | null {
  const { offsetIndex, baseOffset } = segment;
  const near = offsetIndex.positionFor(options.offset - baseOffset);
  const first = scanMapped(segment, near, options.offset);
  if (first === null) return null;
  const limit = endForLimit(log, segment, options, first.position);
  if (limit === null) return null;
  const start = first.position;
  const firstEnd = start + first.frame.sizeBytes;
  if (firstEnd > limit) return { start, end: start };
  if (firstEnd - start > options.bytesMax) {
    return { start, end: options.firstBatchAlways ? firstEnd : start };
  }
  if (limit - start <= options.bytesMax) return { start, end: limit };
  const near2 = Math.max(firstEnd, offsetIndex.positionAtOrBelow(start + options.bytesMax));
  let end = near2;
  while (end < limit) {
    const frame = mappedFrame(segment, end);
    if (frame === null) return null;
    if (end + frame.sizeBytes - start > options.bytesMax) break;
    end += frame.sizeBytes;
  }
  return { start, end };
}

/** The position at which batches at or above the offset limit begin. */
function endForLimit(
  log: Log,
  segment: Segment,
  options: ReadOptions,
  from: number,
): number | null {
  const { offsetLimit } = options;
  if (offsetLimit >= log.endOffsetOf(segment)) return segment.sizeBytes;
  const near = segment.offsetIndex.positionFor(offsetLimit - 1 - segment.baseOffset);
  for (let at = Math.max(near, from); at < segment.sizeBytes;) {
    const frame = mappedFrame(segment, at);
    if (frame === null) return null;
    if (frame.lastOffset >= offsetLimit) return at;
    at += frame.sizeBytes;
  }
  return segment.sizeBytes;
}

/** Reads through the file: find the first batch, read the range, cut it to whole batches. */
async function readFile(log: Log, segment: Segment, options: ReadOptions): Promise<ReadResult> {
  const sizeBytes = segment.sizeBytes;
  const endOffset = log.endOffsetOf(segment);
  let position = segment.offsetIndex.positionFor(options.offset - segment.baseOffset);
  let wanted = Math.max(SCAN_BYTES, Math.min(options.bytesMax, sizeBytes) + SCAN_BYTES);
  const { held } = options;
  for (;;) {
    const length = Math.max(0, Math.min(wanted, segment.sizeBytes - position));
    if (held !== undefined && !await held.take(length)) return NOTHING;
    const bytes = await readOrNull(log, segment, { position, length });
    // Removed while it was read: what the log says now is the answer.
    if (bytes === null) {
      held?.release(length);
      return readLog(log, options);
    }
    const found = wholeBatches(bytes, options, Math.min(options.offsetLimit, endOffset));
    if (found.kind === "batches") {
      if (held !== undefined) noteSegment(bytes, { log, segment, position });
      return { records: bytes.subarray(found.start, found.end) };
    }
    held?.release(length);
    position += found.start;
    if (position >= sizeBytes || bytes.length === 0) {
      // Compaction may have removed the segment's last records: go on in the next.
      const next = log.segments[log.segments.indexOf(segment) + 1];
      if (next === undefined) return NOTHING;
      return readLog(log, { ...options, offset: Math.max(options.offset, next.baseOffset) });
    }
    // Bytes that are all there and make no batch, or one that claims more than the segment has.
    const isAllThere = found.needBytes <= bytes.length && found.start === 0;
    if (isAllThere || position + found.needBytes > sizeBytes) {
      throw log.setOffline(
        `damaged batch at byte ${position} of ${segment.path}; ` +
          "restore the partition's folder from a copy, or remove it to start empty",
      );
    }
    wanted = Math.max(SCAN_BYTES, found.needBytes);
  }
}

/** Bytes of a segment; null where it is not one of the log's any more. */
async function readOrNull(
  log: Log,
  segment: Segment,
  { position, length }: { position: number; length: number },
): Promise<Uint8Array | null> {
  try {
    const bytes = await segment.read(position, length);
    return log.holds(segment) ? bytes : null;
  } catch (error) {
    if (log.holds(segment)) throw error;
    return null;
  }
}

function isCopy(records: Uint8Array): boolean {
  return records.length === records.buffer.byteLength && records.length > 0 && !isMapped(records);
}

/** Says where bytes can be read again, for as long as the segment is there. */
function noteSegment(
  bytes: Uint8Array,
  { log, segment, position }: { log: Log; segment: Segment; position: number },
): void {
  noteOrigin(bytes, {
    async read(at, length) {
      const again = await readOrNull(log, segment, { position: position + at, length });
      return again !== null && again.length === length ? again : null;
    },
  });
}

/** Either the batches to return, or where to read next and how much. */
type Found =
  | { kind: "batches"; start: number; end: number }
  | { kind: "more"; start: number; needBytes: number };

function wholeBatches(bytes: Uint8Array, options: ReadOptions, offsetLimit: number): Found {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let start = -1;
  for (;;) {
    const frame = batchFrameAt(view, at);
    if (frame === null) {
      return start < 0 ? { kind: "more", start: at, needBytes: BATCH_HEADER_BYTES } : {
        kind: "batches",
        start,
        end: at,
      };
    }
    const end = at + frame.sizeBytes;
    if (start < 0 && frame.lastOffset < options.offset) {
      at = end;
      continue;
    }
    const first = start < 0;
    if (first) start = at;
    if (frame.lastOffset >= offsetLimit) return { kind: "batches", start, end: at };
    if (end - start > options.bytesMax && !(first && options.firstBatchAlways)) {
      return { kind: "batches", start, end: at };
    }
    if (end > bytes.length) {
      return first
        ? { kind: "more", start: at, needBytes: frame.sizeBytes }
        : { kind: "batches", start, end: at };
    }
    at = end;
  }
}
