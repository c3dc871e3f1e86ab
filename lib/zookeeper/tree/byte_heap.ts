/**
 * Many small byte strings in few large arrays. An array of its own costs more than most znodes'
 * data: here a string takes its length, rounded up to a block's. Whoever puts one in keeps its
 * place and its length, and gives both back.
 *
 * @module
 */
import { BlockPool } from "./block_pool.ts";
import { type ByteRange, bytesOf, copyRange, type MovableRange } from "./byte_range.ts";

/** About what a page of blocks has. */
const PAGE_BYTES = 32 << 10;
/** What is longer has an array of its own. */
const BLOCK_BYTES_MAX = 4096;
/** Blocks up to this differ by 8 bytes; from here on there are four lengths to a doubling. */
const FINE_BYTES_MAX = 128;

/** Blocks of one length. */
interface BlockClass {
  readonly blockBytes: number;
  readonly shift: number;
  readonly mask: number;
  readonly pool: BlockPool<Uint8Array>;
  readonly pages: readonly (Uint8Array | null)[];
}

function blockLengths(): number[] {
  const lengths: number[] = [];
  for (let length = 8; length <= FINE_BYTES_MAX; length += 8) lengths.push(length);
  for (let from = FINE_BYTES_MAX; from < BLOCK_BYTES_MAX; from *= 2) {
    for (let quarter = 5; quarter <= 8; quarter++) lengths.push(from / 4 * quarter);
  }
  return lengths;
}

const BLOCK_LENGTHS = blockLengths();
/** Which of them a length takes, by an eighth of it, rounded up. */
const CLASSES = Uint8Array.from(
  { length: BLOCK_BYTES_MAX / 8 + 1 },
  (_, eighth) => BLOCK_LENGTHS.findIndex((length) => length >= eighth * 8),
);

function blockClass(blockBytes: number): BlockClass {
  const shift = 31 - Math.clz32(PAGE_BYTES / blockBytes);
  const pool = new BlockPool(shift, () => new Uint8Array(blockBytes << shift));
  return { blockBytes, shift, mask: (1 << shift) - 1, pool, pages: pool.contents };
}

/** The byte strings. */
export class ByteHeap {
  /** Those that are in use. */
  readonly #classes: (BlockClass | undefined)[] = Array(BLOCK_LENGTHS.length).fill(undefined);
  readonly #large: (Uint8Array | null)[] = [];
  /** Places that no large one has. */
  readonly #vacant: number[] = [];

  #class(length: number): BlockClass {
    const number = CLASSES[(length + 7) >>> 3]!;
    return this.#classes[number] ??= blockClass(BLOCK_LENGTHS[number]!);
  }

  /** Copies bytes in and tells where they are; no bytes are nowhere. */
  put(range: ByteRange): number {
    const { length } = range;
    if (length === 0) return 0;
    if (length > BLOCK_BYTES_MAX) return this.#putLarge(range);
    const { pool, pages, shift, mask, blockBytes } = this.#class(length);
    const place = pool.allocate();
    copyRange(range, pages[place >>> shift]!, (place & mask) * blockBytes);
    return place;
  }

  #putLarge(range: ByteRange): number {
    const place = this.#vacant.pop() ?? this.#large.length;
    this.#large[place] = bytesOf(range);
    return place;
  }

  /** Frees what {@linkcode ByteHeap.put} took. */
  release(place: number, length: number): void {
    if (length === 0) return;
    if (length <= BLOCK_BYTES_MAX) return this.#class(length).pool.release(place);
    this.#large[place] = null;
    this.#vacant.push(place);
  }

  /** Moves `range`, which has their length, to the bytes; it is good until they are released. */
  find(place: number, range: MovableRange): void {
    const { length } = range;
    if (length > BLOCK_BYTES_MAX) {
      range.bytes = this.#large[place]!;
      range.start = 0;
    } else if (length > 0) {
      const { pages, shift, mask, blockBytes } = this.#class(length);
      range.bytes = pages[place >>> shift]!;
      range.start = (place & mask) * blockBytes;
    }
  }
}
