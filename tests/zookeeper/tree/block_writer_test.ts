import { Decoder } from "cbor-x";
import { expect, test } from "bun:test";
import { BlockReader } from "../../../lib/zookeeper/tree/block_reader.ts";
import { BLOCK_HEAD_BYTES, BlockWriter } from "../../../lib/zookeeper/tree/block_writer.ts";
import { MovableRange, wholeRange } from "../../../lib/zookeeper/tree/byte_range.ts";

const NUMBERS = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
const LONGS = [0n, 7n, -1n, 2n ** 63n - 1n, -(2n ** 63n)];

function filled(): Uint8Array {
  const writer = new BlockWriter(16);
  writer.array(2 * NUMBERS.length);
  for (const number of NUMBERS) {
    writer.int(number);
    writer.int(-1 - Math.min(number, 2 ** 53 - 2));
  }
  writer.array(LONGS.length);
  for (const long of LONGS) writer.bigint64(long);
  writer.array(4);
  writer.rangeOrNull({ bytes: Buffer.from("abcdef"), start: 2, length: 3 });
  writer.rangeOrNull(null);
  writer.textOrNull("한글");
  writer.textOrNull(null);
  return writer.finish();
}

test("a block is read by any decoder of CBOR", () => {
  const decoder = new Decoder({ useRecords: false, mapsAsObjects: true });
  const [checksum, rows] = decoder.decode(filled()) as [number, Uint8Array];
  expect(checksum).toBe(Bun.hash.crc32(rows));
  const items: unknown[][] = [];
  decoder.decodeMultiple(rows, (row) => {
    items.push(row as unknown[]);
  });
  expect(items[0]!.map(Number)).toEqual(
    NUMBERS.flatMap((number) => [number, -1 - Math.min(number, 2 ** 53 - 2)]),
  );
  expect(items[1]!.map((long) => BigInt(long as number | bigint))).toEqual(LONGS);
  expect(items[2]).toEqual([Buffer.from("cde"), null, "한글", null]);
});

test("a block is read again", () => {
  const reader = new BlockReader(filled().subarray(BLOCK_HEAD_BYTES));
  expect(reader.array()).toBe(2 * NUMBERS.length);
  for (const number of NUMBERS) {
    expect([reader.int(), reader.int()]).toEqual([number, -1 - Math.min(number, 2 ** 53 - 2)]);
  }
  expect(reader.array()).toBe(LONGS.length);
  expect(LONGS.map(() => reader.bigint64())).toEqual(LONGS);
  expect(reader.array()).toBe(4);
  const range = reader.rangeOrNull(new MovableRange())!;
  expect(Buffer.from(range.bytes).toString("utf8", range.start, range.start + 3)).toBe("cde");
  expect([reader.rangeOrNull(range), reader.textOrNull(), reader.textOrNull()])
    .toEqual([null, "한글", null]);
  expect(reader.isOver).toBe(true);
});

test("a number that is none is not written", () => {
  expect(() => new BlockWriter(16).int(2 ** 53)).toThrow("no safe integer");
});

test("the next block begins anew, however long the one before was", () => {
  const writer = new BlockWriter(16);
  writer.rangeOrNull(wholeRange(new Uint8Array(100_000).fill(1)));
  expect(writer.length).toBe(BLOCK_HEAD_BYTES + 5 + 100_000);
  expect(writer.finish().length).toBe(BLOCK_HEAD_BYTES + 5 + 100_000);
  expect(Buffer.from(writer.finish()).toString("hex")).toBe("821a000000005a00000000");
});
