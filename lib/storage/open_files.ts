/**
 * Keeps file handles within a bound: thousands of partitions must not need thousands of
 * descriptors. A file is opened when it is used and closed when others were used since.
 *
 * @module
 */
import type { File, FileSystem, OpenMode } from "../io/file.ts";

/** What the pool knows of one path. */
interface OpenFile {
  file: File;
  /** Operations under way off the loop: the handle stays open while there are any. */
  users: number;
  /** Taken out of the pool while in use: the last user closes it. */
  retired: boolean;
}

/** Handles of the files used last. */
export class OpenFiles {
  readonly #files: FileSystem;
  readonly #limit: number;
  /** Insertion order is order of use. */
  readonly #open = new Map<string, OpenFile>();

  /** @param limit handles to keep open; more are open only while operations run on them */
  constructor(files: FileSystem, limit: number) {
    this.#files = files;
    this.#limit = limit;
  }

  /** Handles open now. */
  get count(): number {
    return this.#open.size;
  }

  /** The open file at `path`, created where missing, for use before the next turn of the loop. */
  get(path: string): File {
    return this.#entry(path, "create").file;
  }

  /**
   * Runs `use` with the file, which stays open until the promise settles. A file that was removed
   * meanwhile is not made anew: this rejects then.
   */
  async during<T>(path: string, use: (file: File) => Promise<T>): Promise<T> {
    const entry = this.#entry(path, "existing");
    entry.users += 1;
    try {
      return await use(entry.file);
    } finally {
      entry.users -= 1;
      if (entry.retired && entry.users === 0) entry.file.close();
    }
  }

  #entry(path: string, mode: OpenMode): OpenFile {
    let entry = this.#open.get(path);
    if (entry === undefined) {
      entry = { file: this.#files.open(path, mode), users: 0, retired: false };
      this.#open.set(path, entry);
      this.#evict();
    } else if (this.#open.size > this.#limit / 2) {
      // Order of use matters only where eviction is near.
      this.#open.delete(path);
      this.#open.set(path, entry);
    }
    return entry;
  }

  #evict(): void {
    for (const path of this.#open.keys()) {
      if (this.#open.size <= this.#limit) return;
      this.close(path);
    }
  }

  /** Closes a path's handle: before its file is renamed or removed. */
  close(path: string): void {
    const entry = this.#open.get(path);
    if (entry === undefined) return;
    this.#open.delete(path);
    entry.retired = true;
    if (entry.users === 0) entry.file.close();
  }

  /** Closes every handle. */
  closeAll(): void {
    for (const path of [...this.#open.keys()]) this.close(path);
  }
}
