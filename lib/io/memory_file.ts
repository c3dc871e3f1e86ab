/**
 * The in-memory twin of system_file.ts: a disk of given size that can lose what was not synced.
 * A crash keeps, page by page, either what was last synced or what was last written, as the seed
 * decides; so a batch may be torn at a page's edge, exactly as a power cut leaves it.
 *
 * @module
 */
import { dirname } from "node:path";
import {
  DiskFullError,
  type DiskSpace,
  type File,
  type FileLock,
  type FileSystem,
  LockedError,
  type OpenMode,
} from "./file.ts";
import type { Random } from "./random.ts";

const PAGE_BYTES = 4096;

/** Contents outlive the handles; `synced` is what a crash may fall back to. */
interface Node {
  content: ArrayBuffer;
  synced: Uint8Array;
  modifiedMs: number;
}

/** Options of a memory disk. */
export interface MemoryDiskOptions {
  /** Room for all files, in bytes. */
  capacityBytes?: number;
  /** The largest a file may grow, in bytes: maps need a buffer that does not move. */
  fileBytesMax?: number;
  nowMs?: () => number;
}

class MemoryFile implements File {
  readonly path: string;
  readonly #node: Node;
  readonly #disk: MemoryFileSystem;

  constructor(path: string, node: Node, disk: MemoryFileSystem) {
    this.path = path;
    this.#node = node;
    this.#disk = disk;
  }

  size(): number {
    return this.#node.content.byteLength;
  }

  allocate(position: number, length: number): void {
    const needed = position + length - this.size();
    if (needed <= 0) return;
    this.#disk.reserve(needed, this.path);
    this.#node.content.resize(position + length);
  }

  map(position: number, length: number): Uint8Array {
    if (position + length > this.size()) {
      throw new RangeError(
        `Cannot map ${this.path} to ${position + length}: it has ${this.size()}`,
      );
    }
    return new Uint8Array(this.#node.content, position, length);
  }

  read(position: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.readSync(position, length));
  }

  readSync(position: number, length: number): Uint8Array {
    const start = Math.min(position, this.size());
    return new Uint8Array(this.#node.content).slice(start, start + length);
  }

  writeSync(bytes: Uint8Array, position: number): void {
    this.allocate(position, bytes.length);
    new Uint8Array(this.#node.content).set(bytes, position);
    this.#node.modifiedMs = this.#disk.nowMs();
  }

  async datasync(): Promise<void> {
    await Promise.resolve();
    this.datasyncSync();
  }

  datasyncSync(): void {
    this.#disk.failIfAsked("datasync");
    this.#node.synced = new Uint8Array(this.#node.content).slice();
  }

  truncate(length: number): void {
    const grown = length - this.size();
    if (grown > 0) this.#disk.reserve(grown, this.path);
    this.#node.content.resize(length);
  }

  close(): void {}
}

/** A disk in memory. */
export class MemoryFileSystem implements FileSystem {
  readonly #files = new Map<string, Node>();
  readonly #folders = new Set<string>(["/"]);
  readonly #locked = new Set<string>();
  readonly #fileBytesMax: number;
  readonly nowMs: () => number;
  /** Room for all files, in bytes; a test may change it. */
  capacityBytes: number;
  #failing: Error | null = null;

  constructor(options: MemoryDiskOptions = {}) {
    this.capacityBytes = options.capacityBytes ?? 1 << 30;
    this.#fileBytesMax = options.fileBytesMax ?? 64 << 20;
    this.nowMs = options.nowMs ?? (() => 0);
  }

  /** Makes every later datasync throw `error`; null ends it. */
  failDatasync(error: Error | null): void {
    this.#failing = error;
  }

  /** @ignore for MemoryFile */
  failIfAsked(_operation: "datasync"): void {
    if (this.#failing !== null) throw this.#failing;
  }

  /** @ignore for MemoryFile */
  reserve(length: number, path: string): void {
    if (this.#used() + length > this.capacityBytes) {
      throw new DiskFullError(`Cannot reserve ${length} bytes for ${path}: no space left`);
    }
  }

  #used(): number {
    let used = 0;
    for (const node of this.#files.values()) used += node.content.byteLength;
    return used;
  }

  /** What a power cut leaves: unsynced pages kept or lost as `random` decides. Locks are free. */
  crash(random: Random): MemoryFileSystem {
    const after = new MemoryFileSystem({
      capacityBytes: this.capacityBytes,
      fileBytesMax: this.#fileBytesMax,
      nowMs: this.nowMs,
    });
    for (const folder of this.#folders) after.#folders.add(folder);
    for (const [path, node] of this.#files) {
      const kept = new Uint8Array(node.content).slice();
      for (let page = 0; page < kept.length; page += PAGE_BYTES) {
        if (random.int(2) === 0) continue;
        const end = Math.min(page + PAGE_BYTES, kept.length);
        kept.fill(0, page, end);
        kept.set(node.synced.subarray(page, end), page);
      }
      after.#put(path, kept);
    }
    return after;
  }

  #put(path: string, bytes: Uint8Array): Node {
    const content = new ArrayBuffer(bytes.length, { maxByteLength: this.#fileBytesMax });
    new Uint8Array(content).set(bytes);
    const node = { content, synced: bytes.slice(), modifiedMs: this.nowMs() };
    this.#files.set(path, node);
    return node;
  }

  #node(path: string): Node {
    const node = this.#files.get(path);
    if (node === undefined) throw new Error(`Cannot open ${path}: no such file`);
    return node;
  }

  open(path: string, mode: OpenMode): File {
    if (mode === "create" && !this.#files.has(path)) {
      if (!this.#folders.has(dirname(path))) {
        throw new Error(`Cannot create ${path}: no such folder`);
      }
      this.#put(path, new Uint8Array(0));
    }
    return new MemoryFile(path, this.#node(path), this);
  }

  exists(path: string): boolean {
    return this.#files.has(path) || this.#folders.has(path);
  }

  list(folder: string): string[] {
    const names = new Set<string>();
    const prefix = folder.endsWith("/") ? folder : `${folder}/`;
    for (const path of [...this.#files.keys(), ...this.#folders]) {
      if (!path.startsWith(prefix) || path.length === prefix.length) continue;
      names.add(path.slice(prefix.length).split("/")[0]!);
    }
    return [...names].sort();
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  size(path: string): number {
    return this.#node(path).content.byteLength;
  }

  modifiedMs(path: string): number {
    return this.#node(path).modifiedMs;
  }

  makeFolder(path: string): void {
    for (let folder = path; folder !== "/" && folder !== "."; folder = dirname(folder)) {
      this.#folders.add(folder);
    }
  }

  rename(from: string, to: string): void {
    for (const [path, node] of [...this.#files]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#files.delete(path);
      this.#files.set(to + path.slice(from.length), node);
    }
    for (const folder of [...this.#folders]) {
      if (folder !== from && !folder.startsWith(`${from}/`)) continue;
      this.#folders.delete(folder);
      this.#folders.add(to + folder.slice(from.length));
    }
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  removeLater(path: string): Promise<void> {
    this.remove(path);
    return Promise.resolve();
  }

  removeFolder(path: string): Promise<void> {
    for (const file of [...this.#files.keys()]) {
      if (file.startsWith(`${path}/`)) this.#files.delete(file);
    }
    for (const folder of [...this.#folders]) {
      if (folder === path || folder.startsWith(`${path}/`)) this.#folders.delete(folder);
    }
    return Promise.resolve();
  }

  readFile(path: string): Uint8Array {
    return new Uint8Array(this.#node(path).content).slice();
  }

  replaceFile(path: string, content: Uint8Array): void {
    const before = this.#files.get(path)?.content.byteLength ?? 0;
    this.reserve(Math.max(0, content.length - before), path);
    this.#put(path, content);
  }

  async replaceFileLater(path: string, content: Uint8Array): Promise<void> {
    await Promise.resolve();
    this.replaceFile(path, content);
  }

  syncFolder(_path: string): void {}

  space(_path: string): DiskSpace {
    return {
      totalBytes: this.capacityBytes,
      availableBytes: Math.max(0, this.capacityBytes - this.#used()),
    };
  }

  lock(path: string): FileLock {
    if (this.#locked.has(path)) {
      throw new LockedError(`Cannot lock ${path}: another process holds it`);
    }
    this.#locked.add(path);
    return { release: () => this.#locked.delete(path) };
  }
}
