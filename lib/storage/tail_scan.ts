/**
 * Going through a segment's tail after a crash, and judging the first batch that is not whole: is
 * it what a power cut leaves, or has data changed that was acknowledged?
 *
 * A power cut keeps any of the pages that were not synced and loses the others, which read as
 * zeros, for the file was preallocated. One lost page tells that the sync of its batch never ended:
 * then nothing from there on was acknowledged, though later batches may be whole. So a bad batch is
 *
 * - a torn tail where nothing whole comes after it, in its segment or the next, or where it has
 *   lost a page;
 * - damage where something whole comes after it and no page of it is lost: all of it was written,
 *   and it has changed since. Below the recovery point, where all was on disk, a page of zeros is
 *   no excuse either.
 *
 * @module
 */
import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  batchCrcMatches,
  batchMagic,
  LENGTH_POSITION,
  MAGIC_POSITION,
} from "../bytes/batch_header.ts";
import { type BatchFrame, batchFrameAt, type Segment } from "./segment.ts";

/** Read at once while checking; larger batches are read whole. */
const CHUNK_BYTES = 4 << 20;
const PAGE_BYTES = 4096;
const OFFSET_BYTES = 8;

/** What is known around a bad batch. */
export interface BadBatchContext {
  /** What the batch there should begin with. */
  baseOffset: number;
  /** True where a checkpoint says that this place was on disk. */
  isOnDisk: boolean;
  /** Whether the next segment begins with a whole batch. */
  isFollowed: () => boolean;
}

/** Where the bytes come from. */
export type ScannedFile = Pick<Segment, "path" | "readSync">;

/** Reads a segment's tail in chunks and judges its batches. */
export class TailScan {
  readonly #segment: ScannedFile;
  readonly #fileBytes: number;
  #chunk: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#chunk.buffer);
  #chunkStart = 0;

  constructor(segment: ScannedFile, fileBytes: number) {
    this.#segment = segment;
    this.#fileBytes = fileBytes;
  }

  /** Where `position` lies in the chunk when `length` bytes from it are there; -1 at the end. */
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
    if (at < 0) return null;
    const end = at + frame.sizeBytes;
    const batch = this.#chunk.subarray(at, end);
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    return batchMagic(view, 0) === BATCH_MAGIC && batchCrcMatches(batch, view, 0) ? frame : null;
  }

  #frame(position: number): BatchFrame | null {
    const at = this.#load(position, BATCH_HEADER_BYTES);
    if (at < 0) return null;
    const frame = batchFrameAt(this.#view, at);
    return frame !== null && position + frame.sizeBytes <= this.#fileBytes ? frame : null;
  }

  /**
   * Says what is wrong where the bytes at `position`, which are no whole batch, are damage and not
   * a torn tail.
   */
  damageAt(position: number, context: BadBatchContext): string | null {
    const frame = this.#frame(position);
    const whole = this.#nextWholeBatch(position, context.baseOffset + 1);
    if (whole < 0 && !context.isFollowed()) return null;
    if (!context.isOnDisk) {
      if (whole < 0 && frame === null && this.#mayBeCutShort) return null;
      if (this.#hasLostStart(position, context.baseOffset)) return null;
      if (this.#hasLostPage(position, this.#endOf(position, frame, whole))) return null;
    }
    const offsets = frame?.baseOffset !== context.baseOffset
      ? `from offset ${context.baseOffset} on`
      : `offsets ${frame.baseOffset} to ${frame.lastOffset}`;
    return `damaged batch at byte ${position} of ${this.#segment.path} (${offsets}) ` +
      "with whole batches after it; " +
      "restore the partition's folder from a copy, or remove it to start empty";
  }

  /**
   * Where the next whole batch begins after the bad one at `position`, -1 where there is none.
   * The bad one's length may be what is bad, so every place is looked at.
   */
  #nextWholeBatch(position: number, baseOffsetMin: number): number {
    const last = this.#fileBytes - BATCH_HEADER_BYTES;
    for (let from = position + 1; from <= last;) {
      const length = Math.min(CHUNK_BYTES, this.#fileBytes - from);
      const { buffer, byteOffset, byteLength } = this.#segment.readSync(from, length);
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      const ends = Math.min(bytes.length - MAGIC_POSITION, last - from + 1);
      for (let start = nextStart(bytes, 0); start >= 0 && start < ends;) {
        if (this.wholeBatchAt(from + start, baseOffsetMin) !== null) return from + start;
        start = nextStart(bytes, start + 1);
      }
      from += ends;
    }
    return -1;
  }

  /** Where the bad batch ends, or where what is known to be bad ends. */
  #endOf(position: number, frame: BatchFrame | null, whole: number): number {
    const end = whole < 0 ? this.#fileBytes : whole;
    if (frame === null || position + frame.sizeBytes >= end) return end;
    const next = this.#frame(position + frame.sizeBytes);
    return next?.baseOffset === frame.lastOffset + 1 ? position + frame.sizeBytes : end;
  }

  /**
   * True where the file may have lost a step of its preallocation, and with it its last batch's
   * end. A length within a page is one that it was trimmed to, at the end of a batch.
   */
  get #mayBeCutShort(): boolean {
    return this.#fileBytes % PAGE_BYTES === 0;
  }

  /**
   * True where the batch lacks what it has in the page that it begins in: that page is older than
   * the next. Zeros up to the magic byte may be right, but only with the right base offset.
   */
  #hasLostStart(start: number, baseOffset: number): boolean {
    const length = PAGE_BYTES - start % PAGE_BYTES;
    if (!this.#isZero(start, length)) return false;
    if (length > MAGIC_POSITION) return true;
    const at = this.#load(start, OFFSET_BYTES);
    return at >= 0 && this.#view.getBigInt64(at) !== BigInt(baseOffset);
  }

  /** True where a page that lies in the range as a whole, or ends the file, holds only zeros. */
  #hasLostPage(start: number, end: number): boolean {
    const first = Math.ceil(start / PAGE_BYTES) * PAGE_BYTES;
    for (let page = first; page < end; page += PAGE_BYTES) {
      const length = Math.min(PAGE_BYTES, this.#fileBytes - page);
      // A lost page that the next batch begins in would have lost that one's header as well.
      if (page + length > end) return false;
      if (this.#isZero(page, length)) return true;
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

/** The first place from `from` on where a batch may begin, by its magic byte and small numbers. */
function nextStart(bytes: Buffer, from: number): number {
  let magic = bytes.indexOf(BATCH_MAGIC, from + MAGIC_POSITION);
  for (; magic >= 0; magic = bytes.indexOf(BATCH_MAGIC, magic + 1)) {
    const start = magic - MAGIC_POSITION;
    // Base offsets have less than 54 bits, lengths less than 31.
    const lengthTop = bytes[start + LENGTH_POSITION]!;
    if (bytes[start] === 0 && bytes[start + 1]! < 0x20 && lengthTop < 0x80) {
      return start;
    }
  }
  return -1;
}
