/**
 * The maps of one segment file, and the bound on all maps of the process.
 *
 * A segment is mapped in windows, one for each step in which it was preallocated, never as one
 * growing map: a window that is full needs no new mapping when the file grows, and old windows can
 * be dropped one by one. Only appends make a window warm: its pages are in memory then. Reads use
 * the map of warm windows and go to the file otherwise, because touching a cold page would stall
 * the loop.
 *
 * Dropping means forgetting: Bun unmaps when the array is collected, so a slice that waits in a
 * socket's queue stays readable.
 *
 * @module
 */
import type { File } from "../io/file.ts";
import type { MemoryAccount } from "../io/memory_budget.ts";

/** The share of the cache that is kept, however short memory is. */
const KEPT_SHARE = 1 / 4;

/** One mapped range of a file. */
export interface Window {
  /** Where it starts in the file, in bytes. */
  readonly start: number;
  readonly length: number;
  /** True while it is among those that were used last. */
  warm: boolean;
  /** The map, made when it is first needed. */
  bytes: Uint8Array | null;
}

/** Keeps the windows used last, up to a number of mapped bytes. */
export class WindowCache {
  /** Insertion order is order of use: the first is the least recently used. */
  readonly #windows = new Set<Window>();
  readonly #bytesMax: number;
  readonly #memory: MemoryAccount | null;
  #bytes = 0;
  #newest: Window | null = null;

  /**
   * @param bytesMax mapped bytes to keep, over all segments
   * @param memory counts them; where memory runs short, the least recently used are forgotten
   */
  constructor(bytesMax: number, memory: MemoryAccount | null = null) {
    this.#bytesMax = bytesMax;
    this.#memory = memory;
    if (memory !== null) memory.giveWay = (bytes) => this.#giveWay(bytes);
  }

  /** Bytes of warm windows (the maps of dropped ones live until they are collected). */
  get warmBytes(): number {
    return this.#bytes;
  }

  /** Notes that a window was used, which makes it warm. */
  use(window: Window): void {
    if (window === this.#newest) return;
    const isNew = !this.#windows.delete(window);
    if (isNew) this.#bytes += window.length;
    window.warm = true;
    this.#windows.add(window);
    this.#newest = window;
    if (isNew) this.#memory?.claim(window.length);
    for (const oldest of this.#windows) {
      if (this.#bytes <= this.#bytesMax || oldest === window) break;
      this.drop(oldest);
    }
  }

  /** Forgets a window's map. */
  drop(window: Window): void {
    const wasHeld = this.#windows.delete(window);
    if (wasHeld) this.#bytes -= window.length;
    if (this.#newest === window) this.#newest = null;
    window.warm = false;
    window.bytes = null;
    if (wasHeld) this.#memory?.release(window.length);
  }

  /** Forgets idle windows; some are kept, for else each append would map one anew. */
  #giveWay(bytes: number): void {
    const target = Math.max(this.#bytes - bytes, this.#bytesMax * KEPT_SHARE);
    for (const oldest of this.#windows) {
      if (this.#bytes <= target || oldest === this.#newest) return;
      this.drop(oldest);
    }
  }
}

/** The windows of one file, in order, without gaps, from byte 0 to what is preallocated. */
export class MappedWindows {
  readonly #cache: WindowCache;
  readonly #windows: Window[] = [];

  constructor(cache: WindowCache) {
    this.#cache = cache;
  }

  /** Bytes covered, mapped or not. */
  get end(): number {
    const last = this.#windows.at(-1);
    return last === undefined ? 0 : last.start + last.length;
  }

  /** Adds the range from the last window's end up to `end`, not mapped yet. */
  extend(end: number): void {
    const start = this.end;
    if (end > start) this.#windows.push({ start, length: end - start, warm: false, bytes: null });
  }

  /** The window that holds `position`, or null where none does. */
  at(position: number): Window | null {
    // Appends and tail reads meet the last window, so search from the end.
    for (let i = this.#windows.length - 1; i >= 0; i--) {
      const window = this.#windows[i]!;
      if (position >= window.start) {
        return position < window.start + window.length ? window : null;
      }
    }
    return null;
  }

  /** The window at `position` with its map in place, for writing. */
  mapped(position: number, file: File): Window & { bytes: Uint8Array } {
    const window = this.#required(position, file);
    window.bytes ??= file.map(window.start, window.length);
    return window as Window & { bytes: Uint8Array };
  }

  /** Notes that a range was written through the file: its pages are in memory now. */
  noteWritten(position: number, end: number, file: File): void {
    for (let at = position; at < end;) {
      const window = this.#required(at, file);
      at = window.start + window.length;
    }
  }

  #required(position: number, file: File): Window {
    const window = this.at(position);
    if (window === null) throw new RangeError(`Cannot map ${file.path} at ${position}: no window`);
    this.#cache.use(window);
    return window;
  }

  /**
   * The bytes of a range: a view where it lies in one window, a copy where it spans two.
   *
   * @param file the file to map, asked for where a warm window has no map yet
   * @returns null where a part of it is not warm: the caller reads the file instead
   */
  bytes(position: number, length: number, file: () => File): Uint8Array | null {
    const window = this.at(position);
    if (window === null || !window.warm) return null;
    this.#cache.use(window);
    window.bytes ??= file().map(window.start, window.length);
    // The next window's use may drop this one.
    const map = window.bytes;
    const at = position - window.start;
    const end = at + length;
    if (end <= window.length) return map.subarray(at, end);
    const rest = this.bytes(window.start + window.length, end - window.length, file);
    return rest === null ? null : joined(map.subarray(at), rest);
  }

  /** Forgets every map. */
  drop(): void {
    for (const window of this.#windows) this.#cache.drop(window);
    this.#windows.length = 0;
  }
}

/** Both in an array of their own: Buffer.concat shares one with others where they are small. */
function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
