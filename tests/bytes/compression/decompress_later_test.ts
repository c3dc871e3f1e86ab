import { describe, expect, test } from "bun:test";
import { decompressLater } from "../../../lib/bytes/compression/decompress_later.ts";
import { BeyondLimitError } from "../../../lib/bytes/compression/limit.ts";
import { compress, CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";

const SIZE_BYTES = 3_300_000;
const bytes = Uint8Array.from({ length: SIZE_BYTES }, (_, i) => (i * i) % 97);
const bytesMax = SIZE_BYTES;

describe.each(Object.entries(CompressionType))("decompressLater() with %s", (_, type) => {
  test("gives what was compressed", async () => {
    const output = await decompressLater(type, compress(type, bytes), { bytesMax });
    expect(Buffer.compare(output, bytes)).toBe(0);
  });

  test("keeps its limit", async () => {
    const decompressing = decompressLater(type, compress(type, bytes), { bytesMax: bytesMax - 1 });
    await expect(decompressing).rejects.toThrow(BeyondLimitError);
  });

  test("refuses what is cut", async () => {
    if (type === CompressionType.NONE) return;
    const cut = compress(type, bytes).subarray(0, -9);
    await expect(decompressLater(type, cut, { bytesMax })).rejects.toThrow(MalformedError);
  });
});

test("other work has its turn between blocks", async () => {
  for (const type of [CompressionType.LZ4, CompressionType.SNAPPY]) {
    const compressed = compress(type, bytes);
    let turns = 0;
    let isOver = false;
    (function count() {
      turns++;
      if (!isOver) setImmediate(count);
    })();
    await decompressLater(type, compressed, { bytesMax });
    isOver = true;
    expect(turns).toBeGreaterThan(2);
  }
});

test("an unknown type is refused", async () => {
  await expect(decompressLater(7, bytes, { bytesMax })).rejects.toThrow("type 7");
});
