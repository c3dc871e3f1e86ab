import { describe, expect, test } from "bun:test";
import { Reader } from "../../lib/bytes/reader.ts";
import { PIECE_BYTES_MIN, utf8Length, Writer } from "../../lib/bytes/writer.ts";

function written(write: (writer: Writer) => void): string {
  const writer = new Writer(1);
  write(writer);
  return Buffer.from(writer.finish()).toString("hex");
}

describe("Writer writes numbers", () => {
  const table: [string, (writer: Writer) => void][] = [
    ["80", (w) => w.int8(-128)],
    ["ff", (w) => w.uint8(255)],
    ["01", (w) => w.boolean(true)],
    ["00", (w) => w.boolean(false)],
    ["8000", (w) => w.int16(-32768)],
    ["ffff", (w) => w.uint16(65535)],
    ["80000000", (w) => w.int32(-2147483648)],
    ["ffffffff", (w) => w.uint32(4294967295)],
    ["3ff8000000000000", (w) => w.float64(1.5)],
    ["ffffffffffffffff", (w) => w.int64(-1)],
    ["0000000000000000", (w) => w.int64(0)],
    ["ffffffff00000000", (w) => w.int64(-4294967296)],
    ["fffffffeffffffff", (w) => w.int64(-4294967297)],
    ["001fffffffffffff", (w) => w.int64(Number.MAX_SAFE_INTEGER)],
    ["ffe0000000000001", (w) => w.int64(Number.MIN_SAFE_INTEGER)],
    ["8000000000000000", (w) => w.bigint64(-9223372036854775808n)],
    ["00", (w) => w.unsignedVarint(0)],
    ["7f", (w) => w.unsignedVarint(127)],
    ["8001", (w) => w.unsignedVarint(128)],
    ["ffffffff0f", (w) => w.unsignedVarint(4294967295)],
    ["01", (w) => w.varint(-1)],
    ["feffffff0f", (w) => w.varint(2147483647)],
    ["ffffffff0f", (w) => w.varint(-2147483648)],
    ["01", (w) => w.varlong(-1)],
    ["8080808010", (w) => w.varlong(2147483648)],
    ["feffffffffffff0f", (w) => w.varlong(4503599627370495)],
    ["ffffffffffffff0f", (w) => w.varlong(-4503599627370496)],
  ];
  test.each(table)("%s", (expected, write) => expect(written(write)).toBe(expected));

  test.each([2 ** 53, -(2 ** 53), 1.5, NaN, Infinity])("refuses int64 %d", (value) => {
    expect(() => new Writer().int64(value)).toThrow(RangeError);
  });

  test("what is written is read back, at every power of two", () => {
    for (let bits = 0; bits <= 51; bits++) {
      for (const value of [2 ** bits, 2 ** bits - 1, -(2 ** bits), 1 - 2 ** bits]) {
        const writer = new Writer(1);
        writer.int64(value);
        writer.varlong(value);
        const reader = new Reader(writer.finish());
        expect(reader.int64()).toBe(value + 0);
        expect(reader.varlong()).toBe(value + 0);
      }
    }
  });
});

describe("Writer writes text", () => {
  test.each([
    ["", 0],
    ["ascii", 5],
    ["é", 2],
    ["한글", 6],
    ["𝄞", 4],
    ["a한𝄞é", 10],
  ])("%p takes %d bytes", (text, length) => {
    const writer = new Writer(1);
    expect(writer.text(text)).toBe(length);
    expect(utf8Length(text)).toBe(length);
    expect(new TextDecoder().decode(writer.finish())).toBe(text);
  });

  test.each(["\ud800", "\udc00", "a\ud800b", "\ud800\ud800\udc00", "\udc00\ud800"])(
    "a lone surrogate (%j) counts and is written as the replacement character",
    (text) => {
      const encoded = new TextEncoder().encode(text);
      const writer = new Writer(1);
      expect(writer.text(text)).toBe(encoded.length);
      expect(utf8Length(text)).toBe(encoded.length);
      expect([...writer.finish()]).toEqual([...encoded]);
    },
  );
});

describe("Writer keeps pieces", () => {
  const large = new Uint8Array(PIECE_BYTES_MIN).fill(7);

  test("a large view goes out as itself, between what was written around it", () => {
    const writer = new Writer(4);
    writer.int32(1);
    writer.piece(large);
    writer.int16(2);
    expect(writer.length).toBe(4 + large.length + 2);
    const pieces = writer.pieces();
    expect(pieces).toHaveLength(3);
    expect(pieces[1]).toBe(large);
    expect(pieces[0]).toEqual(new Uint8Array([0, 0, 0, 1]));
    expect(pieces[2]).toEqual(new Uint8Array([0, 2]));
  });

  test("a small view is copied", () => {
    const small = new Uint8Array(PIECE_BYTES_MIN - 1);
    const writer = new Writer();
    writer.int8(1);
    writer.piece(small);
    expect(writer.pieces()).toHaveLength(1);
  });

  test("finish() joins the pieces in order", () => {
    const writer = new Writer();
    writer.piece(large);
    writer.uint8(1);
    writer.piece(large);
    const whole = writer.finish();
    expect(whole).toHaveLength(2 * large.length + 1);
    expect(whole[large.length]).toBe(1);
    expect(whole[0]).toBe(7);
    expect(whole.at(-1)).toBe(7);
  });

  test("setInt32() fills in a length afterwards, with and without pieces", () => {
    for (const body of [new Uint8Array(3), large]) {
      const writer = new Writer(4);
      writer.int32(0);
      writer.piece(body);
      writer.setInt32(0, writer.length - 4);
      expect(new Reader(writer.finish()).int32()).toBe(body.length);
    }
  });

  test("an empty writer gives no bytes", () => {
    expect(new Writer().finish()).toHaveLength(0);
    expect(new Writer().pieces()).toEqual([]);
  });

  test("growing keeps what was written before", () => {
    const writer = new Writer(1);
    for (let i = 0; i < 1000; i++) writer.int16(i);
    const reader = new Reader(writer.finish());
    for (let i = 0; i < 1000; i++) expect(reader.int16()).toBe(i);
  });
});
