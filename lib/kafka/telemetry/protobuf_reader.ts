/**
 * Reads protobuf fields one after the other: as much of the format as OTLP metrics need
 * (otlp_metrics.ts).
 *
 *     while (reader.next()) {
 *       if (reader.field === 1) name = reader.string();
 *       else reader.skip();
 *     }
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";

const WireType = { VARINT: 0, FIXED64: 1, BYTES: 2, FIXED32: 5 } as const;
const VARINT_BYTES_MAX = 10;
const decoder = new TextDecoder();

/** The fields of one message. */
export class ProtobufReader {
  /** The field that stands next to be read or skipped. */
  field = 0;
  #wireType = 0;
  #at: number;
  readonly #end: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** @param bytes one message, exactly */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = 0;
    this.#end = bytes.length;
  }

  /**
   * Goes to the next field.
   *
   * @returns false at the end of the message
   * @throws MalformedError
   */
  next(): boolean {
    if (this.#at === this.#end) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.#wireType = tag % 8;
    if (this.field > 0) return true;
    throw this.#corrupt(`field number ${this.field}`);
  }

  /** An unsigned varint; past 2^53 it is rounded. */
  varint(): number {
    this.#expect(WireType.VARINT);
    return this.#varint();
  }

  /** Eight bytes as a signed integer (sfixed64); past 2^53 it is rounded. */
  sfixed64(): number {
    return Number(this.#view.getBigInt64(this.#fixed64(), true));
  }

  /** Eight bytes as a double. */
  double(): number {
    return this.#view.getFloat64(this.#fixed64(), true);
  }

  /** A length and as many bytes: a view. */
  bytes(): Uint8Array {
    this.#expect(WireType.BYTES);
    const length = this.#varint();
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** The same as text. */
  string(): string {
    return decoder.decode(this.bytes());
  }

  /** The same as a message inside this one. */
  message(): ProtobufReader {
    return new ProtobufReader(this.bytes());
  }

  /** Passes over the field. */
  skip(): void {
    switch (this.#wireType) {
      case WireType.VARINT:
        this.#varint();
        return;
      case WireType.FIXED64:
        this.#take(8);
        return;
      case WireType.BYTES:
        this.bytes();
        return;
      case WireType.FIXED32:
        this.#take(4);
        return;
      default:
        throw this.#corrupt(`wire type ${this.#wireType}`);
    }
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < VARINT_BYTES_MAX; i++) {
      const byte = this.#bytes[this.#take(1)]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw this.#corrupt("a varint of more than 10 bytes");
  }

  #fixed64(): number {
    this.#expect(WireType.FIXED64);
    return this.#take(8);
  }

  /** Returns where the next `length` bytes start, and goes past them. */
  #take(length: number): number {
    const start = this.#at;
    if (length > this.#end - start) throw this.#corrupt(`${length} bytes needed`);
    this.#at = start + length;
    return start;
  }

  #expect(wireType: number): void {
    if (this.#wireType === wireType) return;
    throw this.#corrupt(`field ${this.field} of wire type ${this.#wireType}, not ${wireType}`);
  }

  #corrupt(found: string): MalformedError {
    return new MalformedError(
      `Cannot read protobuf at ${this.#at} of ${this.#end}: found ${found}`,
    );
  }
}
