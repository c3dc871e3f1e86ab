/**
 * Writes big-endian primitives into a growing buffer, and large byte views beside it: the result
 * is a list of pieces (header bytes, a view of a mapped segment, more header bytes), so that a
 * fetched batch goes from the file's map to the socket without a copy.
 *
 * @module
 */

/** Views of at least this many bytes become pieces of their own; smaller ones are copied. */
export const PIECE_BYTES_MIN = 4096;

const encoder = new TextEncoder();

/** A growing big-endian buffer. Positions are relative to the current piece's start. */
export class Writer {
  #buffer: Uint8Array;
  #view: DataView;
  #offset = 0;
  #start = 0;
  #pieces: Uint8Array[] = [];
  #piecesLength = 0;

  /** @param capacity bytes to reserve at first */
  constructor(capacity = 256) {
    this.#buffer = new Uint8Array(capacity);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /** Bytes written so far, pieces included. */
  get length(): number {
    return this.#piecesLength + this.#offset - this.#start;
  }

  /** Makes room for `length` bytes more and returns where they go. */
  #reserve(length: number): number {
    const offset = this.#offset;
    const needed = offset + length;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#offset = needed;
    return offset;
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#offset));
    this.#buffer = grown;
    this.#view = new DataView(grown.buffer);
  }

  int8(value: number): void {
    const at = this.#reserve(1);
    this.#view.setInt8(at, value);
  }

  uint8(value: number): void {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
  }

  boolean(value: boolean): void {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value ? 1 : 0);
  }

  int16(value: number): void {
    const at = this.#reserve(2);
    this.#view.setInt16(at, value);
  }

  uint16(value: number): void {
    const at = this.#reserve(2);
    this.#view.setUint16(at, value);
  }

  int32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setInt32(at, value);
  }

  uint32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value);
  }

  float64(value: number): void {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value);
  }

  /** An int64 from a number, which must be a safe integer. */
  int64(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(`Cannot write int64 ${value}: not a safe integer`);
    }
    const offset = this.#reserve(8);
    this.#view.setInt32(offset, Math.floor(value / 4294967296));
    this.#view.setInt32(offset + 4, value | 0);
  }

  bigint64(value: bigint): void {
    const at = this.#reserve(8);
    this.#view.setBigInt64(at, value);
  }

  /** An unsigned varint of up to 32 bits. */
  unsignedVarint(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.uint8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.uint8(rest);
  }

  /** A zigzag varint of 32 bits. */
  varint(value: number): void {
    this.unsignedVarint((value << 1) ^ (value >> 31));
  }

  /** A zigzag varint of up to 64 bits, from a safe integer within 2^52. */
  varlong(value: number): void {
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest >= 0x80) {
      this.uint8((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.uint8(rest);
  }

  /** Copies `bytes` in, whatever its length. */
  bytes(bytes: Uint8Array): void {
    const offset = this.#reserve(bytes.length);
    this.#buffer.set(bytes, offset);
  }

  /** Puts `bytes` out as a piece of its own where it is large: no copy, and it must not change. */
  piece(bytes: Uint8Array): void {
    if (bytes.length < PIECE_BYTES_MIN) return this.bytes(bytes);
    this.#cut();
    this.#pieces.push(bytes);
    this.#piecesLength += bytes.length;
  }

  #cut(): void {
    if (this.#offset === this.#start) return;
    this.#pieces.push(this.#buffer.subarray(this.#start, this.#offset));
    this.#piecesLength += this.#offset - this.#start;
    this.#start = this.#offset;
  }

  /** UTF-8 text without its length; returns the bytes written. */
  text(text: string): number {
    const reserved = this.#reserve(text.length * 3);
    const { written } = encoder.encodeInto(text, this.#buffer.subarray(reserved));
    this.#offset = reserved + written;
    return written;
  }

  /** Overwrites the int32 at `position`, which must lie before any piece. */
  setInt32(position: number, value: number): void {
    const first = this.#pieces[0];
    if (first === undefined) return this.#view.setInt32(position, value);
    new DataView(first.buffer, first.byteOffset, first.byteLength).setInt32(position, value);
  }

  /** What was written, in order. The writer must not be used afterwards. */
  pieces(): Uint8Array[] {
    this.#cut();
    return this.#pieces;
  }

  /** What was written as one array: a view where there is one piece, else a copy. */
  finish(): Uint8Array {
    const pieces = this.pieces();
    if (pieces.length === 1) return pieces[0]!;
    const whole = new Uint8Array(this.#piecesLength);
    let offset = 0;
    for (const piece of pieces) {
      whole.set(piece, offset);
      offset += piece.length;
    }
    return whole;
  }
}

/** The UTF-8 length of `text`, in bytes. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) length += 1;
    else if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        length += 2;
        i += 1;
      } else length += 2;
    } else length += 2;
  }
  return length;
}
