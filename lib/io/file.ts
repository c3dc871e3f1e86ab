/**
 * Files, as everything above lib/io sees them: open, preallocate, map, read, sync, and the few
 * folder operations a store needs. system_file.ts is the machine's disk, memory_file.ts its twin
 * that loses unsynced pages.
 *
 * @module
 */

/** The file system has no room (ENOSPC, EDQUOT). Reads and deletes go on; writes may be retried. */
export class DiskFullError extends Error {
  override name = "DiskFullError";
}

/** Another process holds the lock. */
export class LockedError extends Error {
  override name = "LockedError";
  /** Which one, in words, where the system tells. */
  readonly holder: string;

  constructor(message: string, { holder = "another process" }: { holder?: string } = {}) {
    super(message);
    this.holder = holder;
  }
}

/** One open file. Positions and lengths are bytes. */
export interface File {
  readonly path: string;
  size(): number;
  /** Reserves disk blocks for a range, growing the file. Throws {@linkcode DiskFullError}. */
  allocate(position: number, length: number): void;
  /** A shared map of a range that lies within the file; `position` is a multiple of 4096. */
  map(position: number, length: number): Uint8Array;
  /**
   * Reads up to `length` bytes off the loop: fewer at the end of the file.
   *
   * @param room where the bytes may go, of `length` or more: for those who read a file through
   */
  read(position: number, length: number, room?: Uint8Array): Promise<Uint8Array>;
  /** As {@linkcode File.read}, at once: for start-up and small files only. */
  readSync(position: number, length: number): Uint8Array;
  /** Writes all of `bytes`. Throws {@linkcode DiskFullError}. */
  writeSync(bytes: Uint8Array, position: number): void;
  /** As {@linkcode File.writeSync}, off the loop. `bytes` must not change meanwhile. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Puts data and size on disk (fdatasync), maps included, off the loop. */
  datasync(): Promise<void>;
  datasyncSync(): void;
  /** Cuts or grows the file. The caller answers for no live map reading beyond the cut. */
  truncate(length: number): void;
  close(): void;
}

/** How to open: an existing file, or one created where it is missing. */
export type OpenMode = "existing" | "create";

/** Room on a file system, in bytes. */
export interface DiskSpace {
  totalBytes: number;
  availableBytes: number;
  /** Files that can still be made (inodes); left out where the file system has no such number. */
  availableFiles?: number;
}

/** A lock held until it is released or the process ends. */
export interface FileLock {
  release(): void;
}

/** A file system. All paths are absolute or relative to the working folder. */
export interface FileSystem {
  open(path: string, mode: OpenMode): File;
  exists(path: string): boolean;
  /** Names in a folder, sorted; empty where the folder is missing. */
  list(folder: string): string[];
  isFolder(path: string): boolean;
  /** Length in bytes; throws where there is no such file. */
  size(path: string): number;
  /** Last change of the content, in ms since the epoch. */
  modifiedMs(path: string): number;
  /** Sets what {@linkcode FileSystem.modifiedMs} tells, in ms since the epoch. */
  setModifiedMs(path: string, modifiedMs: number): void;
  makeFolder(path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Removes a file off the loop: a large one takes the file system a while. */
  removeLater(path: string): Promise<void>;
  /** Removes a folder and all in it, off the loop. */
  removeFolder(path: string): Promise<void>;
  readFile(path: string): Uint8Array;
  /**
   * Replaces a file so that a crash leaves the old or the new content, never a mixture; the new
   * one is on disk afterwards. One at a time for each path.
   */
  replaceFile(path: string, content: Uint8Array): void;
  /** As {@linkcode FileSystem.replaceFile}, off the loop. */
  replaceFileLater(path: string, content: Uint8Array): Promise<void>;
  /** Makes created, renamed and removed names in a folder durable. */
  syncFolder(path: string): void;
  /** As {@linkcode FileSystem.syncFolder}, off the loop. */
  syncFolderLater(path: string): Promise<void>;
  space(path: string): DiskSpace;
  /** Takes the lock on a file, created where missing. Throws {@linkcode LockedError}. */
  lock(path: string): FileLock;
}

/** The folder that a path lies in. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}

/** Where a name is a child of a folder. */
export function joinPath(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}
