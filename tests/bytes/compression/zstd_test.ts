import { describe, expect, test } from "bun:test";
import { zstdCompress, zstdDecompress } from "../../../lib/bytes/compression/zstd.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { mixedBytes } from "./samples.ts";

function decompress(hex: string, bytesMax = 1 << 20): string {
  return new TextDecoder().decode(zstdDecompress(Buffer.from(hex, "hex"), bytesMax));
}

const CONTENT = "hello world ".repeat(20);
/** What the `zstd` program, version 1.5, makes of it from a pipe: no size, but a checksum. */
const FRAME = "28b52ffd04589d00006068656c6c6f20776f726c64200100e1532509d5a08904";

describe("zstdDecompress()", () => {
  test("reads a frame of unknown size, with a checksum", () => {
    expect(decompress(FRAME)).toBe(CONTENT);
    expect(decompress(FRAME, 240)).toBe(CONTENT);
    expect(() => decompress(FRAME, 239)).toThrow(/limit/);
  });

  test("reads several frames as one, and passes over skippable ones", () => {
    const skippable = "532a4d18" + "03000000" + "ffffff";
    expect(decompress(FRAME + skippable + FRAME)).toBe(CONTENT + CONTENT);
    expect(() => decompress(FRAME + FRAME, 479)).toThrow(/limit/);
  });

  test("reads more than one block", () => {
    const bytes = mixedBytes(500_000);
    const back = zstdDecompress(zstdCompress(bytes), 500_000);
    expect(Buffer.compare(back, bytes)).toBe(0);
  });

  test.each([
    ["nothing", ""],
    ["no frame", "00112233"],
    ["a frame that ends after its magic number", "28b52ffd"],
    ["a reserved header bit", "28b52ffd0c58" + FRAME.slice(12)],
    ["a reserved block type", "28b52ffd2001" + "0f0000" + "61"],
    ["a block past the end", "28b52ffd2001" + "110000" + "61"],
    ["a cut checksum", FRAME.slice(0, -2)],
    ["a wrong checksum", `${FRAME.slice(0, -2)}05`],
    ["bytes after the frame", `${FRAME}00`],
    ["a skippable frame past the end", "502a4d1804000000ffffff"],
    ["a size that the blocks cannot hold", "28b52ffda0" + "00000010" + "090000" + "61"],
  ])("refuses %s", (_name, hex) => {
    expect(() => decompress(hex, 2 ** 30)).toThrow(MalformedError);
  });

  test("a header that announces 4 GiB reserves no such memory", () => {
    const before = process.memoryUsage().rss;
    const hex = "28b52ffde0" + "0000000001000000" + "090000" + "61";
    expect(() => decompress(hex, 2 ** 33)).toThrow(MalformedError);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 << 20);
  });
});
