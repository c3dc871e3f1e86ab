/**
 * Writes blocks of a snapshot, each with its length and its CRC-32 in front, into one buffer that
 * is used again and again. Numbers are big-endian.
 *
 *     length of what follows the checksum uint32 | CRC-32 of that uint32 | rows
 *
 * @module
 */

import { type ByteRange, copyRange } from "./byte_range.ts";

/** What stands before a block's rows. */
export const BLOCK_HEAD_BYTES = 8;
/** No number is longer. */
const NUMBER_BYTES_MAX = 8;
/** UTF-8 of a UTF-16 unit. */
const UTF8_BYTES_MAX = 3;
/** In place of a text's length. */
const NULL_LENGTH = 0xffffffff;

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
    this.#view.setUint32(0, this.#length - BLOCK_HEAD_BYTES);
    this.#view.setUint32(4, Bun.hash.crc32(block.subarray(BLOCK_HEAD_BYTES)));
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

  uint8(value: number): void {
    const at = this.#reserve(NUMBER_BYTES_MAX);
    this.#buffer[at] = value;
    this.#length = at + 1;
  }

  uint32(value: number): void {
    const at = this.#reserve(NUMBER_BYTES_MAX);
    this.#view.setUint32(at, value);
    this.#length = at + 4;
  }

  int32(value: number): void {
    const at = this.#reserve(NUMBER_BYTES_MAX);
    this.#view.setInt32(at, value);
    this.#length = at + 4;
  }

  float64(value: number): void {
    const at = this.#reserve(NUMBER_BYTES_MAX);
    this.#view.setFloat64(at, value);
    this.#length = at + 8;
  }

  bigint64(value: bigint): void {
    const at = this.#reserve(NUMBER_BYTES_MAX);
    this.#view.setBigInt64(at, value);
    this.#length = at + 8;
  }

  /** Bytes with their length in front. */
  range(range: ByteRange): void {
    this.uint32(range.length);
    const at = this.#reserve(range.length);
    copyRange(range, this.#buffer, at);
    this.#length = at + range.length;
  }

  /** UTF-8 text with its length in front. */
  textOrNull(value: string | null): void {
    if (value === null) return this.uint32(NULL_LENGTH);
    const at = this.#reserve(4 + value.length * UTF8_BYTES_MAX);
    const { written } = encoder.encodeInto(value, this.#buffer.subarray(at + 4));
    this.#view.setUint32(at, written);
    this.#length = at + 4 + written;
  }
}
