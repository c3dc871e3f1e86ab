/**
 * Writes blocks of a snapshot into one buffer that is used again and again. A block is a CBOR array
 * (RFC 8949) of the CRC-32 of its rows and a byte string with them; the rows are CBOR as well, one
 * after the other. Heads are as short as can be, but for the block's own: what follows decides it.
 *
 * @module
 */
import { type ByteRange, copyRange } from "./byte_range.ts";

/** The kinds of items that snapshots are made of, in the upper three bits of their heads. */
export const Major = { UINT: 0, NEGATIVE: 1, BYTES: 2, TEXT: 3, ARRAY: 4, SIMPLE: 7 } as const;
/** In the lower five bits of a head: up to here the number itself, from here on its length. */
export const Short = { MAX: 23, UINT8: 24, UINT16: 25, UINT32: 26, UINT64: 27 } as const;
/** The item for nothing. */
export const NULL_ITEM = 0xf6;

/** What stands before a block's rows: array of 2, uint32 with the CRC-32, byte string of uint32. */
export const BLOCK_HEAD_BYTES = 11;
const PAIR_ITEM = 0x82;
const UINT32_ITEM = 0x1a;
const BYTES32_ITEM = 0x5a;
export const BLOCK_CRC_POSITION = 2;
export const BLOCK_LENGTH_POSITION = 7;
/** No head is longer. */
const ITEM_BYTES_MAX = 9;

const encoder = new TextEncoder();

/** One block after the other. */
export class BlockWriter {
  #buffer: Uint8Array;
  #view: DataView;
  #length = BLOCK_HEAD_BYTES;

  /** @param capacity bytes to reserve at first */
  constructor(capacity: number) {
    this.#buffer = new Uint8Array(capacity);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /** Bytes of the block so far. */
  get length(): number {
    return this.#length;
  }

  /** The block, which is good until the next one is begun. */
  finish(): Uint8Array {
    const block = this.#buffer.subarray(0, this.#length);
    const view = this.#view;
    view.setUint8(0, PAIR_ITEM);
    view.setUint8(BLOCK_CRC_POSITION - 1, UINT32_ITEM);
    view.setUint32(BLOCK_CRC_POSITION, Bun.hash.crc32(block.subarray(BLOCK_HEAD_BYTES)));
    view.setUint8(BLOCK_LENGTH_POSITION - 1, BYTES32_ITEM);
    view.setUint32(BLOCK_LENGTH_POSITION, this.#length - BLOCK_HEAD_BYTES);
    this.#length = BLOCK_HEAD_BYTES;
    return block;
  }

  #reserve(bytes: number): number {
    const at = this.#length;
    const needed = at + bytes;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, at));
      this.#buffer = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }

  /** The head of an item: its kind, and a number from 0 to 2^53. */
  #head(major: number, value: number): void {
    const at = this.#reserve(ITEM_BYTES_MAX);
    const kind = major << 5;
    const view = this.#view;
    if (value <= Short.MAX) {
      this.#buffer[at] = kind | value;
      this.#length = at + 1;
    } else if (value <= 0xff) {
      this.#buffer[at] = kind | Short.UINT8;
      this.#buffer[at + 1] = value;
      this.#length = at + 2;
    } else if (value <= 0xffff) {
      this.#buffer[at] = kind | Short.UINT16;
      view.setUint16(at + 1, value);
      this.#length = at + 3;
    } else if (value <= 0xffffffff) {
      this.#buffer[at] = kind | Short.UINT32;
      view.setUint32(at + 1, value);
      this.#length = at + 5;
    } else {
      this.#buffer[at] = kind | Short.UINT64;
      view.setUint32(at + 1, Math.floor(value / 2 ** 32));
      view.setUint32(at + 5, value >>> 0);
      this.#length = at + 9;
    }
  }

  /** Begins an array of so many items, which follow. */
  array(count: number): void {
    this.#head(Major.ARRAY, count);
  }

  /** A whole number. Throws RangeError for one past 2^53. */
  int(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(`Cannot write ${value} to a snapshot: no safe integer`);
    }
    if (value >= 0) this.#head(Major.UINT, value);
    else this.#head(Major.NEGATIVE, -1 - value);
  }

  /** A whole number of 64 bits. */
  bigint64(value: bigint): void {
    const at = this.#reserve(ITEM_BYTES_MAX);
    const isNegative = value < 0n;
    this.#buffer[at] = (isNegative ? Major.NEGATIVE : Major.UINT) << 5 | Short.UINT64;
    this.#view.setBigUint64(at + 1, isNegative ? -1n - value : value);
    this.#length = at + 9;
  }

  /** A byte string, or nothing. */
  rangeOrNull(range: ByteRange | null): void {
    if (range === null) return this.#null();
    this.#head(Major.BYTES, range.length);
    const at = this.#reserve(range.length);
    copyRange(range, this.#buffer, at);
    this.#length = at + range.length;
  }

  /** A text, or nothing. */
  textOrNull(value: string | null): void {
    if (value === null) return this.#null();
    const bytes = encoder.encode(value);
    this.#head(Major.TEXT, bytes.length);
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
    this.#length = at + bytes.length;
  }

  #null(): void {
    const at = this.#reserve(1);
    this.#buffer[at] = NULL_ITEM;
    this.#length = at + 1;
  }
}
