import { describe, expect, test } from "bun:test";
import { snappyCompress, snappyDecompress } from "../../../lib/bytes/compression/snappy.ts";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";

function decompress(hex: string, bytesMax = 1 << 20): string {
  return new TextDecoder().decode(snappyDecompress(Buffer.from(hex, "hex"), bytesMax));
}

describe("raw blocks, as Go and C clients may send them", () => {
  test.each([
    ["no content", "00", ""],
    ["a literal with its length in the tag", "0308616263", "abc"],
    ["a literal with one byte of length", "03f002616263", "abc"],
    ["a literal with two bytes of length", "03f40200616263", "abc"],
    ["a literal with three bytes of length", "03f8020000616263", "abc"],
    ["a literal with four bytes of length", "03fc02000000616263", "abc"],
    ["a copy of one distance byte", "07086162630103", "abcabca"],
    ["a copy of two distance bytes", "06086162630a0300", "abcabc"],
    ["a copy of four distance bytes", "06086162630b03000000", "abcabc"],
    ["a copy that overlaps itself", "0a00611501", "aaaaaaaaaa"],
  ])("%s", (_name, hex, expected) => expect(decompress(hex)).toBe(expected));

  test.each([
    ["an empty input", ""],
    ["a length without an end", "808080"],
    ["a length of more than 32 bits", "ffffffffff01"],
    ["a length of 2 GiB", "8080808008"],
    ["less content than announced", "0408616263"],
    ["more content than announced", "0208616263"],
    ["a literal past the input", "0a2461"],
    ["a literal whose length is cut", "03f4ff"],
    ["a literal of 4 GiB", "03fcffffffff616263"],
    ["a literal of 2 GiB", "03fcffffff7f616263"],
    ["a copy before the content", "07086162630104"],
    ["a copy from 0 back", "07086162630100"],
    ["a copy without its distance", "070861626301"],
    ["a copy with half its distance", "06086162630a03"],
    ["a copy whose far distance is negative", "06086162630bffffffff"],
    ["a copy past the announced content", "05086162630103"],
  ])("refuses %s", (_name, hex) => expect(() => decompress(hex)).toThrow(MalformedError));

  test("a length that so few bytes cannot hold reserves no memory", () => {
    const before = process.memoryUsage().rss;
    expect(() => decompress("ffffffff0708616263", 2 ** 31)).toThrow(MalformedError);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 << 20);
  });
});

describe("xerial's framing, as Java writes it", () => {
  const header = "82534e41505059000000000100000001";

  test("reads several blocks", () => {
    expect(decompress(`${header}00000005030861626300000003010064`)).toBe("abcd");
  });

  test("a copy does not reach into the block before", () => {
    const blocks = "000000050308616263" + "00000003040103";
    expect(() => decompress(header + blocks)).toThrow(MalformedError);
  });

  test("no block is no content", () => expect(decompress(header)).toBe(""));

  test.each([
    ["a block of 0 bytes", "00000000"],
    ["a block of negative length", "ffffffff00"],
    ["a block past the input", "000000100308616263"],
    ["a block length that is cut", "0000"],
  ])("refuses %s", (_name, rest) => {
    expect(() => decompress(header + rest)).toThrow(MalformedError);
  });

  test("limits the sum of the blocks", () => {
    const blocks = "000000050308616263".repeat(4);
    expect(decompress(header + blocks, 12)).toHaveLength(12);
    expect(() => decompress(header + blocks, 11)).toThrow(/limit/);
  });

  test("writes the header of version 1 and blocks of 32 KiB of content", () => {
    const reader = new Reader(snappyCompress(new Uint8Array(70_000)));
    expect(Buffer.from(reader.bytes(16)).toString("hex")).toBe(header);
    const contentLengths: number[] = [];
    while (reader.remaining > 0) {
      contentLengths.push(new Reader(reader.bytes(reader.int32())).unsignedVarint());
    }
    expect(contentLengths).toEqual([32768, 32768, 4464]);
  });
});
