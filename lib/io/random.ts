/**
 * Randomness, as everything above lib/io sees it. SeededRandom is the twin for tests.
 *
 * @module
 */

/** A source of randomness. */
export interface Random {
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
  /** A version 4 UUID in its usual text form. */
  uuid(): string;
  /** A UUID in Kafka's text form (base64url), never one that starts with a dash. */
  kafkaUuid(): string;
  /** An integer from 0 up to, not including, `limit`. */
  int(limit: number): number;
}

abstract class BytesRandom implements Random {
  abstract bytes(length: number): Uint8Array;

  uuid(): string {
    const hex = Buffer.from(this.#uuidBytes()).toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
      .join("-");
  }

  kafkaUuid(): string {
    for (;;) {
      const text = Buffer.from(this.#uuidBytes()).toString("base64url");
      // A leading dash would be taken for an option by command line tools (as in Kafka's Uuid).
      if (!text.startsWith("-")) return text;
    }
  }

  int(limit: number): number {
    const bytes = this.bytes(6);
    return Number(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)) % limit;
  }

  #uuidBytes(): Uint8Array {
    const bytes = this.bytes(16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes;
  }
}

/** The machine's randomness. */
export class SystemRandom extends BytesRandom {
  bytes(length: number): Uint8Array {
    return crypto.getRandomValues(new Uint8Array(length));
  }
}

/** Repeatable randomness (mulberry32): the same seed gives the same bytes. */
export class SeededRandom extends BytesRandom {
  #state: number;

  constructor(seed: number) {
    super();
    this.#state = seed >>> 0;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#next() >>> 24);
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
