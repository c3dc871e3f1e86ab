/**
 * The machine's disk behind the interface of file.ts.
 *
 * @module
 */
import * as fs from "node:fs";
import { dirname } from "node:path";
import { noteMapped } from "./byte_origin.ts";
import {
  DiskFullError,
  type DiskSpace,
  type File,
  type FileLock,
  type FileSystem,
  joinPath,
  LockedError,
  type OpenMode,
} from "./file.ts";
import { type Libc, libc } from "./libc.ts";
import { lockHolder } from "./lock_holder.ts";

const ENOSPC = 28;
const EDQUOT = 122;
/** lockf's "test and take": POSIX record locks, the kind Kafka's FileChannel.tryLock takes. */
const F_TLOCK = 2;
const F_ULOCK = 0;
/** Zeros written per call where posix_fallocate is not to be had. */
const ZERO_BYTES = 1 << 20;

/** Turns "no space" into {@linkcode DiskFullError}; throws anything else as it came. */
function rethrow(error: unknown, path: string): never {
  const code = (error as { code?: unknown }).code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    throw new DiskFullError(`Cannot write ${path}: no space left on its file system`);
  }
  throw error;
}

/** The first `length` bytes, not as a Buffer, whose `slice` shares memory: this one's copies. */
function plainBytes(bytes: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
}

class SystemFile implements File {
  readonly path: string;
  readonly #fd: number;
  readonly #bindLibc: () => Libc | null;

  constructor(path: string, fd: number, bindLibc: () => Libc | null) {
    this.path = path;
    this.#fd = fd;
    this.#bindLibc = bindLibc;
  }

  size(): number {
    return fs.fstatSync(this.#fd).size;
  }

  allocate(position: number, length: number): void {
    const result = this.#bindLibc()?.posix_fallocate(this.#fd, position, length);
    if (result === 0) return;
    if (result === ENOSPC || result === EDQUOT) {
      throw new DiskFullError(
        `Cannot reserve ${length} bytes for ${this.path}: no space left on its file system`,
      );
    }
    this.#writeZeros(position + length);
  }

  /**
   * Grows the file to `end`: written zeros are reserved blocks on every file system, only slower.
   * What is in the file already stays.
   */
  #writeZeros(end: number): void {
    const zeros = new Uint8Array(ZERO_BYTES);
    for (let from = this.size(); from < end; from += zeros.length) {
      this.writeSync(zeros.subarray(0, Math.min(zeros.length, end - from)), from);
    }
  }

  map(position: number, length: number): Uint8Array {
    // `offset` and `size` are options of Bun.mmap that its type does not list.
    const options = { shared: true, offset: position, size: length };
    const bytes = Bun.mmap(this.path, options);
    if (bytes.length !== length) {
      throw new Error(`Cannot map ${this.path}: got ${bytes.length} of ${length} bytes`);
    }
    return noteMapped(bytes);
  }

  read(position: number, length: number, room?: Uint8Array): Promise<Uint8Array> {
    const bytes = room ?? Buffer.allocUnsafeSlow(length);
    return new Promise((resolve, reject) => {
      fs.read(this.#fd, bytes, 0, length, position, (error, count) => {
        if (error) reject(error);
        else resolve(plainBytes(bytes, count));
      });
    });
  }

  readSync(position: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(length);
    const count = fs.readSync(this.#fd, bytes, 0, length, position);
    return plainBytes(bytes, count);
  }

  writeSync(bytes: Uint8Array, position: number): void {
    try {
      for (let done = 0; done < bytes.length;) {
        done += fs.writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
      }
    } catch (error) {
      rethrow(error, this.path);
    }
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        done += await this.#writeSome(bytes.subarray(done), position + done);
      }
    } catch (error) {
      rethrow(error, this.path);
    }
  }

  #writeSome(bytes: Uint8Array, position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      fs.write(this.#fd, bytes, 0, bytes.length, position, (error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  datasync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.#fd, (error) => error ? reject(error) : resolve());
    });
  }

  datasyncSync(): void {
    fs.fdatasyncSync(this.#fd);
  }

  truncate(length: number): void {
    fs.ftruncateSync(this.#fd, length);
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}

/**
 * POSIX locks do not exclude their own process, and closing any handle of a locked file gives the
 * lock up: so this process's own are remembered, and a locked file is not opened again.
 */
const lockedPaths = new Set<string>();

function lockedError(path: string, holder: string): LockedError {
  return new LockedError(`Cannot lock ${path}: ${holder} holds it`, { holder });
}

/** The machine's file system. */
export class SystemFileSystem implements FileSystem {
  readonly #bindLibc: () => Libc | null;

  /** @param bindLibc the C library's calls, or null where they cannot be had */
  constructor(bindLibc: () => Libc | null = libc) {
    this.#bindLibc = bindLibc;
  }

  open(path: string, mode: OpenMode): File {
    const create = mode === "create" ? fs.constants.O_CREAT : 0;
    try {
      const fd = fs.openSync(path, fs.constants.O_RDWR | create, 0o644);
      return new SystemFile(path, fd, this.#bindLibc);
    } catch (error) {
      rethrow(error, path);
    }
  }

  exists(path: string): boolean {
    return fs.existsSync(path);
  }

  list(folder: string): string[] {
    return fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  }

  isFolder(path: string): boolean {
    return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  size(path: string): number {
    return fs.statSync(path).size;
  }

  modifiedMs(path: string): number {
    return fs.statSync(path).mtimeMs;
  }

  setModifiedMs(path: string, modifiedMs: number): void {
    fs.utimesSync(path, modifiedMs / 1000, modifiedMs / 1000);
  }

  makeFolder(path: string): void {
    try {
      fs.mkdirSync(path, { recursive: true });
    } catch (error) {
      rethrow(error, path);
    }
  }

  rename(from: string, to: string): void {
    fs.renameSync(from, to);
  }

  remove(path: string): void {
    fs.rmSync(path, { force: true });
  }

  removeLater(path: string): Promise<void> {
    return fs.promises.rm(path, { force: true });
  }

  removeFolder(path: string): Promise<void> {
    return fs.promises.rm(path, { recursive: true, force: true });
  }

  readFile(path: string): Uint8Array {
    const bytes = fs.readFileSync(path);
    return plainBytes(bytes, bytes.length);
  }

  replaceFile(path: string, content: Uint8Array): void {
    const temporary = `${path}.tmp`;
    const file = this.open(temporary, "create");
    try {
      file.truncate(0);
      file.writeSync(content, 0);
      file.datasyncSync();
    } finally {
      file.close();
    }
    fs.renameSync(temporary, path);
    this.syncFolder(dirname(path));
  }

  async replaceFileLater(path: string, content: Uint8Array): Promise<void> {
    const temporary = `${path}.tmp`;
    try {
      const handle = await fs.promises.open(temporary, "w", 0o644);
      try {
        await handle.writeFile(content);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await fs.promises.rename(temporary, path);
      await this.syncFolderLater(dirname(path));
    } catch (error) {
      rethrow(error, path);
    }
  }

  syncFolder(path: string): void {
    const fd = fs.openSync(path, "r");
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  }

  async syncFolderLater(path: string): Promise<void> {
    const handle = await fs.promises.open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  space(path: string): DiskSpace {
    const { blocks, bavail, bsize, files, ffree } = fs.statfsSync(path);
    return {
      totalBytes: blocks * bsize,
      availableBytes: bavail * bsize,
      // Btrfs and others make inodes as they need them, and say 0.
      ...(files > 0 ? { availableFiles: ffree } : {}),
    };
  }

  lock(path: string): FileLock {
    const real = joinPath(fs.realpathSync(dirname(path)), path.slice(path.lastIndexOf("/") + 1));
    if (lockedPaths.has(real)) throw lockedError(path, "another process");
    const fd = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o644);
    if (this.#bindLibc()?.lockf(fd, F_TLOCK, 0) === -1) {
      fs.closeSync(fd);
      throw lockedError(path, lockHolder(path) ?? "another process");
    }
    lockedPaths.add(real);
    return {
      release: () => {
        lockedPaths.delete(real);
        this.#bindLibc()?.lockf(fd, F_ULOCK, 0);
        fs.closeSync(fd);
      },
    };
  }
}
