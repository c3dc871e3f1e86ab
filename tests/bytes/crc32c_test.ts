import { describe, expect, test } from "bun:test";
import {
  crc32c,
  crc32cImplementation,
  crc32cJavaScript,
  crc32cRange,
} from "../../lib/bytes/crc32c.ts";

/** The test patterns of RFC 3720 (iSCSI), appendix B.4, and the usual check value. */
const KNOWN: [string, Uint8Array, number][] = [
  ["no bytes", new Uint8Array(0), 0],
  ["123456789", new TextEncoder().encode("123456789"), 0xe3069283],
  ["32 zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["32 ascending", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["32 descending", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
];

describe("crc32c()", () => {
  test.each(KNOWN)("sums %s", (_name, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
    expect(crc32cJavaScript(bytes, 0, bytes.length, 0)).toBe(expected);
  });

  test("gives the same by either implementation at every length up to 2,000", () => {
    const bytes = Uint8Array.from({ length: 2000 }, (_, i) => (i * 131 + (i >>> 3)) & 0xff);
    for (let length = 0; length <= bytes.length; length++) {
      const slice = bytes.subarray(0, length);
      expect(crc32c(slice)).toBe(crc32cJavaScript(bytes, 0, length, 0));
    }
  });

  test("goes on from an initial checksum, on both sides of the switch to native", () => {
    const bytes = Uint8Array.from({ length: 4000 }, (_, i) => (i * 7) & 0xff);
    const whole = crc32c(bytes);
    for (const cut of [0, 1, 15, 17, 639, 640, 641, 3999, 4000]) {
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(whole);
    }
  });

  test("crc32cRange() sums a part in place", () => {
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i * 13) & 0xff);
    for (const [start, end] of [[0, 3000], [5, 105], [3, 2003], [2999, 3000], [10, 10]] as const) {
      expect(crc32cRange(bytes, start, end)).toBe(crc32c(bytes.slice(start, end)));
    }
  });

  test("says which implementation serves", () => {
    expect(["native", "javascript"]).toContain(crc32cImplementation);
  });

  test("a flipped bit anywhere changes the sum", () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
    const whole = crc32c(bytes);
    for (let bit = 0; bit < 800; bit++) {
      bytes[bit >>> 3]! ^= 1 << (bit & 7);
      expect(crc32c(bytes)).not.toBe(whole);
      bytes[bit >>> 3]! ^= 1 << (bit & 7);
    }
  });
});
