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
import type { File } from "../io/file.ts";
import {
  DELETED_SUFFIX,
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  segmentPath,
  TIME_INDEX_SUFFIX,
  TRANSACTION_INDEX_SUFFIX,
} from "./log_files.ts";
import { MappedWindows, type WindowCache } from "./mapped_windows.ts";
import type { OffsetIndex } from "./offset_index.ts";
import { type IndexResources, SegmentIndexes } from "./segment_indexes.ts";
import type { TimeIndex } from "./time_index.ts";

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

/** What else goes with a segment: the one and the other are written by who knows producers. */
const BESIDE_SUFFIXES = [TRANSACTION_INDEX_SUFFIX, ".snapshot"];

/** What all segments of a store share. */
export interface SegmentResources extends IndexResources {
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
  #path: string;
  #folder: string;
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
  readonly #indexes: SegmentIndexes;
  #bytesSinceIndexEntry = 0;
  /** Bytes that a datasync has put on disk. */
  syncedBytes: number;
  /** True where the file was cut and that is not on disk: after a crash it may be longer again. */
  #cutUnsynced = false;
  #removed = false;

  constructor(
    resources: SegmentResources,
    folder: string,
    place: { baseOffset: number; sizeBytes: number; createdMs: number },
  ) {
    this.#resources = resources;
    this.#folder = folder;
    this.baseOffset = place.baseOffset;
    this.#path = segmentPath(folder, place.baseOffset, LOG_SUFFIX);
    this.sizeBytes = place.sizeBytes;
    this.syncedBytes = place.sizeBytes;
    this.createdMs = place.createdMs;
    this.#windows = new MappedWindows(resources.windows);
    this.#indexes = new SegmentIndexes(resources, folder, place.baseOffset);
    if (place.sizeBytes === 0) this.#indexes.reset();
  }

  readonly #file = (): File => this.#resources.openFiles.get(this.path);

  get path(): string {
    return this.#path;
  }

  get offsetIndex(): OffsetIndex {
    if (!this.#indexes.loaded) this.loadIndexes();
    return this.#indexes.offset;
  }

  get timeIndex(): TimeIndex {
    if (!this.#indexes.loaded) this.loadIndexes();
    return this.#indexes.time;
  }

  get indexesLoaded(): boolean {
    return this.#indexes.loaded;
  }

  /** True where the data, and where it ends, are on disk. */
  get isSynced(): boolean {
    return this.#removed || (this.syncedBytes >= this.sizeBytes && !this.#cutUnsynced);
  }

  /** True where the indexes' files are on disk as well. */
  get isSettled(): boolean {
    return this.#removed || (this.isSynced && this.#indexes.isSynced);
  }

  /** Reads the index files. */
  loadIndexes(): void {
    this.#indexes.load();
    this.#indexes.offset.truncateFrom(this.sizeBytes);
    if (this.maxTimestamp < 0) this.#takeMaxTimestamp();
  }

  /** What the time index knows of the largest timestamp. */
  #takeMaxTimestamp(): void {
    const { lastTimestamp, lastOffset } = this.#indexes.time;
    this.maxTimestamp = lastTimestamp;
    this.maxTimestampOffset = lastTimestamp < 0 ? -1 : this.baseOffset + lastOffset;
  }

  /** Keeps the indexes in memory for as long as the segment is appended to. */
  pinIndexes(): void {
    this.#indexes.pin();
  }

  /** Starts with empty indexes: recovery fills them from the batches. */
  resetIndexes(): void {
    this.#indexes.reset();
    this.#takeMaxTimestamp();
    this.#bytesSinceIndexEntry = 0;
  }

  /** Forgets index entries of a tail that recovery is about to check, which brings them back. */
  cutIndexes(position: number, relativeOffset: number): void {
    if (!this.#indexes.loaded) this.loadIndexes();
    this.#indexes.truncateFrom(position, relativeOffset);
    this.#takeMaxTimestamp();
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
    if (this.isSynced) return;
    const { sizeBytes } = this;
    this.#cutUnsynced = false;
    await this.#resources.openFiles.during(this.path, (file) => file.datasync());
    if (sizeBytes > this.syncedBytes) this.syncedBytes = sizeBytes;
  }

  datasyncSync(): void {
    if (this.isSynced) return;
    this.#resources.openFiles.get(this.path).datasyncSync();
    this.#cutUnsynced = false;
    this.syncedBytes = this.sizeBytes;
  }

  /** Adds what is new in the indexes to their files, without syncing them. */
  writeIndexes(): void {
    this.#indexes.write();
  }

  /** Puts the index files on disk, off the loop. */
  datasyncIndexes(): Promise<void> {
    return this.#indexes.datasync();
  }

  /** As {@linkcode Segment.datasyncIndexes}, at once: for shutdown. */
  datasyncIndexesSync(): void {
    this.#indexes.datasyncSync();
  }

  /** Ends appending: cuts what was preallocated, completes the indexes. Maps stay readable. */
  seal(): void {
    this.timeIndex.append(this.maxTimestamp, this.maxTimestampOffset - this.baseOffset);
    this.trim();
    this.#indexes.write();
    this.#indexes.unpin();
  }

  /** Cuts the preallocated rest of the file. */
  trim(): void {
    const file = this.#resources.openFiles.get(this.path);
    if (file.size() > this.sizeBytes) {
      file.truncate(this.sizeBytes);
      this.#cutUnsynced = true;
    }
    this.#windows.drop();
  }

  /** Cuts the file at a batch's start: recovery of a torn tail, before anything reads it. */
  truncateTo(position: number, relativeOffset: number): void {
    this.#windows.drop();
    this.sizeBytes = position;
    this.syncedBytes = Math.min(this.syncedBytes, position);
    this.#indexes.truncateFrom(position, relativeOffset);
    this.#resources.openFiles.get(this.path).truncate(position);
    this.#cutUnsynced = true;
  }

  /** Closes handles and forgets maps; slices already handed out stay readable. */
  close(): void {
    this.#windows.drop();
    this.#resources.openFiles.close(this.path);
    this.#indexes.close();
  }

  /** Goes on as the copy of a segment that is appended to; the indexes' files are written later. */
  continueAs(source: Segment): void {
    this.maxTimestamp = source.maxTimestamp;
    this.maxTimestampOffset = source.maxTimestampOffset;
    this.#bytesSinceIndexEntry = source.#bytesSinceIndexEntry;
    this.syncedBytes = 0;
    if (!source.#indexes.loaded) source.loadIndexes();
    this.#indexes.copy(source.#indexes);
    this.#indexes.pin();
  }

  /** The folder got another name. */
  noteFolder(folder: string): void {
    this.#resources.openFiles.close(this.path);
    this.#folder = folder;
    this.#path = segmentPath(folder, this.baseOffset, LOG_SUFFIX);
    this.#indexes.noteFolder(folder);
  }

  /** Ends the use of this segment where another takes over its name: its files stay. */
  retire(): void {
    this.close();
    this.#removed = true;
    this.#indexes.noteRemoved();
  }

  /** Removes the files: renamed at once, so that a start finds none of them, then off the loop. */
  remove(): void {
    this.retire();
    const { files, openFiles } = this.#resources;
    for (const suffix of [LOG_SUFFIX, OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX, ...BESIDE_SUFFIXES]) {
      const path = segmentPath(this.#folder, this.baseOffset, suffix);
      if (!files.exists(path)) continue;
      openFiles.close(path);
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

/** The frame of the batch at `at` of a view, or null where no whole header is. */
export function batchFrameAt(view: DataView, at: number): BatchFrame | null {
  if (at + BATCH_HEADER_BYTES > view.byteLength) return null;
  const sizeBytes = batchSizeInBytes(view, at);
  if (sizeBytes < BATCH_HEADER_BYTES) return null;
  try {
    const baseOffset = batchBaseOffset(view, at);
    const lastOffset = batchLastOffset(view, at);
    if (baseOffset < 0 || lastOffset < baseOffset) return null;
    return { baseOffset, lastOffset, maxTimestamp: batchMaxTimestamp(view, at), sizeBytes };
  } catch {
    return null; // An offset or a timestamp past 2^53: damaged.
  }
}
