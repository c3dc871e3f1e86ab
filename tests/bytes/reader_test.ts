import { describe, expect, test } from "bun:test";
import { MalformedError, Reader } from "../../lib/bytes/reader.ts";

function read(hex: string): Reader {
  return new Reader(new Uint8Array(Buffer.from(hex, "hex")));
}

describe("Reader reads fixed widths", () => {
  const table: [string, (reader: Reader) => unknown, unknown][] = [
    ["7f", (r) => r.int8(), 127],
    ["80", (r) => r.int8(), -128],
    ["ff", (r) => r.uint8(), 255],
    ["00", (r) => r.boolean(), false],
    ["02", (r) => r.boolean(), true],
    ["8000", (r) => r.int16(), -32768],
    ["ffff", (r) => r.uint16(), 65535],
    ["80000000", (r) => r.int32(), -2147483648],
    ["ffffffff", (r) => r.uint32(), 4294967295],
    ["3ff8000000000000", (r) => r.float64(), 1.5],
    ["ffffffffffffffff", (r) => r.int64(), -1],
    ["0000000100000000", (r) => r.int64(), 4294967296],
    ["ffffffff00000000", (r) => r.int64(), -4294967296],
    ["001fffffffffffff", (r) => r.int64(), Number.MAX_SAFE_INTEGER],
    ["ffe0000000000001", (r) => r.int64(), Number.MIN_SAFE_INTEGER],
    ["7fffffffffffffff", (r) => r.bigint64(), 9223372036854775807n],
    ["8000000000000000", (r) => r.bigint64(), -9223372036854775808n],
  ];
  test.each(table)("%s", (hex, take, expected) => {
    const reader = read(hex);
    expect(take(reader)).toEqual(expected);
    expect(reader.remaining).toBe(0);
  });

  test.each(["0020000000000000", "ffe0000000000000", "7fffffffffffffff", "8000000000000000"])(
    "refuses int64 %s, which is past 2^53",
    (hex) => expect(() => read(hex).int64()).toThrow(MalformedError),
  );
});

describe("Reader reads variable widths", () => {
  test.each([
    ["00", 0],
    ["7f", 127],
    ["8001", 128],
    ["ff7f", 16383],
    ["808001", 16384],
    ["ffffff7f", 268435455],
    ["8080808001", 268435456],
    ["ffffffff07", 2147483647],
    ["8080808008", 2147483648],
    ["ffffffff0f", 4294967295],
    ["8000", 0],
  ])("unsigned varint %s is %d", (hex, expected) => {
    expect(read(hex).unsignedVarint()).toBe(expected);
  });

  test.each(["ffffffff1f", "ffffffffff01", "80808080808000", "80", ""])(
    "refuses unsigned varint %s",
    (hex) => expect(() => read(hex).unsignedVarint()).toThrow(MalformedError),
  );

  test.each([
    ["00", 0],
    ["01", -1],
    ["02", 1],
    ["7f", -64],
    ["8001", 64],
    ["feffffff0f", 2147483647],
    ["ffffffff0f", -2147483648],
  ])("varint %s is %d", (hex, expected) => expect(read(hex).varint()).toBe(expected));

  test.each([
    ["00", 0],
    ["01", -1],
    ["80f0ffff0f", 2147482624],
    ["feffffff0f", 2147483647],
    ["ffffffff0f", -2147483648],
    ["8080808010", 2147483648],
    ["ffffffffffffff0f", -4503599627370496],
    ["feffffffffffff0f", 4503599627370495],
  ])("varlong %s is %d", (hex, expected) => expect(read(hex).varlong()).toBe(expected));

  test.each(["feffffffffffffff01", "ffffffffffffffffff01", "808080808080808080808000", "ff"])(
    "refuses varlong %s",
    (hex) => expect(() => read(hex).varlong()).toThrow(MalformedError),
  );
});

describe("Reader reads bytes and text", () => {
  test("bytes are views, not copies", () => {
    const buffer = new Uint8Array([1, 2, 3, 4]);
    const reader = new Reader(buffer, 1);
    const view = reader.bytes(2);
    buffer[1] = 9;
    expect([...view]).toEqual([9, 3]);
    expect(reader.offset).toBe(3);
    expect(reader.remaining).toBe(1);
  });

  test.each([
    "",
    "plain ascii",
    "한글 값",
    "é",
    "𝄞 above the first plane",
    "a".repeat(24),
    "a".repeat(25),
    "가".repeat(100),
  ])("text %p comes back", (text) => {
    const bytes = new TextEncoder().encode(text);
    const reader = new Reader(bytes);
    expect(reader.text(bytes.length)).toBe(text);
    expect(reader.remaining).toBe(0);
  });

  test("bytes that are not UTF-8 become the replacement character", () => {
    expect(read("61ff62").text(3)).toBe("a�b");
    expect(read("eda080").text(3)).toBe("���");
  });

  test.each([-1, 5, 2 ** 31, Number.MAX_SAFE_INTEGER])(
    "refuses to take %d of 4 bytes",
    (length) => {
      expect(() => read("00000000").bytes(length)).toThrow(MalformedError);
      expect(() => read("00000000").take(length)).toThrow(/Cannot read/);
    },
  );

  test("a slice of a larger buffer is read from its own start, up to its own end", () => {
    const whole = new Uint8Array([0, 0, 0, 42, 0, 0]);
    const reader = new Reader(whole.subarray(2, 4));
    expect(reader.int16()).toBe(42);
    expect(() => reader.int8()).toThrow(MalformedError);
  });
});
