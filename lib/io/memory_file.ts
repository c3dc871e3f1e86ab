/**
 * The in-memory twin of system_file.ts: a disk of given size that can lose what was not synced.
 * A crash keeps, page by page, either what was last synced or what was last written, as the seed
 * decides; so a batch may be torn at a page's edge, exactly as a power cut leaves it. A file's
 * length that was not synced, and names in a folder that was not synced, may be lost as well.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { noteMapped } from "./byte_origin.ts";
import {
  DiskFullError,
  type DiskSpace,
  type File,
  type FileLock,
  type FileSystem,
  LockedError,
  type OpenMode,
} from "./file.ts";
import { crashedContent, type FileNode, FolderNode, type TreeNode } from "./memory_folder.ts";
import type { Random } from "./random.ts";

const PAGE_BYTES = 4096;

/** Options of a memory disk. */
export interface MemoryDiskOptions {
  /** Room for all files, in bytes. */
  capacityBytes?: number;
  /** The largest a file may grow, in bytes: maps need a buffer that does not move. */
  fileBytesMax?: number;
  nowMs?: () => number;
  /** How many turns of the loop each operation off the loop takes; without it, none. */
  delays?: Random;
}

/** Turns of the loop that an operation off the loop takes at most. */
const DELAY_TURNS_MAX = 4;

class MemoryFile implements File {
  readonly path: string;
  readonly #open: FileNode;
  readonly #disk: MemoryFileSystem;
  #closed = false;

  constructor(path: string, node: FileNode, disk: MemoryFileSystem) {
    this.path = path;
    this.#open = node;
    this.#disk = disk;
    disk.openHandles += 1;
  }

  /** The file, for use: a closed handle is of no use, as on the machine's disk. */
  get #node(): FileNode {
    if (this.#closed) throw new Error(`EBADF: ${this.path} was closed`);
    return this.#open;
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
    if (position % PAGE_BYTES !== 0) {
      throw new RangeError(`Cannot map ${this.path} at ${position}: not a multiple of 4096`);
    }
    const end = position + length;
    if (end > this.size()) {
      throw new RangeError(`Cannot map ${this.path} to ${end}: it has ${this.size()}`);
    }
    return noteMapped(new Uint8Array(this.#node.content, position, length));
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const node = this.#node;
    await this.#disk.delay();
    this.#disk.failIfAsked("read");
    return readOf(node, position, length);
  }

  readSync(position: number, length: number): Uint8Array {
    return readOf(this.#node, position, length);
  }

  writeSync(bytes: Uint8Array, position: number): void {
    this.allocate(position, bytes.length);
    new Uint8Array(this.#node.content).set(bytes, position);
    this.#node.modifiedMs = this.#disk.nowMs();
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#disk.delay();
    this.writeSync(bytes, position);
  }

  /** Only what was written when it began is sure to be on disk when it ends. */
  async datasync(): Promise<void> {
    const node = this.#node;
    const begun = ++node.syncsBegun;
    const content = new Uint8Array(node.content).slice();
    await this.#disk.delay();
    this.#disk.failIfAsked("datasync");
    if (begun < node.syncedBy) return;
    node.synced = content;
    node.syncedBy = begun;
  }

  datasyncSync(): void {
    const node = this.#node;
    this.#disk.failIfAsked("datasync");
    node.synced = new Uint8Array(node.content).slice();
    node.syncedBy = ++node.syncsBegun;
  }

  truncate(length: number): void {
    const grown = length - this.size();
    if (grown > 0) this.#disk.reserve(grown, this.path);
    this.#node.content.resize(length);
  }

  close(): void {
    void this.#node;
    this.#closed = true;
    this.#disk.openHandles -= 1;
  }
}

/** A disk in memory. */
export class MemoryFileSystem implements FileSystem {
  #root = new FolderNode();
  readonly #locked = new Set<string>();
  readonly #replacing = new Set<string>();
  readonly #fileBytesMax: number;
  readonly nowMs: () => number;
  readonly #delays: Random | null;
  /** Room for all files, in bytes; a test may change it. */
  capacityBytes: number;
  /** Files opened and not closed: a test asserts 0 after a shutdown. */
  openHandles = 0;
  readonly #failing = new Map<"datasync" | "read", Error>();

  constructor(options: MemoryDiskOptions = {}) {
    this.capacityBytes = options.capacityBytes ?? 1 << 30;
    this.#fileBytesMax = options.fileBytesMax ?? 64 << 20;
    this.nowMs = options.nowMs ?? (() => 0);
    this.#delays = options.delays ?? null;
  }

  /** @ignore for MemoryFile: what an operation off the loop takes */
  async delay(): Promise<void> {
    await Promise.resolve();
    if (this.#delays === null) return;
    for (let turns = this.#delays.int(DELAY_TURNS_MAX + 1); turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Makes every later datasync throw `error`; null ends it. */
  failDatasync(error: Error | null): void {
    this.#fail("datasync", error);
  }

  /** Makes every later read off the loop throw `error`; null ends it. */
  failRead(error: Error | null): void {
    this.#fail("read", error);
  }

  #fail(operation: "datasync" | "read", error: Error | null): void {
    if (error === null) this.#failing.delete(operation);
    else this.#failing.set(operation, error);
  }

  /** @ignore for MemoryFile */
  failIfAsked(operation: "datasync" | "read"): void {
    const error = this.#failing.get(operation);
    if (error !== undefined) throw error;
  }

  /** @ignore for MemoryFile */
  reserve(length: number, path: string): void {
    if (length > 0 && usedBytes(this.#root) + length > this.capacityBytes) {
      throw new DiskFullError(`Cannot reserve ${length} bytes for ${path}: no space left`);
    }
  }

  /**
   * What a power cut leaves: unsynced pages, lengths and names kept or lost as `random` decides,
   * where 0 means kept. Locks are free.
   */
  crash(random: Random): MemoryFileSystem {
    const after = new MemoryFileSystem({
      capacityBytes: this.capacityBytes,
      fileBytesMax: this.#fileBytesMax,
      nowMs: this.nowMs,
      ...(this.#delays === null ? {} : { delays: this.#delays }),
    });
    after.#root = this.#crashed(this.#root, random);
    return after;
  }

  #crashed(folder: FolderNode, random: Random): FolderNode {
    const after = new FolderNode();
    for (const [name, node] of folder.survivors(random)) {
      if (node instanceof FolderNode) after.set(name, this.#crashed(node, random));
      else {
        const kept = this.#newFile(crashedContent(node, random));
        kept.modifiedMs = node.modifiedMs;
        after.set(name, kept);
      }
    }
    after.sync();
    return after;
  }

  #newFile(bytes: Uint8Array): FileNode {
    const content = new ArrayBuffer(bytes.length, { maxByteLength: this.#fileBytesMax });
    new Uint8Array(content).set(bytes);
    const synced = bytes.slice();
    return { content, synced, modifiedMs: this.nowMs(), syncsBegun: 0, syncedBy: 0 };
  }

  #find(path: string): TreeNode | undefined {
    let node: TreeNode | undefined = this.#root;
    for (const name of path.split("/")) {
      if (name === "" || name === ".") continue;
      if (!(node instanceof FolderNode)) return undefined;
      node = node.get(name);
    }
    return node;
  }

  #file(path: string): FileNode {
    const node = this.#find(path);
    if (node === undefined || node instanceof FolderNode) {
      throw new Error(`ENOENT: cannot open ${path}: no such file`);
    }
    return node;
  }

  /** The folder that holds `path`. */
  #parent(path: string): FolderNode {
    return this.#folder(dirname(path));
  }

  #folder(path: string): FolderNode {
    const folder = this.#find(path);
    if (folder instanceof FolderNode) return folder;
    throw new Error(`ENOENT: cannot use ${path}: no such folder`);
  }

  open(path: string, mode: OpenMode): File {
    if (mode === "create" && this.#find(path) === undefined) {
      this.#parent(path).set(basename(path), this.#newFile(new Uint8Array(0)));
    }
    return new MemoryFile(path, this.#file(path), this);
  }

  exists(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  list(folder: string): string[] {
    const node = this.#find(folder);
    return node instanceof FolderNode ? node.names : [];
  }

  isFolder(path: string): boolean {
    return this.#find(path) instanceof FolderNode;
  }

  size(path: string): number {
    return this.#file(path).content.byteLength;
  }

  modifiedMs(path: string): number {
    return this.#file(path).modifiedMs;
  }

  setModifiedMs(path: string, modifiedMs: number): void {
    this.#file(path).modifiedMs = modifiedMs;
  }

  makeFolder(path: string): void {
    let folder = this.#root;
    for (const name of path.split("/")) {
      if (name === "" || name === ".") continue;
      let node = folder.get(name);
      if (node === undefined) folder.set(name, node = new FolderNode());
      if (!(node instanceof FolderNode)) throw new Error(`EEXIST: ${path} is a file`);
      folder = node;
    }
  }

  rename(from: string, to: string): void {
    const source = this.#parent(from);
    const target = this.#parent(to);
    const node = source.get(basename(from));
    if (node === undefined) throw new Error(`ENOENT: cannot rename ${from}: no such name`);
    if (source === target) return source.rename(basename(from), basename(to));
    source.delete(basename(from));
    target.set(basename(to), node);
  }

  remove(path: string): void {
    const node = this.#find(path);
    if (node instanceof FolderNode) throw new Error(`EISDIR: cannot remove ${path}: a folder`);
    if (node !== undefined) this.#parent(path).delete(basename(path));
  }

  async removeLater(path: string): Promise<void> {
    await this.delay();
    this.remove(path);
  }

  async removeFolder(path: string): Promise<void> {
    await this.delay();
    if (this.#find(path) !== undefined) this.#parent(path).delete(basename(path));
  }

  readFile(path: string): Uint8Array {
    return new Uint8Array(this.#file(path).content).slice();
  }

  replaceFile(path: string, content: Uint8Array): void {
    this.#replace(path, content).sync();
  }

  #replace(path: string, content: Uint8Array): FolderNode {
    const folder = this.#parent(path);
    const before = folder.get(basename(path));
    const beforeBytes = before === undefined || before instanceof FolderNode
      ? 0
      : before.content.byteLength;
    this.reserve(Math.max(0, content.length - beforeBytes), path);
    folder.set(basename(path), this.#newFile(content));
    return folder;
  }

  async replaceFileLater(path: string, content: Uint8Array): Promise<void> {
    if (this.#replacing.has(path)) throw new Error(`Two at once replace ${path}`);
    this.#replacing.add(path);
    try {
      await this.delay();
      const folder = this.#replace(path, content);
      const { changeCount } = folder;
      await this.delay();
      folder.sync(changeCount);
    } finally {
      this.#replacing.delete(path);
    }
  }

  syncFolder(path: string): void {
    this.failIfAsked("datasync");
    this.#folder(path).sync();
  }

  async syncFolderLater(path: string): Promise<void> {
    const folder = this.#folder(path);
    const { changeCount } = folder;
    await this.delay();
    this.failIfAsked("datasync");
    folder.sync(changeCount);
  }

  space(_path: string): DiskSpace {
    return {
      totalBytes: this.capacityBytes,
      availableBytes: Math.max(0, this.capacityBytes - usedBytes(this.#root)),
    };
  }

  lock(path: string): FileLock {
    this.open(path, "create").close();
    if (this.#locked.has(path)) {
      throw new LockedError(`Cannot lock ${path}: another process holds it`);
    }
    this.#locked.add(path);
    return { release: () => this.#locked.delete(path) };
  }
}

function readOf({ content }: FileNode, position: number, length: number): Uint8Array {
  const start = Math.min(position, content.byteLength);
  return new Uint8Array(content).slice(start, start + length);
}

function usedBytes(folder: FolderNode): number {
  let used = 0;
  for (const node of folder.nodes) {
    used += node instanceof FolderNode ? usedBytes(node) : node.content.byteLength;
  }
  return used;
}
