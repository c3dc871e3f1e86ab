/**
 * One segment of a log: a `.log` file with record batches as they came over the wire, and its two
 * sparse indexes. Only the last segment of a log is appended to; it is preallocated in steps and
 * written through maps. The others are trimmed and read through the file.
 *
 * @module
 */
import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchLastOffset,
  batchMaxTimestamp,
  batchSizeInBytes,
} from "../bytes/batch_header.ts";
import type { File, FileSystem } from "../io/file.ts";
import {
  DELETED_SUFFIX,
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  segmentPath,
  TIME_INDEX_SUFFIX,
} from "./log_files.ts";
import { MappedWindows, type WindowCache } from "./mapped_windows.ts";
import { OffsetIndex } from "./offset_index.ts";
import type { OpenFiles } from "./open_files.ts";
import { TimeIndex } from "./time_index.ts";

/** The first preallocated step: small, so that thousands of quiet partitions cost little. */
const STEP_BYTES_MIN = 64 << 10;
/** The largest step, and so the largest single map. */
const STEP_BYTES_MAX = 16 << 20;
/** Maps begin at multiples of this: the largest page size among the processors built for. */
const MAP_GRANULE_BYTES = 64 << 10;

/**
 * Batches of at least this size are written through the file, smaller ones through the map: the
 * first touch of a mapped page costs a fault, a write of the same page does not
 * (docs/decisions/0001_append_by_write_or_map.md has the figures).
 */
const WRITE_BYTES_MIN = 4096;

/** What all segments of a store share. */
export interface SegmentResources {
  readonly files: FileSystem;
  readonly openFiles: OpenFiles;
  readonly windows: WindowCache;
}

/** One batch about to be appended. The offsets are already in its header. */
export interface BatchPlace {
  /** Offset of the batch's last record. */
  lastOffset: number;
  /** Its largest timestamp in ms, -1 for none. */
  maxTimestamp: number;
}

/** A segment file and its indexes. */
export class Segment {
  readonly baseOffset: number;
  readonly path: string;
  readonly #folder: string;
  readonly #resources: SegmentResources;
  readonly #windows: MappedWindows;
  /** Bytes of batches; the file may be longer where it is preallocated. */
  sizeBytes: number;
  /** Largest timestamp of its batches in ms, -1 for none or not known yet. */
  maxTimestamp = -1;
  /** Last offset of the batch that has the largest timestamp. */
  maxTimestampOffset = -1;
  /** When the first batch was appended, or the file last changed, in ms since the epoch. */
  createdMs: number;
  /** Null until loaded: see {@linkcode Segment.loadIndexes}. */
  #offsetIndex: OffsetIndex | null;
  #timeIndex: TimeIndex | null;
  #bytesSinceIndexEntry = 0;
  /** Bytes that a datasync has put on disk. */
  syncedBytes: number;

  constructor(
    resources: SegmentResources,
    folder: string,
    place: { baseOffset: number; sizeBytes: number; createdMs: number },
  ) {
    this.#resources = resources;
    this.#folder = folder;
    this.baseOffset = place.baseOffset;
    this.path = segmentPath(folder, place.baseOffset, LOG_SUFFIX);
    this.sizeBytes = place.sizeBytes;
    this.syncedBytes = place.sizeBytes;
    this.createdMs = place.createdMs;
    this.#windows = new MappedWindows(resources.windows);
    const fresh = place.sizeBytes === 0;
    this.#offsetIndex = fresh ? new OffsetIndex() : null;
    this.#timeIndex = fresh ? new TimeIndex() : null;
  }

  readonly #file = (): File => this.#resources.openFiles.get(this.path);

  get offsetIndex(): OffsetIndex {
    if (this.#offsetIndex === null) this.loadIndexes();
    return this.#offsetIndex!;
  }

  get timeIndex(): TimeIndex {
    if (this.#timeIndex === null) this.loadIndexes();
    return this.#timeIndex!;
  }

  get indexesLoaded(): boolean {
    return this.#offsetIndex !== null;
  }

  /** Reads the index files; a missing one is empty, and every lookup then scans from the start. */
  loadIndexes(): void {
    const { files } = this.#resources;
    const read = (suffix: string) => {
      const path = segmentPath(this.#folder, this.baseOffset, suffix);
      return files.exists(path) ? files.readFile(path) : new Uint8Array(0);
    };
    this.#offsetIndex = OffsetIndex.decode(read(OFFSET_INDEX_SUFFIX));
    this.#timeIndex = TimeIndex.decode(read(TIME_INDEX_SUFFIX));
    this.#offsetIndex.truncateFrom(this.sizeBytes);
    if (this.maxTimestamp < 0 && this.#timeIndex.count > 0) {
      this.maxTimestamp = this.#timeIndex.lastTimestamp;
      this.maxTimestampOffset = this.baseOffset + this.#timeIndex.lastOffset;
    }
  }

  /** Forgets the indexes of a sealed segment; they are read again when asked for. */
  dropIndexes(): void {
    this.writeIndexes();
    this.#offsetIndex = null;
    this.#timeIndex = null;
  }

  /** Starts with empty indexes: recovery fills them from the batches. */
  resetIndexes(): void {
    this.#offsetIndex = new OffsetIndex();
    this.#timeIndex = new TimeIndex();
    for (const suffix of [OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX]) {
      const path = segmentPath(this.#folder, this.baseOffset, suffix);
      this.#resources.openFiles.close(path);
      this.#resources.files.remove(path);
    }
    this.#bytesSinceIndexEntry = 0;
  }

  /**
   * Puts a batch at the end, through the map or the file.
   *
   * @returns where it starts in the file, in bytes
   * @throws DiskFullError where the next step cannot be preallocated; nothing is changed then
   */
  append(batch: Uint8Array, place: BatchPlace, indexIntervalBytes: number): number {
    const position = this.sizeBytes;
    const file = this.#resources.openFiles.get(this.path);
    if (position + batch.length > this.#windows.end) this.#preallocate(position + batch.length);
    if (batch.length >= WRITE_BYTES_MIN) {
      file.writeSync(batch, position);
      this.#windows.noteWritten(position, position + batch.length, file);
    } else this.#copy(batch, position, file);
    this.noteBatch({ ...place, position, sizeBytes: batch.length }, indexIntervalBytes);
    return position;
  }

  /** Copies a small batch into the map: no call into the system. */
  #copy(batch: Uint8Array, position: number, file: File): void {
    for (let done = 0; done < batch.length;) {
      const window = this.#windows.mapped(position + done, file);
      const at = position + done - window.start;
      const count = Math.min(batch.length - done, window.length - at);
      window.bytes.set(batch.subarray(done, done + count), at);
      done += count;
    }
  }

  /** Grows the file so that it holds `end` bytes, in steps that double up to the largest. */
  #preallocate(end: number): void {
    const file = this.#resources.openFiles.get(this.path);
    let from = this.#windows.end;
    if (from === 0 && this.sizeBytes > 0) {
      // Reopened: what is there stays unmapped up to the granule that the next batch begins in.
      from = this.sizeBytes - (this.sizeBytes % MAP_GRANULE_BYTES);
      this.#windows.extend(from);
    }
    while (from < end) {
      const step = Math.min(Math.max(from, STEP_BYTES_MIN), STEP_BYTES_MAX);
      file.allocate(from, step);
      from += step;
      this.#windows.extend(from);
    }
  }

  /** Takes a batch that is in the file into account: size, timestamps, index entries. */
  noteBatch(batch: BatchPlace & { position: number; sizeBytes: number }, interval: number): void {
    if (this.sizeBytes === 0) this.#bytesSinceIndexEntry = 0;
    if (batch.maxTimestamp > this.maxTimestamp) {
      this.maxTimestamp = batch.maxTimestamp;
      this.maxTimestampOffset = batch.lastOffset;
    }
    if (this.#bytesSinceIndexEntry > interval) {
      this.offsetIndex.append(batch.lastOffset - this.baseOffset, batch.position);
      this.timeIndex.append(this.maxTimestamp, this.maxTimestampOffset - this.baseOffset);
      this.#bytesSinceIndexEntry = 0;
    }
    this.#bytesSinceIndexEntry += batch.sizeBytes;
    this.sizeBytes = batch.position + batch.sizeBytes;
  }

  /** A range of the file, or null where it is not all mapped. */
  mappedBytes(position: number, length: number): Uint8Array | null {
    return this.#windows.bytes(position, length, this.#file);
  }

  /** Reads a range off the loop; fewer bytes at the end of the data. */
  read(position: number, length: number): Promise<Uint8Array> {
    const count = Math.min(length, this.sizeBytes - position);
    return this.#resources.openFiles.during(this.path, (file) => file.read(position, count));
  }

  /** Reads a range at once: for start-up only. Not bounded by the known size. */
  readSync(position: number, length: number): Uint8Array {
    return this.#resources.openFiles.get(this.path).readSync(position, length);
  }

  /** Puts everything appended so far on disk, off the loop. */
  async datasync(): Promise<void> {
    const { sizeBytes } = this;
    if (sizeBytes <= this.syncedBytes) return;
    await this.#resources.openFiles.during(this.path, (file) => file.datasync());
    if (sizeBytes > this.syncedBytes) this.syncedBytes = sizeBytes;
  }

  datasyncSync(): void {
    if (this.sizeBytes <= this.syncedBytes) return;
    this.#resources.openFiles.get(this.path).datasyncSync();
    this.syncedBytes = this.sizeBytes;
  }

  /** Adds what is new in the indexes to their files, without syncing them. */
  writeIndexes(): void {
    const indexes = [
      { index: this.#offsetIndex, suffix: OFFSET_INDEX_SUFFIX, entryBytes: 8 },
      { index: this.#timeIndex, suffix: TIME_INDEX_SUFFIX, entryBytes: 12 },
    ];
    for (const { index, suffix, entryBytes } of indexes) {
      if (index === null || index.writtenCount === index.count) continue;
      const path = segmentPath(this.#folder, this.baseOffset, suffix);
      const file = this.#resources.openFiles.get(path);
      file.writeSync(index.encode(index.writtenCount), index.writtenCount * entryBytes);
      index.writtenCount = index.count;
    }
  }

  /** Puts the index files on disk, off the loop. */
  async datasyncIndexes(): Promise<void> {
    for (const suffix of [OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX]) {
      const path = segmentPath(this.#folder, this.baseOffset, suffix);
      if (!this.#resources.files.exists(path)) continue;
      await this.#resources.openFiles.during(path, (file) => file.datasync());
    }
  }

  /** Ends appending: cuts what was preallocated, completes the indexes. Maps stay readable. */
  seal(): void {
    this.timeIndex.append(this.maxTimestamp, this.maxTimestampOffset - this.baseOffset);
    this.trim();
    this.writeIndexes();
  }

  /** Cuts the preallocated rest of the file. */
  trim(): void {
    const file = this.#resources.openFiles.get(this.path);
    if (file.size() > this.sizeBytes) file.truncate(this.sizeBytes);
    this.#windows.drop();
  }

  /** Cuts the file at a batch's start: recovery of a torn tail, before anything reads it. */
  truncateTo(position: number, relativeOffset: number): void {
    this.#windows.drop();
    this.sizeBytes = position;
    this.syncedBytes = Math.min(this.syncedBytes, position);
    this.offsetIndex.truncateFrom(position);
    this.timeIndex.truncateFrom(relativeOffset);
    this.#resources.openFiles.get(this.path).truncate(position);
  }

  /** Closes handles and forgets maps; slices already handed out stay readable. */
  close(): void {
    this.#windows.drop();
    for (const suffix of [LOG_SUFFIX, OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX]) {
      this.#resources.openFiles.close(segmentPath(this.#folder, this.baseOffset, suffix));
    }
  }

  /** Removes the segment's files: renamed at once, so that a start finds none of them, then off the loop. */
  remove(): void {
    this.close();
    const { files } = this.#resources;
    for (const suffix of [LOG_SUFFIX, OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX, ".snapshot"]) {
      const path = segmentPath(this.#folder, this.baseOffset, suffix);
      if (!files.exists(path)) continue;
      files.rename(path, path + DELETED_SUFFIX);
      files.removeLater(path + DELETED_SUFFIX).catch(() => {/* the next start removes it */});
    }
  }
}

/** Facts of one batch header, as scans need them. */
export interface BatchFrame {
  baseOffset: number;
  lastOffset: number;
  maxTimestamp: number;
  sizeBytes: number;
}

/** The frame of the batch at `at` of a view, or null where no whole header is left. */
export function batchFrameAt(view: DataView, at: number): BatchFrame | null {
  if (at + BATCH_HEADER_BYTES > view.byteLength) return null;
  const sizeBytes = batchSizeInBytes(view, at);
  if (sizeBytes < BATCH_HEADER_BYTES) return null;
  return {
    baseOffset: batchBaseOffset(view, at),
    lastOffset: batchLastOffset(view, at),
    maxTimestamp: batchMaxTimestamp(view, at),
    sizeBytes,
  };
}
