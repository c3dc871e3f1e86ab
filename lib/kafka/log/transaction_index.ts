/**
 * Which transactions of a partition were aborted: a file beside each segment in which markers of
 * aborts lie (`.txnindex`, in Kafka's form). Committed readers get from it what to leave out.
 *
 * New entries are kept in memory and written before each producer snapshot. A start goes through
 * the log from the last snapshot on and finds again what came after it; so a file need only be
 * right up to there, and whatever a crash left behind that is dropped.
 *
 * @module
 */
import type { FileSystem } from "../../io/file.ts";
import type { Log } from "../../storage/log.ts";
import { baseOffsetOf, segmentPath, TRANSACTION_INDEX_SUFFIX } from "../../storage/log_files.ts";
import {
  type AbortedTransaction,
  collectAborted,
  decodeAborted,
  encodeAborted,
  ENTRY_BYTES,
  type OffsetRange,
} from "./aborted_transactions.ts";

/** One segment's part. */
interface SegmentPart {
  readonly baseOffset: number;
  /** Null where they are in the file only. */
  entries: AbortedTransaction[] | null;
  /** Entries that the file has. */
  writtenCount: number;
  /** True where the file changed since it was last put on disk. */
  isUnsynced: boolean;
}

/** The aborted transactions of one partition. */
export class TransactionIndex {
  readonly #log: Log;
  readonly #files: FileSystem;
  /** By base offset, ascending; only of segments that have any. */
  readonly #parts = new Map<number, SegmentPart>();
  #replacements = 0;
  /** The part that was read last, which stays in memory. */
  #read: SegmentPart | null = null;
  /** True where files were made or removed since the folder was last put on disk. */
  #folderChanged = false;

  constructor(log: Log, files: FileSystem) {
    this.#log = log;
    this.#files = files;
  }

  get isEmpty(): boolean {
    return this.#parts.size === 0;
  }

  /** How often compaction has replaced segments: what was read before fits the index before. */
  get replacements(): number {
    return this.#replacements;
  }

  /**
   * Finds the files that are there, before the log is gone through.
   *
   * @param replayFrom entries at or above it are forgotten: going through the log brings them back
   */
  open(replayFrom: number): void {
    this.#parts.clear();
    this.#read = null;
    for (const name of this.#files.list(this.#log.folder)) {
      const baseOffset = baseOffsetOf(name, TRANSACTION_INDEX_SUFFIX);
      if (baseOffset !== null) this.#openPart(baseOffset, replayFrom);
    }
  }

  #openPart(baseOffset: number, replayFrom: number): void {
    const path = this.#pathOf(baseOffset);
    const { active, segments } = this.#log;
    const segment = segments.find((each) => each.baseOffset === baseOffset);
    if (segment === undefined || baseOffset >= replayFrom) {
      this.#files.remove(path);
      this.#folderChanged = true;
      return;
    }
    const sizeBytes = this.#files.size(path);
    const part: SegmentPart = {
      baseOffset,
      entries: null,
      writtenCount: Math.floor(sizeBytes / ENTRY_BYTES),
      isUnsynced: false,
    };
    this.#parts.set(baseOffset, part);
    if (segment !== active && this.#log.endOffsetOf(segment) <= replayFrom) return;
    part.entries = decodeAborted(this.#files.readFile(path), { from: baseOffset, to: replayFrom });
    part.writtenCount = part.entries.length;
    const validBytes = part.writtenCount * ENTRY_BYTES;
    if (validBytes === sizeBytes) return;
    this.#log.resources.openFiles.get(path).truncate(validBytes);
    part.isUnsynced = true;
  }

  /** Adds a transaction, the marker of which has just been appended to the active segment. */
  add(transaction: AbortedTransaction): void {
    const { baseOffset } = this.#log.segmentFor(transaction.lastOffset);
    let part = this.#parts.get(baseOffset);
    if (part === undefined) {
      part = { baseOffset, entries: [], writtenCount: 0, isUnsynced: false };
      this.#parts.set(baseOffset, part);
    }
    if (part.entries === null) throw new Error(`Transaction index ${baseOffset} is not loaded`);
    const last = part.entries.at(-1);
    if (last !== undefined && last.lastOffset >= transaction.lastOffset) {
      throw new Error(
        `Transaction index of ${this.#log.name}: ${transaction.lastOffset} comes after ` +
          `${last.lastOffset}`,
      );
    }
    part.entries.push(transaction);
  }

  /**
   * Those that a reader of these offsets must know of. At once where they are in memory, as those
   * of the active segment are.
   */
  collect(range: OffsetRange): AbortedTransaction[] | Promise<AbortedTransaction[]> {
    const found: AbortedTransaction[] = [];
    if (this.#parts.size === 0) return found;
    const { baseOffset } = this.#log.segmentFor(range.from);
    const parts = [...this.#parts.values()].filter((part) => part.baseOffset >= baseOffset);
    for (let i = 0; i < parts.length; i++) {
      const { entries } = parts[i]!;
      if (entries === null) return this.#collectLater(parts.slice(i), range, found);
      if (collectAborted(entries, range, found)) break;
    }
    return found;
  }

  async #collectLater(
    parts: readonly SegmentPart[],
    range: OffsetRange,
    found: AbortedTransaction[],
  ): Promise<AbortedTransaction[]> {
    for (const part of parts) {
      const entries = part.entries ?? await this.#load(part);
      if (collectAborted(entries, range, found)) break;
    }
    return found;
  }

  async #load(part: SegmentPart): Promise<AbortedTransaction[]> {
    const segment = this.#log.segments.find(({ baseOffset }) => baseOffset === part.baseOffset);
    if (segment === undefined) return []; // Removed meanwhile, and what it is about with it.
    const { openFiles } = this.#log.resources;
    const length = part.writtenCount * ENTRY_BYTES;
    const bytes = await openFiles.during(
      this.#pathOf(part.baseOffset),
      (file) => file.read(0, length),
    );
    const range = { from: part.baseOffset, to: this.#log.endOffsetOf(segment) };
    const entries = decodeAborted(bytes, range);
    if (this.#read !== null && this.#read !== part) this.#read.entries = null;
    this.#read = part;
    part.entries = entries;
    return entries;
  }

  /**
   * Puts every entry on disk.
   *
   * @throws DiskFullError and errors of the disk; no snapshot may be taken then
   */
  async sync(): Promise<void> {
    for (const part of [...this.#parts.values()]) {
      if (!this.#holds(part)) this.#parts.delete(part.baseOffset);
      else {
        this.#write(part);
        await this.#datasync(part);
        this.#releaseSealed(part);
      }
    }
    if (!this.#folderChanged) return;
    this.#folderChanged = false;
    try {
      await this.#files.syncFolderLater(this.#log.folder);
    } catch (error) {
      this.#folderChanged = true;
      throw error;
    }
  }

  #write(part: SegmentPart): void {
    if (part.entries === null || part.writtenCount === part.entries.length) return;
    const position = part.writtenCount * ENTRY_BYTES;
    const content = encodeAborted(part.entries.slice(part.writtenCount));
    this.#log.resources.openFiles.get(this.#pathOf(part.baseOffset)).writeSync(content, position);
    if (part.writtenCount === 0) this.#folderChanged = true;
    part.writtenCount = part.entries.length;
    part.isUnsynced = true;
  }

  async #datasync(part: SegmentPart): Promise<void> {
    if (!part.isUnsynced) return;
    part.isUnsynced = false;
    const path = this.#pathOf(part.baseOffset);
    try {
      await this.#log.resources.openFiles.during(path, (file) => file.datasync());
    } catch (error) {
      part.isUnsynced = true;
      if (this.#holds(part)) throw error;
    }
  }

  /**
   * Compaction put a segment in the place of some, with a file of as many entries: those of which
   * something is left.
   *
   * @param sources base offsets of the segments that are gone; the first is the new one's as well
   */
  noteReplaced(sources: readonly number[], entryCount: number): void {
    this.#replacements++;
    for (const baseOffset of sources) this.#parts.delete(baseOffset);
    if (this.#read !== null && sources.includes(this.#read.baseOffset)) this.#read = null;
    const [baseOffset] = sources;
    if (baseOffset === undefined || entryCount === 0) return;
    const later = [...this.#parts.values()].filter((part) => part.baseOffset > baseOffset);
    this.#parts.set(baseOffset, {
      baseOffset,
      entries: null,
      writtenCount: entryCount,
      isUnsynced: false,
    });
    // The parts stay in the order of their segments.
    for (const part of later) {
      this.#parts.delete(part.baseOffset);
      this.#parts.set(part.baseOffset, part);
    }
  }

  /** Only the active segment gets more: of the others the file is enough. */
  #releaseSealed(part: SegmentPart): void {
    if (part.baseOffset === this.#log.active.baseOffset || part === this.#read) return;
    if (part.entries?.length === part.writtenCount) part.entries = null;
  }

  #holds({ baseOffset }: SegmentPart): boolean {
    return this.#log.segments.some((segment) => segment.baseOffset === baseOffset);
  }

  #pathOf(baseOffset: number): string {
    return segmentPath(this.#log.folder, baseOffset, TRANSACTION_INDEX_SUFFIX);
  }
}
