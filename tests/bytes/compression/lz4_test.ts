import { describe, expect, test } from "bun:test";
import { lz4Compress, lz4Decompress } from "../../../lib/bytes/compression/lz4.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { mixedBytes, randomBytes } from "./samples.ts";

function decompress(hex: string, bytesMax = 1 << 20): string {
  return new TextDecoder().decode(lz4Decompress(Buffer.from(hex, "hex"), bytesMax));
}

const CONTENT = "hello hello hello hello world\n".repeat(3);
/** The block that the `lz4` program, version 1.9.4, makes of the content. */
const BLOCK = "1f0000006e68656c6c6f2006006e776f726c640a18000212000f1e000c506f726c640a";

describe("frames that the lz4 program wrote", () => {
  test.each([
    ["blocks of 4 MiB", `04224d18604082${BLOCK}00000000`],
    ["a checksum of the content", `04224d186440a7${BLOCK}00000000f53060a1`],
    ["a checksum of each block", `04224d187040ad${BLOCK}ea0a17de00000000`],
    ["the content's size", `04224d1868405a00000000000000ec${BLOCK}00000000`],
  ])("with %s", (_name, hex) => expect(decompress(hex)).toBe(CONTENT));

  test.each([
    ["no frame at all", "00112233445566778899"],
    ["a wrong header checksum", `04224d18604083${BLOCK}00000000`],
    ["a wrong checksum of the content", `04224d186440a7${BLOCK}00000000f53060a2`],
    ["a wrong checksum of a block", `04224d187040ad${BLOCK}eb0a17de00000000`],
    ["a cut checksum of the content", `04224d186440a7${BLOCK}00000000f530`],
    ["another size than announced", `04224d1868405b00000000000000${size(0x5b)}${BLOCK}00000000`],
    ["no end mark", `04224d18604082${BLOCK}`],
    ["bytes after the frame", `04224d18604082${BLOCK}0000000000`],
    ["a block longer than the frame allows", "04224d18604082010001800000"],
  ])("refuses %s", (_name, hex) => expect(() => decompress(hex)).toThrow(MalformedError));

  test("keeps to the limit", () => {
    const hex = `04224d18604082${BLOCK}00000000`;
    expect(decompress(hex, 90)).toBe(CONTENT);
    expect(() => decompress(hex, 89)).toThrow(/limit/);
    const announced = `04224d1868405a00000000000000ec${BLOCK}00000000`;
    expect(() => decompress(announced, 89)).toThrow(/limit/);
  });
});

/** The header's checksum for one announced size. */
function size(announced: number): string {
  return checksum(Uint8Array.of(0x68, 0x40, announced, 0, 0, 0, 0, 0, 0, 0));
}

function checksum(descriptor: Uint8Array): string {
  return ((Bun.hash.xxHash32(descriptor, 0) >>> 8) & 0xff).toString(16).padStart(2, "0");
}

describe("linked blocks", () => {
  test("a copy reaches into the block before, only in a frame that links its blocks", () => {
    // "abc", then a copy of 4 bytes from 3 back, then the literal "d".
    const two = "0400000030616263" + "050000000003001064" + "00000000";
    const linked = `04224d184040${checksum(Uint8Array.of(0x40, 0x40))}`;
    const independent = `04224d186040${checksum(Uint8Array.of(0x60, 0x40))}`;
    expect(decompress(linked + two)).toBe("abcabcad");
    expect(() => decompress(independent + two)).toThrow(MalformedError);
  });
});

describe("blocks", () => {
  const header = "04224d18604082";
  function block(hex: string): string {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(hex.length / 2);
    return `${header}${length.toString("hex")}${hex}00000000`;
  }

  test("an uncompressed block is taken as it is", () => {
    expect(decompress(`${header}0300008061626300000000`)).toBe("abc");
  });

  test("long runs: lengths of 15 and more go on in bytes of 255", () => {
    // One literal, then a copy of 4 + 15 + 255 + 6 from 1 back, then one literal.
    expect(decompress(block("1f610100ff061062"))).toBe(`${"a".repeat(281)}b`);
  });

  test.each([
    ["a block without a token", ""],
    ["literals past the block", "5061"],
    ["a literal length that is cut", "f0ff"],
    ["a distance that is cut", "106101"],
    ["a distance of 0", "106100001062"],
    ["a distance before the content", "106102001062"],
    ["a copy length that is cut", "1f610100ff"],
    ["a copy as the last element", "10610100"],
  ])("refuses %s", (_name, hex) => expect(() => decompress(block(hex))).toThrow(MalformedError));
});

describe("lz4Compress()", () => {
  const bytes = mixedBytes(100_000);

  test("writes the header that Java writes", () => {
    expect(Buffer.from(lz4Compress(bytes).subarray(0, 7)).toString("hex")).toBe("04224d18604082");
  });

  test("writes the header of message format 0 where asked, and reads it (KIP-57)", () => {
    const frame = lz4Compress(bytes, { headerChecksum: "with-magic" });
    const over = frame.subarray(0, 6);
    expect(frame[6]).toBe((Bun.hash.xxHash32(over, 0) >>> 8) & 0xff);
    expect(frame[6]).not.toBe(lz4Compress(bytes)[6]);
    expect(Buffer.compare(lz4Decompress(frame, bytes.length), bytes)).toBe(0);
  });

  test("stores what does not get smaller: at most 4 bytes a block more", () => {
    const random = randomBytes(150_000);
    const frame = lz4Compress(random);
    expect(frame).toHaveLength(7 + 3 * 4 + random.length + 4);
  });
});
