import { describe, expect, test } from "bun:test";
import {
  batchBaseSequence,
  batchCompressionType,
  batchCrc,
  batchProducerId,
  batchSizeInBytes,
  computeBatchCrc,
  CRC_POSITION,
} from "../../../lib/bytes/batch_header.ts";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import type { BatchRules } from "../../../lib/kafka/record/batch_rules.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { recompress, targetCompression } from "../../../lib/kafka/record/recompress.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";

const RULES: BatchRules = {
  partition: "t-0",
  nowMs: 1000,
  produceVersion: 9,
  messageMaxBytes: 1 << 24,
  logAppendTime: false,
  timestampBeforeMaxMs: 1e15,
  timestampAfterMaxMs: 1e15,
  keysRequired: false,
  decompressedBytesMax: 1 << 24,
  compression: null,
};
const types = Object.entries(CompressionType);

function batch(compressionType: CompressionType, valueBytes = 100): Uint8Array {
  const records = [0, 1, 2].map((i) => ({
    timestamp: 1000 + i,
    key: Buffer.from(`key ${i}`),
    value: Buffer.alloc(valueBytes, `value ${i} `),
    headers: [{ key: "h", value: Buffer.from("x") }],
  }));
  const producer = { producerId: 7n, producerEpoch: 1, baseSequence: 4, isTransactional: true };
  return writeRecordBatch(records, { compressionType, ...producer });
}

function rules(type: CompressionType, more: Partial<BatchRules> = {}): BatchRules {
  return { ...RULES, compression: { type, level: undefined }, ...more };
}

describe.each(types)("from %s", (_from, from) => {
  test.each(types)("to %s: the same records", async (_to, to) => {
    const original = batch(from);
    const result = await recompress(original, rules(to));
    if (!(result instanceof Uint8Array)) throw new Error(result.message);
    const view = new DataView(result.buffer, result.byteOffset, result.byteLength);
    expect(batchCompressionType(view, 0)).toBe(to);
    expect(batchSizeInBytes(view, 0)).toBe(result.length);
    expect(batchCrc(view, 0)).toBe(computeBatchCrc(result, view, 0));
    expect([batchProducerId(view, 0), batchBaseSequence(view, 0)]).toEqual([7n, 4]);
    expect([...readRecords(result)]).toEqual([...readRecords(original)]);
    // The codec that a producer of these options would have written itself.
    const own = batch(to);
    expect(Buffer.compare(result, own)).toBe(0);
  });
});

test("a batch in the topic's codec is the same array", () => {
  const original = batch(CompressionType.LZ4);
  expect(recompress(original, rules(CompressionType.LZ4))).toBe(original);
  expect(recompress(original, RULES)).toBe(original);
});

test("what takes long is done later, and the batch that came is not needed for it", async () => {
  const original = batch(CompressionType.NONE, 200_000);
  const expected = [...readRecords(original.slice())];
  const later = recompress(original, rules(CompressionType.GZIP));
  expect(later).toBeInstanceOf(Promise);
  original.fill(0);
  const result = await later;
  if (!(result instanceof Uint8Array)) throw new Error(result.message);
  expect([...readRecords(result)]).toEqual(expected);
});

test("records are looked at: one that lies is refused", () => {
  const original = batch(CompressionType.NONE);
  // The first record's length, a varint right after the header.
  original[61]! ^= 2;
  const view = new DataView(original.buffer, original.byteOffset, original.byteLength);
  view.setUint32(CRC_POSITION, computeBatchCrc(original, view, 0));
  expect(recompress(original, rules(CompressionType.ZSTD))).toMatchObject({
    error: "INVALID_RECORD",
  });
});

test("payload that is no gzip is refused", () => {
  const original = batch(CompressionType.GZIP);
  original.fill(0xff, 61);
  expect(recompress(original, rules(CompressionType.NONE))).toMatchObject({
    error: "CORRUPT_MESSAGE",
  });
});

test("more than may be decompressed is refused", () => {
  const bounded = rules(CompressionType.NONE, { decompressedBytesMax: 1000 });
  expect(recompress(batch(CompressionType.GZIP, 4000), bounded)).toMatchObject({
    error: "CORRUPT_MESSAGE",
  });
});

test("what is stored keeps to max.message.bytes", () => {
  const bounded = rules(CompressionType.NONE, { messageMaxBytes: 1000 });
  expect(recompress(batch(CompressionType.GZIP, 4000), bounded)).toMatchObject({
    error: "MESSAGE_TOO_LARGE",
  });
});

describe("what a topic's settings ask for", () => {
  const defaults = { compressionGzipLevel: -1, compressionLz4Level: 9, compressionZstdLevel: 3 };
  test.each([
    ["producer", {}, null],
    ["uncompressed", {}, { type: CompressionType.NONE, level: undefined }],
    ["gzip", {}, { type: CompressionType.GZIP, level: undefined }],
    ["gzip", { compressionGzipLevel: 9 }, { type: CompressionType.GZIP, level: 9 }],
    ["snappy", {}, { type: CompressionType.SNAPPY, level: undefined }],
    // The default is the fast way, as in Kafka.
    ["lz4", {}, { type: CompressionType.LZ4, level: undefined }],
    ["lz4", { compressionLz4Level: 12 }, { type: CompressionType.LZ4, level: 12 }],
    ["zstd", {}, { type: CompressionType.ZSTD, level: 3 }],
    ["zstd", { compressionZstdLevel: 0 }, { type: CompressionType.ZSTD, level: undefined }],
    ["zstd", { compressionZstdLevel: -5 }, { type: CompressionType.ZSTD, level: 1 }],
  ])("%s %p", (compressionType, more, wanted) => {
    expect(targetCompression({ ...defaults, compressionType, ...more })).toEqual(wanted);
  });
});
