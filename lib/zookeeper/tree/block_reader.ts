/**
 * Reads the rows of a snapshot's block: the other side of block_writer.ts. It takes numbers of any
 * length, as any writer of CBOR may choose them.
 *
 * @module
 */
import { Reader } from "../../bytes/reader.ts";
import { Major, NULL_ITEM, Short } from "./block_writer.ts";
import type { MovableRange } from "./byte_range.ts";
import { SnapshotError } from "./snapshot_error.ts";

const SHORT_MASK = 0x1f;

/** Stands in a block's rows. Methods throw MalformedError where the rows end too early. */
export class BlockReader {
  readonly #reader: Reader;
  readonly #rows: Uint8Array;

  constructor(rows: Uint8Array) {
    this.#rows = rows;
    this.#reader = new Reader(rows);
  }

  /** True where nothing is left. */
  get isOver(): boolean {
    return this.#reader.remaining === 0;
  }

  /** The number in the head of an item of the kind `major`. */
  #head(major: number): number {
    const head = this.#reader.uint8();
    if (head >> 5 !== major) throw unexpected(head);
    return this.#number(head);
  }

  #number(head: number): number {
    const short = head & SHORT_MASK;
    if (short <= Short.MAX) return short;
    const reader = this.#reader;
    switch (short) {
      case Short.UINT8:
        return reader.uint8();
      case Short.UINT16:
        return reader.uint16();
      case Short.UINT32:
        return reader.uint32();
      case Short.UINT64:
        return reader.int64();
      default:
        throw unexpected(head);
    }
  }

  /** How many items the array has that begins here. */
  array(): number {
    return this.#head(Major.ARRAY);
  }

  int(): number {
    const head = this.#reader.uint8();
    const number = this.#number(head);
    if (head >> 5 === Major.UINT) return number;
    if (head >> 5 === Major.NEGATIVE) return -1 - number;
    throw unexpected(head);
  }

  bigint64(): bigint {
    const head = this.#reader.uint8();
    const major = head >> 5;
    if (major !== Major.UINT && major !== Major.NEGATIVE) throw unexpected(head);
    const number = (head & SHORT_MASK) === Short.UINT64
      ? BigInt.asUintN(64, this.#reader.bigint64())
      : BigInt(this.#number(head));
    return major === Major.UINT ? number : -1n - number;
  }

  /** Puts a byte string into `range`, which is given back; null for nothing. */
  rangeOrNull(range: MovableRange): MovableRange | null {
    if (this.#takeNull()) return null;
    const length = this.#head(Major.BYTES);
    range.bytes = this.#rows;
    range.length = length;
    range.start = this.#reader.take(length);
    return range;
  }

  textOrNull(): string | null {
    return this.#takeNull() ? null : this.#reader.text(this.#head(Major.TEXT));
  }

  #takeNull(): boolean {
    if (this.#rows[this.#reader.offset] !== NULL_ITEM) return false;
    this.#reader.uint8();
    return true;
  }
}

function unexpected(head: number): SnapshotError {
  return new SnapshotError(
    `Cannot read snapshot: an item begins with 0x${head.toString(16)}, which is none of a row`,
  );
}
