import { describe, expect, test } from "bun:test";
import { lz4Compress, lz4Decompress } from "../../../lib/bytes/compression/lz4.ts";
import { mixedBytes, randomBytes } from "./samples.ts";

const BLOCK_BYTES = 64 * 1024;

function text(length: number): Uint8Array {
  const lines = Array.from(
    { length: length / 20 },
    (_, i) => `{"n":${i},"v":${i * 7919 % 1000}}\n`,
  );
  return Buffer.from(lines.join("")).subarray(0, length);
}

const inputs: [string, Uint8Array][] = [
  ["nothing", new Uint8Array(0)],
  ["less than a copy", Buffer.from("abc")],
  ["as much as must be literals", Buffer.from("abcdabcdabcd")],
  ["one byte more", Buffer.from("abcdabcdabcda")],
  ["zeros", new Uint8Array(3 * BLOCK_BYTES + 1)],
  ["copies that reach into themselves", Buffer.from("ab".repeat(BLOCK_BYTES))],
  ["random bytes", randomBytes(BLOCK_BYTES + 100)],
  ["a mixture", mixedBytes(3 * BLOCK_BYTES + 7)],
  ["text", text(BLOCK_BYTES * 2)],
];

describe.each(inputs)("%s", (_name, bytes) => {
  test.each([1, 3, 6, 12, 17])("reads back as it was, level %d", (level) => {
    const frame = lz4Compress(bytes, { level });
    expect(Buffer.compare(lz4Decompress(frame, bytes.length), bytes)).toBe(0);
  });
});

test("text gets smaller from level to level, and smaller than the fast way makes it", () => {
  const bytes = text(BLOCK_BYTES * 2);
  const sizes = [1, 2, 4, 6].map((level) => lz4Compress(bytes, { level }).length);
  expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
  expect(sizes.at(-1)).toBeLessThan(lz4Compress(bytes).length);
});

test("levels above 6 are as 6", () => {
  const bytes = text(BLOCK_BYTES);
  const six = lz4Compress(bytes, { level: 6 });
  expect(Buffer.compare(lz4Compress(bytes, { level: 17 }), six)).toBe(0);
});
