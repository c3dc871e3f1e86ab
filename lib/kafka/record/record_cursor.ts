/**
 * Steps through the records of one batch, after decompression, without allocating: the numbers of
 * the record it stands on are its fields, and `key`, `value` and `headers` make views of the
 * bytes when asked. Everything a record claims is checked against the batch's end, so the walk is
 * also how the records of a produced batch are validated.
 *
 * @module
 */

import { MalformedError } from "../../bytes/reader.ts";
import type { BatchRecord, RecordHeader } from "./record.ts";

/** What the batch's header says of its records. */
export type RecordsFrame = {
  recordCount: number;
  baseOffset: number;
  /** In ms. */
  baseTimestamp: number;
  /** Where the batch has LogAppendTime: the timestamp of all its records, in ms. Else null. */
  logAppendTime: number | null;
};

const decoder = new TextDecoder();

/** A cursor over the records of one batch; it stands before the first one. */
export class RecordCursor {
  readonly frame: RecordsFrame;
  readonly bytes: Uint8Array;
  /** Which record of the batch this is, from 0; -1 before the first. */
  index = -1;
  /** Of the whole record, its length field included. */
  sizeInBytes = 0;
  timestampDelta = 0;
  offsetDelta = 0;
  keyStart = 0;
  /** In bytes, -1 for null. */
  keyLength = -1;
  valueStart = 0;
  /** In bytes, -1 for null. */
  valueLength = -1;
  headerCount = 0;
  #headersStart = 0;
  #at = 0;
  #end = 0;

  /**
   * @param bytes the records, decompressed, and nothing else
   * @param frame what the batch's header says of them
   */
  constructor(bytes: Uint8Array, frame: RecordsFrame) {
    this.bytes = bytes;
    this.frame = frame;
  }

  /**
   * Goes to the next record.
   *
   * @returns false where there is none
   * @throws MalformedError where the record reaches past its length or the batch, or where bytes
   * remain after the last one
   */
  next(): boolean {
    this.index += 1;
    this.#end = this.bytes.length;
    if (this.index >= this.frame.recordCount) {
      if (this.#at !== this.#end) {
        this.#fail(`${this.#end - this.#at} bytes remain after the last record`);
      }
      return false;
    }
    const start = this.#at;
    const length = this.#varint();
    if (length < 0 || length > this.#end - this.#at) {
      this.#fail(`a length of ${length}, ${this.#end - this.#at} bytes remain`);
    }
    this.#end = this.#at + length;
    this.sizeInBytes = this.#end - start;
    this.#skip(1); // attributes, none of which mean anything yet
    this.timestampDelta = this.#varlong();
    this.offsetDelta = this.#varint();
    this.keyLength = this.#varint();
    this.keyStart = this.#at;
    this.#skip(this.keyLength);
    this.valueLength = this.#varint();
    this.valueStart = this.#at;
    this.#skip(this.valueLength);
    this.headerCount = this.#varint();
    this.#headersStart = this.#at;
    this.#skipHeaders();
    if (this.#at !== this.#end) this.#fail(`${this.#end - this.#at} bytes more than its fields`);
    return true;
  }

  get offset(): number {
    return this.frame.baseOffset + this.offsetDelta;
  }

  /** In ms since the epoch, -1 for none. */
  get timestamp(): number {
    return this.frame.logAppendTime ?? this.frame.baseTimestamp + this.timestampDelta;
  }

  /** The key as a view of the batch's bytes. */
  key(): Uint8Array | null {
    if (this.keyLength < 0) return null;
    return this.bytes.subarray(this.keyStart, this.keyStart + this.keyLength);
  }

  /** The value as a view of the batch's bytes. */
  value(): Uint8Array | null {
    if (this.valueLength < 0) return null;
    return this.bytes.subarray(this.valueStart, this.valueStart + this.valueLength);
  }

  /** The headers, their values as views of the batch's bytes. */
  headers(): RecordHeader[] {
    const headers: RecordHeader[] = [];
    const next = this.#at;
    this.#at = this.#headersStart;
    for (let i = 0; i < this.headerCount; i++) {
      const key = decoder.decode(this.#take(this.#varint()));
      const valueLength = this.#varint();
      headers.push({ key, value: valueLength < 0 ? null : this.#take(valueLength) });
    }
    this.#at = next;
    return headers;
  }

  /** The record as an object of its own, whose bytes are views of the batch's. */
  record(): BatchRecord {
    return {
      offset: this.offset,
      timestamp: this.timestamp,
      key: this.key(),
      value: this.value(),
      headers: this.headers(),
    };
  }

  #skipHeaders(): void {
    // Each header takes at least two bytes, which bounds the loop.
    if (this.headerCount < 0 || this.headerCount * 2 > this.#end - this.#at) {
      this.#fail(`${this.headerCount} headers, ${this.#end - this.#at} bytes remain`);
    }
    for (let i = 0; i < this.headerCount; i++) {
      const keyLength = this.#varint();
      if (keyLength < 0) this.#fail("a header without a key");
      this.#skip(keyLength);
      this.#skip(this.#varint());
    }
  }

  /** Moves past `length` bytes; -1 stands for null and takes none. */
  #skip(length: number): void {
    if (length > this.#end - this.#at || length < -1) {
      this.#fail(`a field of ${length} bytes, ${this.#end - this.#at} bytes remain`);
    }
    if (length > 0) this.#at += length;
  }

  #take(length: number): Uint8Array {
    const start = this.#at;
    this.#at += length;
    return this.bytes.subarray(start, this.#at);
  }

  /** A zigzag varint. Integer operations only: positions stay integers (see snappy_block.ts). */
  #varint(): number {
    let raw = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#at >= this.#end) this.#fail("a varint is cut");
      const byte = this.bytes[this.#at++]!;
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (shift === 28 && byte > 0x0f) break;
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    return this.#fail("a varint has more than 32 bits");
  }

  /** A zigzag varint of up to 64 bits that stays within 2^53; most fit in four bytes. */
  #varlong(): number {
    let low = 0;
    let high = 0; // bits 28 and up
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) this.#fail("a varlong is cut");
      const byte = this.bytes[this.#at++]!;
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else high += (byte & 0x7f) * 2 ** (shift - 28);
      if (byte >= 0x80) continue;
      if (shift < 28) return (low >>> 1) ^ -(low & 1);
      const raw = high * 268435456 + low;
      if (raw > Number.MAX_SAFE_INTEGER) break;
      return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
    }
    return this.#fail("a varlong is past 2^53");
  }

  #fail(found: string): never {
    throw new MalformedError(
      `Cannot read record ${this.index} of ${this.frame.recordCount} at ${this.#at}: ${found}`,
    );
  }
}
