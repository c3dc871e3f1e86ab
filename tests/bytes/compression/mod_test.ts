import { describe, expect, test } from "bun:test";
import {
  compress,
  COMPRESSION_TYPE_NAMES,
  CompressionType,
  compressionTypeName,
  compressionTypeOf,
  decompress,
  isCompressionType,
} from "../../../lib/bytes/compression/mod.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { mixedBytes, randomBytes, SAMPLES } from "./samples.ts";

const TYPES = Object.values(CompressionType);
const CODECS = TYPES.filter((type) => type !== CompressionType.NONE);
const BYTES_MAX = 1 << 20;

describe.each(TYPES.map((type) => [compressionTypeName(type), type] as const))(
  "%s",
  (_name, type) => {
    test.each(SAMPLES)("gives back %s", (_sample, bytes) => {
      const compressed = compress(type, bytes);
      const back = decompress(type, compressed, { bytesMax: BYTES_MAX });
      expect(Buffer.compare(back, bytes)).toBe(0);
    });

    test("takes an input that is a view into something larger", () => {
      const bytes = mixedBytes(3000);
      const compressed = compress(type, bytes.subarray(100, 2100));
      const around = new Uint8Array(compressed.length + 20).fill(0xff);
      around.set(compressed, 7);
      const view = around.subarray(7, 7 + compressed.length);
      const back = decompress(type, view, { bytesMax: 2000 });
      expect(Buffer.compare(back, bytes.subarray(100, 2100))).toBe(0);
    });

    test("keeps to the limit: exactly it passes, one byte less does not", () => {
      for (const bytes of [new Uint8Array(200_000), mixedBytes(70_000), randomBytes(500)]) {
        const compressed = compress(type, bytes);
        expect(decompress(type, compressed, { bytesMax: bytes.length })).toHaveLength(bytes.length);
        expect(() => decompress(type, compressed, { bytesMax: bytes.length - 1 }))
          .toThrow(MalformedError);
        expect(() => decompress(type, compressed, { bytesMax: 0 })).toThrow(MalformedError);
      }
    });
  },
);

describe.each(CODECS.map((type) => [compressionTypeName(type), type] as const))(
  "%s, given a wrong input,",
  (_name, type) => {
    test("a bomb costs no more than the limit", () => {
      const bomb = compress(type, new Uint8Array(64 << 20));
      const before = process.memoryUsage().rss;
      expect(() => decompress(type, bomb, { bytesMax: 1 << 20 })).toThrow(/limit of 1048576 bytes/);
      expect(process.memoryUsage().rss - before).toBeLessThan(32 << 20);
    });

    test("cut off anywhere, it throws MalformedError or gives less: no more, and no hang", () => {
      for (const bytes of [mixedBytes(400), mixedBytes(70_000)]) {
        const compressed = compress(type, bytes);
        const step = Math.max(1, Math.floor(compressed.length / 300));
        for (let length = 0; length < compressed.length; length += step) {
          const back = attempt(type, compressed.subarray(0, length));
          // Snappy's framing has no end mark: a cut between two blocks looks like the end.
          if (back !== null) expect(bytes.subarray(0, back.length)).toEqual(back);
          if (type !== CompressionType.SNAPPY) expect(back).toBeNull();
        }
      }
    });

    test("with any byte changed, it throws MalformedError or gives at most the limit", () => {
      const compressed = compress(type, mixedBytes(600));
      for (let at = 0; at < compressed.length; at++) {
        for (const flip of [0x01, 0x80, 0xff]) {
          const changed = compressed.slice();
          changed[at]! ^= flip;
          expect(attempt(type, changed)?.length ?? 0).toBeLessThanOrEqual(BYTES_MAX);
        }
      }
    });

    test("bytes from nowhere throw MalformedError or give at most the limit", () => {
      for (let seed = 1; seed <= 300; seed++) {
        const bytes = randomBytes(seed, seed);
        expect(attempt(type, bytes)?.length ?? 0).toBeLessThanOrEqual(BYTES_MAX);
      }
    });
  },
);

/** What comes out, null where MalformedError is thrown; any other error fails the test. */
function attempt(type: number, bytes: Uint8Array): Uint8Array | null {
  try {
    return decompress(type, bytes, { bytesMax: BYTES_MAX });
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

describe("types", () => {
  test("numbers and names go both ways", () => {
    expect(COMPRESSION_TYPE_NAMES).toEqual(["none", "gzip", "snappy", "lz4", "zstd"]);
    for (const type of TYPES) expect(compressionTypeOf(compressionTypeName(type))).toBe(type);
    expect(compressionTypeOf("brotli")).toBeNull();
  });

  test.each([-1, 5, 6, 7])("%d is no type", (id) => {
    expect(isCompressionType(id)).toBe(false);
    expect(() => decompress(id, new Uint8Array(0), { bytesMax: 1 })).toThrow(MalformedError);
  });

  test("levels: a higher one is smaller, for the codecs that have them", () => {
    const bytes = mixedBytes(200_000);
    const levels = [
      [CompressionType.GZIP, 1, 9],
      [CompressionType.LZ4, 1, 6],
      [CompressionType.ZSTD, 1, 19],
    ];
    for (const [type, low, high] of levels) {
      const fast = compress(type as CompressionType, bytes, low);
      const small = compress(type as CompressionType, bytes, high);
      expect(small.length).toBeLessThan(fast.length);
      expect(decompress(type!, small, { bytesMax: BYTES_MAX })).toHaveLength(bytes.length);
    }
  });
});
