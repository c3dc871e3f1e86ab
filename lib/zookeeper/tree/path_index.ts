/**
 * Finds a node by its path: a hash table that grows and shrinks by one bucket with each node
 * (linear hashing, Litwin 1980), so that no insertion pays for moving all the others. Its chains
 * run through the nodes' own rows.
 *
 * @module
 */
import type { ByteRange } from "./byte_range.ts";

/** No row: the root, which has row 0, needs no index. */
const NONE = 0;
const PAGE_LOG2 = 10;
const PAGE_MASK = (1 << PAGE_LOG2) - 1;
/** Buckets at the least, as a power of two. */
const LEVEL_MIN = 6;
const FNV_PRIME = 0x01000193;

/** The hash of no bytes. */
export const EMPTY_HASH = 0x811c9dc5;

/** What the index needs of the rows. */
export interface HashedRows {
  /** The hash of a row's path: {@linkcode hashOn} of all of it. */
  hash(row: number): number;
  /** The row that comes after this one in its bucket, 0 for none. */
  nextInBucket(row: number): number;
  setNextInBucket(row: number, next: number): void;
}

/** FNV-1a goes on with one byte more. The result is unsigned only after {@linkcode hashOn}. */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, FNV_PRIME);
}

/** FNV-1a goes on with more bytes, so that a path's hash is its parent's and then its name's. */
export function hashOn(hash: number, { bytes, start, length }: ByteRange): number {
  let next = hash;
  for (let i = start; i < start + length; i++) next = Math.imul(next ^ bytes[i]!, FNV_PRIME);
  return next >>> 0;
}

/** Mixes a hash so that any of its bits tell paths apart. */
function mixed(hash: number): number {
  let mix = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  mix = Math.imul(mix ^ (mix >>> 12), 0x297a2d39);
  return mix ^ (mix >>> 15);
}

/** The rows of a table by the hashes of their paths. */
export class PathIndex {
  readonly #rows: HashedRows;
  /** The first row of each bucket, in pages. */
  readonly #pages: Uint32Array[] = [];
  #size = 0;
  /** There are 2^level buckets and `#split` more, each taken from one of the first. */
  #level = LEVEL_MIN;
  #split = 0;

  constructor(rows: HashedRows) {
    this.#rows = rows;
    this.#pages.push(new Uint32Array(1 << PAGE_LOG2));
  }

  /** Makes room at once for so many rows, where there are none yet. */
  reserve(count: number): void {
    if (this.#size > 0 || count < 1 << LEVEL_MIN) return;
    this.#level = 31 - Math.clz32(count);
    this.#split = count - (1 << this.#level);
    while (this.#pages.length << PAGE_LOG2 < count) {
      this.#pages.push(new Uint32Array(1 << PAGE_LOG2));
    }
  }

  #bucketOf(hash: number): number {
    const mix = mixed(hash);
    const bucket = mix & ((1 << this.#level) - 1);
    return bucket < this.#split ? mix & ((2 << this.#level) - 1) : bucket;
  }

  #first(bucket: number): number {
    return this.#pages[bucket >>> PAGE_LOG2]![bucket & PAGE_MASK]!;
  }

  #setFirst(bucket: number, row: number): void {
    this.#pages[bucket >>> PAGE_LOG2]![bucket & PAGE_MASK] = row;
  }

  /** The first row that may have this hash; those after it come by `nextInBucket`. */
  first(hash: number): number {
    return this.#first(this.#bucketOf(hash));
  }

  /** Puts in a row that is not there yet. */
  add(row: number): void {
    this.#link(row, this.#bucketOf(this.#rows.hash(row)));
    this.#size += 1;
    if (this.#size > (1 << this.#level) + this.#split) this.#grow();
  }

  #link(row: number, bucket: number): void {
    this.#rows.setNextInBucket(row, this.#first(bucket));
    this.#setFirst(bucket, row);
  }

  /** Takes out a row that is there. */
  remove(row: number): void {
    const rows = this.#rows;
    const bucket = this.#bucketOf(rows.hash(row));
    let at = this.#first(bucket);
    if (at === row) this.#setFirst(bucket, rows.nextInBucket(row));
    else {
      while (rows.nextInBucket(at) !== row) at = rows.nextInBucket(at);
      rows.setNextInBucket(at, rows.nextInBucket(row));
    }
    this.#size -= 1;
    if (this.#size < (1 << this.#level) + this.#split) this.#shrink();
  }

  /** Adds a bucket: what is its own of the bucket that it is split from moves there. */
  #grow(): void {
    const rows = this.#rows;
    const from = this.#split;
    const added = (1 << this.#level) + from;
    if (added >>> PAGE_LOG2 === this.#pages.length) {
      this.#pages.push(new Uint32Array(1 << PAGE_LOG2));
    }
    this.#split += 1;
    if (this.#split === 1 << this.#level) {
      this.#level += 1;
      this.#split = 0;
    }
    let row = this.#first(from);
    this.#setFirst(from, NONE);
    while (row !== NONE) {
      const next = rows.nextInBucket(row);
      this.#link(row, this.#bucketOf(rows.hash(row)));
      row = next;
    }
  }

  /** Takes the last bucket away: what it has goes back to the one that it was split from. */
  #shrink(): void {
    if (this.#split === 0) {
      if (this.#level === LEVEL_MIN) return;
      this.#level -= 1;
      this.#split = 1 << this.#level;
    }
    this.#split -= 1;
    const last = (1 << this.#level) + this.#split;
    let row = this.#first(last);
    this.#setFirst(last, NONE);
    while (row !== NONE) {
      const next = this.#rows.nextInBucket(row);
      this.#link(row, this.#split);
      row = next;
    }
    if ((last & PAGE_MASK) === 0) this.#pages.pop();
  }
}
