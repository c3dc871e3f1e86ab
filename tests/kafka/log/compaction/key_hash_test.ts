import { describe, expect, test } from "bun:test";
import { hashKey } from "../../../../lib/kafka/log/compaction/key_hash.ts";

function hash(text: string, start = 0): string {
  const bytes = new TextEncoder().encode("#".repeat(start) + text);
  const words = new Int32Array(4);
  hashKey(bytes, { start, length: bytes.length - start }, words);
  return [...words].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

describe("the hash of a key", () => {
  // Of the reference implementation, MurmurHash3_x86_128 with seed 0.
  const known: [string, string][] = [
    ["", "00000000000000000000000000000000"],
    ["a", "a794933c5556b01b5556b01b5556b01b"],
    [
      "The quick brown fox jumps over the lazy dog",
      "2f1583c3ecee2c675d7bf66ce5e91d2c",
    ],
  ];
  for (const [text, expected] of known) {
    test(`of ${JSON.stringify(text)} is MurmurHash3's`, () => expect(hash(text)).toBe(expected));
  }

  test("is the same wherever the key lies", () => {
    for (const start of [1, 2, 3, 17]) {
      expect(hash("some longer key", start)).toBe(hash("some longer key"));
    }
  });

  test("differs for keys that differ in one byte or in length", () => {
    const seen = new Set<string>();
    for (let length = 0; length < 40; length++) {
      for (let at = 0; at < Math.max(1, length); at++) {
        const key = "x".repeat(at) + "y" + "x".repeat(Math.max(0, length - at - 1));
        seen.add(hash(length === 0 ? "" : key));
      }
    }
    expect(seen.size).toBe(1 + 39 * 40 / 2);
  });
});
