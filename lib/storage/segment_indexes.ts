/**
 * The two indexes of one segment and their files. The entries of the segment that is appended to
 * stay in memory; those of a sealed one are read when they are asked for, and let go again when
 * too many are held (index_cache.ts).
 *
 * @module
 */
import type { FileSystem } from "../io/file.ts";
import type { CachedIndexes, IndexCache } from "./index_cache.ts";
import { OFFSET_INDEX_SUFFIX, segmentPath, TIME_INDEX_SUFFIX } from "./log_files.ts";
import { OFFSET_INDEX_ENTRY_BYTES, OffsetIndex } from "./offset_index.ts";
import type { OpenFiles } from "./open_files.ts";
import { TIME_INDEX_ENTRY_BYTES, TimeIndex } from "./time_index.ts";

/** What the indexes need of their store. */
export interface IndexResources {
  readonly files: FileSystem;
  readonly openFiles: OpenFiles;
  readonly indexes: IndexCache;
}

/** One segment's indexes. */
export class SegmentIndexes implements CachedIndexes {
  readonly #resources: IndexResources;
  readonly #baseOffset: number;
  #offsetPath: string;
  #timePath: string;
  /** Null until loaded. */
  #offset: OffsetIndex | null = null;
  #time: TimeIndex | null = null;
  #pinned = false;
  #removed = false;
  /** True where the files hold what is not on disk yet. */
  #unsynced = false;

  constructor(resources: IndexResources, folder: string, baseOffset: number) {
    this.#resources = resources;
    this.#baseOffset = baseOffset;
    this.#offsetPath = segmentPath(folder, baseOffset, OFFSET_INDEX_SUFFIX);
    this.#timePath = segmentPath(folder, baseOffset, TIME_INDEX_SUFFIX);
  }

  get loaded(): boolean {
    return this.#offset !== null;
  }

  /** The offset index; {@linkcode SegmentIndexes.load} comes first. */
  get offset(): OffsetIndex {
    if (this.#offset === null) throw new Error(`${this.#offsetPath} is not loaded`);
    return this.#offset;
  }

  /** The time index; {@linkcode SegmentIndexes.load} comes first. */
  get time(): TimeIndex {
    if (this.#time === null) throw new Error(`${this.#timePath} is not loaded`);
    return this.#time;
  }

  get sizeBytes(): number {
    return (this.#offset?.count ?? 0) * OFFSET_INDEX_ENTRY_BYTES +
      (this.#time?.count ?? 0) * TIME_INDEX_ENTRY_BYTES;
  }

  /** Reads the files; a missing one is empty, and every lookup then scans from the start. */
  load(): void {
    this.#offset = OffsetIndex.decode(this.#read(this.#offsetPath));
    this.#time = TimeIndex.decode(this.#read(this.#timePath));
    if (!this.#pinned) this.#resources.indexes.add(this);
  }

  #read(path: string): Uint8Array {
    const { files } = this.#resources;
    return files.exists(path) ? files.readFile(path) : new Uint8Array(0);
  }

  /** Begins with no entries, whatever the files hold. */
  reset(): void {
    this.#offset = new OffsetIndex();
    this.#time = new TimeIndex();
    this.#cutFiles();
  }

  /** Takes another's entries, which are in no file here yet. */
  copy(source: SegmentIndexes): void {
    this.#offset = OffsetIndex.decode(source.offset.encode(0));
    this.#time = TimeIndex.decode(source.time.encode(0));
    this.#offset.writtenCount = 0;
    this.#time.writtenCount = 0;
  }

  /** The folder got another name. */
  noteFolder(folder: string): void {
    this.close();
    this.#offsetPath = segmentPath(folder, this.#baseOffset, OFFSET_INDEX_SUFFIX);
    this.#timePath = segmentPath(folder, this.#baseOffset, TIME_INDEX_SUFFIX);
  }

  /** Keeps the entries in memory for as long as the segment is appended to. */
  pin(): void {
    this.#pinned = true;
    this.#resources.indexes.forget(this);
  }

  /** Lets the entries go when others are used. */
  unpin(): void {
    this.#pinned = false;
    this.#resources.indexes.add(this);
  }

  drop(): void {
    // What is not in the files yet, after recovery, waits there for the next checkpoint.
    if (this.#pinned || !this.#isWritten) return;
    this.#offset = null;
    this.#time = null;
  }

  get #isWritten(): boolean {
    return this.#files().every(({ index }) => index === null || index.writtenCount === index.count);
  }

  /** Forgets entries at or past a place, and cuts them off the files. */
  truncateFrom(position: number, relativeOffset: number): void {
    this.offset.truncateFrom(position);
    this.time.truncateFrom(relativeOffset);
    this.#cutFiles();
  }

  /** Entries past those in memory lead to places that hold something else by now. */
  #cutFiles(): void {
    const { files, openFiles } = this.#resources;
    for (const { path, index, entryBytes } of this.#files()) {
      if (index === null || !files.exists(path)) continue;
      const sizeBytes = index.writtenCount * entryBytes;
      if (files.size(path) <= sizeBytes) continue;
      openFiles.get(path).truncate(sizeBytes);
      this.#unsynced = true;
    }
  }

  /** True where the files have all entries, on disk. */
  get isSynced(): boolean {
    return !this.#unsynced && this.#isWritten;
  }

  /** Adds what is new to the files, without syncing them. */
  write(): void {
    if (this.#removed) return;
    for (const { path, index, entryBytes } of this.#files()) {
      if (index === null || index.writtenCount === index.count) continue;
      const position = index.writtenCount * entryBytes;
      this.#resources.openFiles.get(path).writeSync(index.encode(index.writtenCount), position);
      index.writtenCount = index.count;
      this.#unsynced = true;
    }
  }

  #files() {
    return [
      { path: this.#offsetPath, index: this.#offset, entryBytes: OFFSET_INDEX_ENTRY_BYTES },
      { path: this.#timePath, index: this.#time, entryBytes: TIME_INDEX_ENTRY_BYTES },
    ];
  }

  /** Puts the files on disk, off the loop. */
  async datasync(): Promise<void> {
    for (const path of this.#takeUnsynced()) {
      // The segment may be removed while the other file is synced.
      if (this.#removed) return;
      await this.#resources.openFiles.during(path, (file) => file.datasync());
    }
  }

  /** As {@linkcode SegmentIndexes.datasync}, at once: for shutdown. */
  datasyncSync(): void {
    for (const path of this.#takeUnsynced()) this.#resources.openFiles.get(path).datasyncSync();
  }

  #takeUnsynced(): string[] {
    if (!this.#unsynced || this.#removed) return [];
    this.#unsynced = false;
    return [this.#offsetPath, this.#timePath].filter((path) => this.#resources.files.exists(path));
  }

  /** Closes the files. */
  close(): void {
    this.#resources.openFiles.close(this.#offsetPath);
    this.#resources.openFiles.close(this.#timePath);
  }

  /** The segment is gone: nothing is written any more. */
  noteRemoved(): void {
    this.#removed = true;
    this.#resources.indexes.forget(this);
  }
}
