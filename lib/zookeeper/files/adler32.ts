/**
 * Adler-32 (RFC 1950), the checksum of ZooKeeper's snapshots and logs, over pieces as they come.
 *
 * @module
 */

const BASE = 65521;

/** The checksum of `first` and `second`, one after the other, from the checksums of both. */
function combined(first: number, second: number, secondBytes: number): number {
  const rest = secondBytes % BASE;
  const firstSum = first & 0xffff;
  const sum = firstSum + (second & 0xffff) + BASE - 1;
  const sumOfSums = rest * firstSum + (first >>> 16) + (second >>> 16) + BASE - rest;
  return (sumOfSums % BASE) * 65536 + sum % BASE;
}

/** A running checksum. */
export class Adler32 {
  #value = 1;

  /** Of all bytes so far, an unsigned 32-bit number. */
  get value(): number {
    return this.#value;
  }

  update(bytes: Uint8Array): void {
    this.#value = combined(this.#value, Bun.hash.adler32(bytes), bytes.length);
  }
}

/** The checksum of one piece. */
export function adler32(bytes: Uint8Array): number {
  return Bun.hash.adler32(bytes);
}
