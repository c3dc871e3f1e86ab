import { expect, test } from "bun:test";
import { BlockReader } from "../../../lib/zookeeper/tree/block_reader.ts";
import { MovableRange } from "../../../lib/zookeeper/tree/byte_range.ts";

function reading(hex: string): BlockReader {
  return new BlockReader(Buffer.from(hex, "hex"));
}

test.each([
  { what: "a text for a number", hex: "6161", read: (from: BlockReader) => from.int() },
  { what: "a text for a long", hex: "6161", read: (from: BlockReader) => from.bigint64() },
  { what: "a number for an array", hex: "01", read: (from: BlockReader) => from.array() },
  { what: "an array without an end", hex: "9f", read: (from: BlockReader) => from.array() },
  {
    what: "a text for bytes",
    hex: "6161",
    read: (from: BlockReader) => from.rangeOrNull(new MovableRange()),
  },
  { what: "bytes for a text", hex: "4161", read: (from: BlockReader) => from.textOrNull() },
])("$what is refused", ({ hex, read }) => {
  expect(() => read(reading(hex))).toThrow("which is none of a row");
});

test("what ends too early is refused", () => {
  expect(() => reading("1a0000").int()).toThrow("bytes remain");
  expect(() => reading("5affffffff00").rangeOrNull(new MovableRange())).toThrow("bytes remain");
});

test("numbers may be longer than they need", () => {
  expect(reading("1b0000000000000007").int()).toBe(7);
  expect(reading("3900ff").bigint64()).toBe(-256n);
});
