/**
 * Writes CBOR (RFC 8949) into one buffer that is used again and again, for the many small rows of a
 * snapshot: an encoder that makes an object of each row leaves so much to be collected that the
 * collector holds up the loop. Only the types that rows have; any CBOR decoder reads them.
 *
 * @module
 */

/** Major types, in the upper three bits of an item's first byte. */
const UNSIGNED = 0x00;
const NEGATIVE = 0x20;
const BYTES = 0x40;
const TEXT = 0x60;
const ARRAY = 0x80;
const MAP = 0xa0;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const FLOAT64 = 0xfb;
/** Lower five bits that say how long the number behind the first byte is. */
const ONE_BYTE = 24;
const TWO_BYTES = 25;
const FOUR_BYTES = 26;
const EIGHT_BYTES = 27;
/** An item's first byte and the number behind it. */
const HEAD_BYTES_MAX = 9;
/** UTF-8 of a UTF-16 unit. */
const UTF8_BYTES_MAX = 3;

const encoder = new TextEncoder();

/** A growing buffer of CBOR items. */
export class CborWriter {
  #buffer: Uint8Array;
  #view: DataView;
  #length = 0;

  /** @param capacity bytes to reserve at first */
  constructor(capacity: number) {
    this.#buffer = new Uint8Array(capacity);
    this.#view = new DataView(this.#buffer.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written; later writes change it once {@linkcode CborWriter.clear} was called. */
  written(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Begins anew in the same buffer. */
  clear(): void {
    this.#length = 0;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.written());
    this.#buffer = grown;
    this.#view = new DataView(grown.buffer);
  }

  #byte(value: number): void {
    this.#buffer[this.#length++] = value;
  }

  /** A first byte with the number `value`, of 32 bits, in its shortest form. */
  #head(type: number, value: number): void {
    this.#reserve(HEAD_BYTES_MAX);
    if (value < ONE_BYTE) return this.#byte(type | value);
    if (value < 0x100) {
      this.#byte(type | ONE_BYTE);
      return this.#byte(value);
    }
    if (value < 0x10000) {
      this.#byte(type | TWO_BYTES);
      this.#view.setUint16(this.#length, value);
      this.#length += 2;
    } else {
      this.#byte(type | FOUR_BYTES);
      this.#view.setUint32(this.#length, value);
      this.#length += 4;
    }
  }

  null(): void {
    this.#reserve(1);
    this.#byte(NULL);
  }

  boolean(value: boolean): void {
    this.#reserve(1);
    this.#byte(value ? TRUE : FALSE);
  }

  /** Integers beyond 32 bits go as floats: decoders give those back as numbers, too. */
  number(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value < 0x100000000) {
      return this.#head(UNSIGNED, value);
    }
    if (Number.isInteger(value) && value < 0 && value >= -0x100000000) {
      return this.#head(NEGATIVE, -1 - value);
    }
    this.#reserve(HEAD_BYTES_MAX);
    this.#byte(FLOAT64);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** @param value of 64 bits, signed */
  bigint(value: bigint): void {
    this.#reserve(HEAD_BYTES_MAX);
    this.#byte((value < 0n ? NEGATIVE : UNSIGNED) | EIGHT_BYTES);
    this.#view.setBigUint64(this.#length, value < 0n ? -1n - value : value);
    this.#length += 8;
  }

  bytes(value: Uint8Array): void {
    this.#head(BYTES, value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  text(value: string): void {
    this.#reserve(HEAD_BYTES_MAX + value.length * UTF8_BYTES_MAX);
    if (value.length < 0x100 && this.#ascii(value)) return;
    // How long it gets is known afterwards, so every length has four bytes.
    const from = this.#length + 5;
    const { written } = encoder.encodeInto(value, this.#buffer.subarray(from));
    this.#byte(TEXT | FOUR_BYTES);
    this.#view.setUint32(this.#length, written);
    this.#length = from + written;
  }

  /** Paths are short as a rule, and need no object then. False where `value` is not all ASCII. */
  #ascii(value: string): boolean {
    const from = this.#length + 2;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) return false;
      this.#buffer[from + i] = unit;
    }
    this.#byte(TEXT | ONE_BYTE);
    this.#byte(value.length);
    this.#length = from + value.length;
    return true;
  }

  /** The items follow. */
  array(length: number): void {
    this.#head(ARRAY, length);
  }

  /** The keys and values follow. */
  map(length: number): void {
    this.#head(MAP, length);
  }
}
