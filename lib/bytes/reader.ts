/**
 * Reads big-endian primitives from a byte slice, the way both protocols put them on the wire:
 * Kafka's (fixed and variable length integers, classic and compact strings) and jute's.
 * Nothing is copied: `bytes` hands out views of the slice it reads.
 *
 * @module
 */

/** Thrown where the input ends early or says something impossible: the frame is malformed. */
export class MalformedError extends Error {
  override name = "MalformedError";
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** Below this length a loop over char codes beats the decoder's call (measured under Bun). */
const ASCII_LOOP_LENGTH_MAX = 24;

/** A cursor over one slice. Every read checks the bound and throws {@linkcode MalformedError}. */
export class Reader {
  readonly buffer: Uint8Array;
  readonly view: DataView;
  readonly end: number;
  offset: number;

  /**
   * @param buffer the slice to read
   * @param offset first byte to read, in bytes from the slice's start
   */
  constructor(buffer: Uint8Array, offset = 0) {
    this.buffer = buffer;
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    this.end = buffer.byteLength;
    this.offset = offset;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.end - this.offset;
  }

  /** Moves past `length` bytes and returns where they start. */
  take(length: number): number {
    const start = this.offset;
    if (length < 0 || start + length > this.end) {
      throw new MalformedError(
        `Cannot read ${length} bytes at ${start}: ${this.end - start} bytes remain`,
      );
    }
    this.offset = start + length;
    return start;
  }

  int8(): number {
    return this.view.getInt8(this.take(1));
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }

  boolean(): boolean {
    return this.view.getUint8(this.take(1)) !== 0;
  }

  int16(): number {
    return this.view.getInt16(this.take(2));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2));
  }

  int32(): number {
    return this.view.getInt32(this.take(4));
  }

  uint32(): number {
    return this.view.getUint32(this.take(4));
  }

  float64(): number {
    return this.view.getFloat64(this.take(8));
  }

  /** An int64 that cannot pass 2^53 (offsets, timestamps); more is a malformed frame. */
  int64(): number {
    const start = this.take(8);
    const value = this.view.getInt32(start) * 4294967296 + this.view.getUint32(start + 4);
    if (!Number.isSafeInteger(value)) {
      throw new MalformedError(
        `Cannot take int64 ${this.view.getBigInt64(start)} at ${start}: past 2^53`,
      );
    }
    return value;
  }

  /** An int64 of any value (producer ids, zxids, session ids). */
  bigint64(): bigint {
    return this.view.getBigInt64(this.take(8));
  }

  /** An unsigned varint of at most 5 bytes (Kafka's UNSIGNED_VARINT). */
  unsignedVarint(): number {
    // Integers only, and one byte first: in JSC a double here costs twice the time.
    let byte = this.view.getUint8(this.take(1));
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = this.view.getUint8(this.take(1));
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedError(`Cannot read varint before ${this.offset}: more than 32 bits`);
  }

  /** A zigzag varint of 32 bits (Kafka's VARINT). */
  varint(): number {
    const value = this.unsignedVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A zigzag varint of up to 64 bits (Kafka's VARLONG) that stays within 2^53. */
  varlong(): number {
    let low = 0;
    let high = 0; // bits 28 and up
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.view.getUint8(this.take(1));
      if (shift < 28) low += (byte & 0x7f) << shift;
      else high += (byte & 0x7f) * 2 ** (shift - 28);
      if (byte < 0x80) {
        const raw = high * 268435456 + low;
        if (raw > Number.MAX_SAFE_INTEGER) break;
        return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
      }
    }
    throw new MalformedError(`Cannot read varlong before ${this.offset}: past 2^53`);
  }

  /** A view (no copy) of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    const start = this.take(length);
    return this.buffer.subarray(start, start + length);
  }

  /** UTF-8 text of `length` bytes. */
  text(length: number): string {
    const start = this.take(length);
    if (length <= ASCII_LOOP_LENGTH_MAX) {
      let text = "";
      for (let i = start; i < start + length; i++) {
        const byte = this.buffer[i]!;
        if (byte >= 0x80) return decoder.decode(this.buffer.subarray(start, start + length));
        text += String.fromCharCode(byte);
      }
      return text;
    }
    return decoder.decode(this.buffer.subarray(start, start + length));
  }
}
