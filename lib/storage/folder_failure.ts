/**
 * Telling that a data folder has failed: the file system with an eye on its errors. Logs of other
 * data folders go on (KIP-112), so an error must be known as the disk's, and to which folder it
 * belongs, wherever it comes up.
 *
 * A full disk is no failure: writes are refused until there is space. Neither is a file that is
 * missing, as files come and go, unless the whole data folder is gone with it.
 *
 * @module
 */
import type { DiskSpace, File, FileLock, FileSystem, OpenMode } from "../io/file.ts";

/** What the system says where a disk, or the way to it, is broken. */
const DISK_FAILURES = new Set([
  "EIO",
  "EROFS",
  "ENODEV",
  "ENXIO",
  "ESTALE",
  "ENOTCONN",
  "EHOSTDOWN",
  "EREMOTEIO",
  "EUCLEAN",
  "ESHUTDOWN",
  "ETIMEDOUT",
]);
/** What it says where a folder is gone, or was taken away; or only a file. */
const PLACE_FAILURES = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM"]);

/** What an error says of the disk: it is broken, perhaps, or nothing. */
export function diskFault(error: unknown): "broken" | "perhaps" | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (typeof code !== "string") return null;
  if (DISK_FAILURES.has(code)) return "broken";
  return PLACE_FAILURES.has(code) ? "perhaps" : null;
}

/** Told of each error: the path that was used, and what came. Gives the error to throw for it. */
export type FaultListener = (path: string, error: unknown) => unknown;

/** A file whose errors are told. */
class WatchedFile implements File {
  readonly #file: File;
  readonly #onFault: FaultListener;

  constructor(file: File, onFault: FaultListener) {
    this.#file = file;
    this.#onFault = onFault;
  }

  get path(): string {
    return this.#file.path;
  }

  #now<T>(run: () => T): T {
    return watchNow(run, { path: this.path, onFault: this.#onFault });
  }

  #later<T>(run: () => Promise<T>): Promise<T> {
    return watchLater(run, { path: this.path, onFault: this.#onFault });
  }

  size(): number {
    return this.#now(() => this.#file.size());
  }

  allocate(position: number, length: number): void {
    this.#now(() => this.#file.allocate(position, length));
  }

  map(position: number, length: number): Uint8Array {
    return this.#now(() => this.#file.map(position, length));
  }

  read(position: number, length: number, room?: Uint8Array): Promise<Uint8Array> {
    return this.#later(() => this.#file.read(position, length, room));
  }

  readSync(position: number, length: number): Uint8Array {
    return this.#now(() => this.#file.readSync(position, length));
  }

  /** On the way of every append: written out, so that it makes no closure. */
  writeSync(bytes: Uint8Array, position: number): void {
    try {
      this.#file.writeSync(bytes, position);
    } catch (error) {
      throw this.#onFault(this.#file.path, error);
    }
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return this.#later(() => this.#file.write(bytes, position));
  }

  datasync(): Promise<void> {
    return this.#later(() => this.#file.datasync());
  }

  datasyncSync(): void {
    this.#now(() => this.#file.datasyncSync());
  }

  truncate(length: number): void {
    this.#now(() => this.#file.truncate(length));
  }

  close(): void {
    this.#file.close();
  }
}

/** A file system whose errors are told. */
export class WatchedFileSystem implements FileSystem {
  readonly #files: FileSystem;
  readonly #onFault: FaultListener;

  constructor(files: FileSystem, onFault: FaultListener) {
    this.#files = files;
    this.#onFault = onFault;
  }

  #now<T>(path: string, run: () => T): T {
    return watchNow(run, { path, onFault: this.#onFault });
  }

  #later<T>(path: string, run: () => Promise<T>): Promise<T> {
    return watchLater(run, { path, onFault: this.#onFault });
  }

  open(path: string, mode: OpenMode): File {
    return new WatchedFile(this.#now(path, () => this.#files.open(path, mode)), this.#onFault);
  }

  exists(path: string): boolean {
    return this.#now(path, () => this.#files.exists(path));
  }

  list(folder: string): string[] {
    return this.#now(folder, () => this.#files.list(folder));
  }

  isFolder(path: string): boolean {
    return this.#now(path, () => this.#files.isFolder(path));
  }

  size(path: string): number {
    return this.#now(path, () => this.#files.size(path));
  }

  modifiedMs(path: string): number {
    return this.#now(path, () => this.#files.modifiedMs(path));
  }

  setModifiedMs(path: string, modifiedMs: number): void {
    this.#now(path, () => this.#files.setModifiedMs(path, modifiedMs));
  }

  makeFolder(path: string): void {
    this.#now(path, () => this.#files.makeFolder(path));
  }

  rename(from: string, to: string): void {
    this.#now(from, () => this.#files.rename(from, to));
  }

  remove(path: string): void {
    this.#now(path, () => this.#files.remove(path));
  }

  removeLater(path: string): Promise<void> {
    return this.#later(path, () => this.#files.removeLater(path));
  }

  removeFolder(path: string): Promise<void> {
    return this.#later(path, () => this.#files.removeFolder(path));
  }

  readFile(path: string): Uint8Array {
    return this.#now(path, () => this.#files.readFile(path));
  }

  replaceFile(path: string, content: Uint8Array): void {
    this.#now(path, () => this.#files.replaceFile(path, content));
  }

  replaceFileLater(path: string, content: Uint8Array): Promise<void> {
    return this.#later(path, () => this.#files.replaceFileLater(path, content));
  }

  syncFolder(path: string): void {
    this.#now(path, () => this.#files.syncFolder(path));
  }

  syncFolderLater(path: string): Promise<void> {
    return this.#later(path, () => this.#files.syncFolderLater(path));
  }

  space(path: string): DiskSpace {
    return this.#now(path, () => this.#files.space(path));
  }

  lock(path: string): FileLock {
    return this.#files.lock(path);
  }
}

interface Watch {
  path: string;
  onFault: FaultListener;
}

function watchNow<T>(run: () => T, { path, onFault }: Watch): T {
  try {
    return run();
  } catch (error) {
    throw onFault(path, error);
  }
}

/** The promise stays the same, so that it costs no turn; who waits for it finds the log offline. */
function watchLater<T>(run: () => Promise<T>, { path, onFault }: Watch): Promise<T> {
  const promise = run();
  promise.catch((error) => onFault(path, error));
  return promise;
}
