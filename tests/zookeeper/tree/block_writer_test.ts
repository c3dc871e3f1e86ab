import { expect, test } from "bun:test";
import { Reader } from "../../../lib/bytes/reader.ts";
import { BLOCK_HEAD_BYTES, BlockWriter } from "../../../lib/zookeeper/tree/block_writer.ts";
import { wholeRange } from "../../../lib/zookeeper/tree/byte_range.ts";

test("a block has its length and its checksum in front", () => {
  const writer = new BlockWriter(16);
  writer.uint8(7);
  writer.uint32(0xfffffffe);
  writer.int32(-2);
  writer.float64(2 ** 53);
  writer.bigint64(-(2n ** 63n));
  writer.range({ bytes: Buffer.from("abcdef"), start: 2, length: 3 });
  writer.textOrNull("한글");
  writer.textOrNull(null);
  const block = writer.finish();
  const reader = new Reader(block);
  expect(reader.uint32()).toBe(block.length - BLOCK_HEAD_BYTES);
  expect(reader.uint32()).toBe(Bun.hash.crc32(block.subarray(BLOCK_HEAD_BYTES)));
  expect([reader.uint8(), reader.uint32(), reader.int32()]).toEqual([7, 0xfffffffe, -2]);
  expect([reader.float64(), reader.bigint64()]).toEqual([2 ** 53, -(2n ** 63n)]);
  expect(reader.text(reader.uint32())).toBe("cde");
  expect(reader.text(reader.uint32())).toBe("한글");
  expect(reader.uint32()).toBe(0xffffffff);
  expect(reader.remaining).toBe(0);
});

test("the next block begins anew, however long the one before was", () => {
  const writer = new BlockWriter(16);
  writer.range(wholeRange(new Uint8Array(100_000).fill(1)));
  expect(writer.length).toBe(BLOCK_HEAD_BYTES + 4 + 100_000);
  expect(writer.finish().length).toBe(BLOCK_HEAD_BYTES + 4 + 100_000);
  expect([...writer.finish()]).toEqual(Array(BLOCK_HEAD_BYTES).fill(0));
});
