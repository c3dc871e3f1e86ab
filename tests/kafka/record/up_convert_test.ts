import { describe, expect, test } from "bun:test";
import { batchCompressionType } from "../../../lib/bytes/batch_header.ts";
import { CompressionType, compressionTypeOf } from "../../../lib/bytes/compression/mod.ts";
import type { BatchRules } from "../../../lib/kafka/record/batch_rules.ts";
import {
  readMessageSet,
  type WritableMessage,
  writeMessageSet,
} from "../../../lib/kafka/record/message_set.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { readBatchHeader } from "../../../lib/kafka/record/record_batch.ts";
import { upConvert } from "../../../lib/kafka/record/up_convert.ts";
import { validateBatch } from "../../../lib/kafka/record/validate_batch.ts";
import { validateRecords } from "../../../lib/kafka/record/validate_records.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import {
  base64,
  bytesOf,
  type GoldenMessageSet,
  goldenMessageSets,
  utf8,
  viewOf,
} from "./golden_batches.ts";

const RULES: BatchRules = {
  partition: "t-0",
  nowMs: 1700000100000,
  produceVersion: 2,
  messageMaxBytes: 1 << 20,
  logAppendTime: false,
  timestampBeforeMaxMs: 1e15,
  timestampAfterMaxMs: 3_600_000,
  keysRequired: false,
  decompressedBytesMax: 1 << 20,
  compression: null,
};

/** The batch, where there is one; a refusal fails the test. */
function converted(set: Uint8Array, rules: BatchRules = RULES): Uint8Array {
  const batch = upConvert(set, rules);
  if (!(batch instanceof Uint8Array)) throw new Error(`${batch.error}: ${batch.message}`);
  return batch;
}

function message(more: Partial<WritableMessage> = {}): WritableMessage {
  return {
    offset: 0,
    timestamp: 1700000000000,
    isLogAppendTime: false,
    key: utf8("key"),
    value: utf8("value"),
    ...more,
  };
}

function withWrongCrc(set: Uint8Array): Uint8Array {
  return set.with(12, set[12]! ^ 1);
}

/** A producer may not send LogAppendTime, which some vectors have: they come from a log. */
function isProducible(golden: GoldenMessageSet): boolean {
  return [...readMessageSet(bytesOf(golden.hex))].every((message) => !message.isLogAppendTime);
}

const plain = { magic: 1, compressionType: CompressionType.NONE } as const;

describe("upConvert()", () => {
  test.each(
    goldenMessageSets.filter(isProducible).map((golden) =>
      [`magic ${golden.magic}, ${golden.codec}, ${golden.records.length}`, golden] as const
    ),
  )("%s: the same records in one valid batch", (_name, golden) => {
    const batch = converted(bytesOf(golden.hex));
    expect(validateBatch(batch, viewOf(batch), RULES)).toBeNull();
    expect(validateRecords(batch, RULES)).toBeNull();
    expect(batchCompressionType(viewOf(batch), 0)).toBe(compressionTypeOf(golden.codec)!);
    expect([...readRecords(batch)].map((record) => ({
      offset: record.offset,
      timestamp: record.timestamp,
      key: base64(record.key),
      value: base64(record.value),
      headers: record.headers,
    }))).toEqual(golden.records.map((record, index) => ({
      offset: index,
      timestamp: record.timestamp,
      key: record.key,
      value: record.value,
      headers: [],
    })));
    const timestamps = golden.records.map((record) => record.timestamp);
    expect(readBatchHeader(viewOf(batch), 0)).toMatchObject({
      baseTimestamp: BigInt(timestamps[0]!),
      maxTimestamp: BigInt(Math.max(...timestamps)),
      producerId: -1n,
    });
  });

  test("vectors that a broker stamped are refused, the 20 others are above", () => {
    expect(goldenMessageSets.filter(isProducible)).toHaveLength(20);
    for (const golden of goldenMessageSets) {
      if (isProducible(golden)) continue;
      expect(upConvert(bytesOf(golden.hex), RULES)).toMatchObject({ error: "INVALID_TIMESTAMP" });
    }
  });

  test("a batch of format 2 is returned as it is", () => {
    const batch = writeRecordBatch([{ timestamp: 1, key: null, value: null }]);
    expect(converted(batch)).toBe(batch);
  });

  test("keys are demanded where the topic is compacted", () => {
    const set = writeMessageSet([message(), message({ key: null }), message()], plain);
    expect(upConvert(set, { ...RULES, keysRequired: true })).toMatchObject({
      error: "INVALID_RECORD",
      recordErrors: [{ batchIndex: 1 }],
    });
    expect(converted(set).length).toBeGreaterThan(61);
  });

  test("timestamps keep to the topic's limits", () => {
    const set = writeMessageSet([message({ timestamp: RULES.nowMs + 3_600_001 })], plain);
    expect(upConvert(set, RULES)).toMatchObject({ error: "INVALID_TIMESTAMP" });
    expect(converted(set, { ...RULES, logAppendTime: true }).length).toBeGreaterThan(61);
  });

  test("LogAppendTime is not a producer's to set", () => {
    const set = writeMessageSet([message({ isLogAppendTime: true })], plain);
    expect(upConvert(set, RULES)).toMatchObject({ error: "INVALID_TIMESTAMP" });
  });

  test.each([
    ["an empty set", new Uint8Array(0), "INVALID_RECORD"],
    ["a cut set", writeMessageSet([message()], plain).subarray(0, -1), "CORRUPT_MESSAGE"],
    ["a wrong CRC", withWrongCrc(writeMessageSet([message()], plain)), "CORRUPT_MESSAGE"],
    ["garbage", utf8("garbage that is long enough to be a message"), "CORRUPT_MESSAGE"],
    [
      "more content than the limit",
      writeMessageSet([message({ value: new Uint8Array(2 << 20) })], {
        magic: 1,
        compressionType: CompressionType.GZIP,
      }),
      "CORRUPT_MESSAGE",
    ],
  ])("refuses %s", (_name, set, error) => {
    expect(upConvert(set, RULES)).toMatchObject({ error });
  });
});
