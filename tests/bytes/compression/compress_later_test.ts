import { describe, expect, test } from "bun:test";
import { compressLater, compressMs } from "../../../lib/bytes/compression/compress_later.ts";
import { compress, CompressionType, decompress } from "../../../lib/bytes/compression/mod.ts";

const types = Object.entries(CompressionType);

function text(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * i) % 97);
}

describe.each(types)("compressLater() with %s", (_, type) => {
  // Around the size of a piece, 512 KiB.
  test.each([0, 1, 524_287, 524_288, 524_289, 1_300_000])("takes %i bytes", async (length) => {
    const bytes = text(length);
    const later = await compressLater(type, bytes);
    if (length > 0) {
      expect(Buffer.compare(decompress(type, later, { bytesMax: length }), bytes)).toBe(0);
    }
    const same = type !== CompressionType.GZIP && type !== CompressionType.ZSTD && length > 0;
    if (same) expect(Buffer.compare(later, compress(type, bytes))).toBe(0);
  });
});

test("a level makes the output smaller", async () => {
  const bytes = text(300_000);
  for (const type of [CompressionType.GZIP, CompressionType.LZ4, CompressionType.ZSTD]) {
    const [fast, small] = await Promise.all(
      [1, 9].map((level) => compressLater(type, bytes, level)),
    );
    expect(small!.length).toBeLessThanOrEqual(fast!.length);
    expect(decompress(type, small!, { bytesMax: 300_000 }).length).toBe(300_000);
  }
});

test("what takes longer is said to", () => {
  const ms = (type: CompressionType, level?: number) =>
    compressMs(type, { sizeBytes: 1 << 20, level });
  expect(ms(CompressionType.NONE)).toBe(0);
  expect(ms(CompressionType.ZSTD)).toBeLessThan(ms(CompressionType.GZIP));
  expect(ms(CompressionType.GZIP, 6)).toBeLessThan(ms(CompressionType.GZIP, 9));
  expect(ms(CompressionType.LZ4)).toBeLessThan(ms(CompressionType.LZ4, 1));
  expect(ms(CompressionType.ZSTD, 9)).toBeLessThan(ms(CompressionType.ZSTD, 19));
});
