import { describe, expect, test } from "bun:test";
import {
  ATTRIBUTES_POSITION,
  BASE_OFFSET_POSITION,
  BASE_SEQUENCE_POSITION,
  BASE_TIMESTAMP_POSITION,
  BATCH_ATTRIBUTE,
  computeBatchCrc,
  CRC_POSITION,
  LAST_OFFSET_DELTA_POSITION,
  LENGTH_POSITION,
  MAGIC_POSITION,
  MAX_TIMESTAMP_POSITION,
  PARTITION_LEADER_EPOCH_POSITION,
  PRODUCER_EPOCH_POSITION,
  PRODUCER_ID_POSITION,
  RECORD_COUNT_POSITION,
  setBatchCrc,
} from "../../../lib/bytes/batch_header.ts";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import type { BatchErrorName } from "../../../lib/kafka/record/batch_error.ts";
import type { BatchRules } from "../../../lib/kafka/record/batch_rules.ts";
import { validateBatch } from "../../../lib/kafka/record/validate_batch.ts";
import { validateRecords } from "../../../lib/kafka/record/validate_records.ts";
import {
  type RecordBatchOptions,
  writeRecordBatch,
} from "../../../lib/kafka/record/write_record_batch.ts";
import { bytesOf, goldenBatches, goldenMessageSets, utf8, viewOf } from "./golden_batches.ts";

const NOW_MS = 1700000100000;
const HOUR_MS = 3_600_000;
const RULES: BatchRules = {
  partition: "t-0",
  nowMs: NOW_MS,
  produceVersion: 12,
  messageMaxBytes: 1048588,
  logAppendTime: false,
  timestampBeforeMaxMs: 24 * HOUR_MS,
  timestampAfterMaxMs: HOUR_MS,
  keysRequired: false,
  decompressedBytesMax: 1 << 24,
  compression: null,
};

function batch(options: RecordBatchOptions = {}): Uint8Array {
  const records = [0, 1, 2].map((i) => ({
    timestamp: NOW_MS + i,
    key: utf8(`key ${i}`),
    value: utf8(`value ${i}`),
  }));
  return writeRecordBatch(records, options);
}

/** A batch with one thing changed, its CRC right nevertheless. */
function changed(change: (view: DataView, bytes: Uint8Array) => void, from = batch()): Uint8Array {
  const view = viewOf(from);
  change(view, from);
  setBatchCrc(view, 0, computeBatchCrc(from, view, 0));
  return from;
}

function validate(bytes: Uint8Array, rules: Partial<BatchRules> = {}) {
  return validateBatch(bytes, viewOf(bytes), { ...RULES, ...rules });
}

describe("validateBatch() takes", () => {
  test.each(
    goldenBatches.filter((golden) => !golden.control && golden.timestampType === "CreateTime").map((
      golden,
    ) => [`${golden.codec} ${golden.records.length} ${golden.producerId}`, golden]),
  )("what Java writes: %s", (_name, golden) => {
    const bytes = bytesOf(golden.hex);
    // A producer sends base offset 0; the vectors have been in a log.
    viewOf(bytes).setBigInt64(BASE_OFFSET_POSITION, 0n);
    expect(validate(bytes)).toBeNull();
    expect(validateRecords(bytes, RULES)).toBeNull();
  });

  test.each([
    ["a leader epoch, which means nothing", changed((v) => v.setInt32(12, 99)), {}],
    ["no producer, whatever epoch and sequence (kafkajs sends 0)", batch({ baseSequence: 0 }), {}],
    ["an idempotent producer", batch({ producerId: 0n, producerEpoch: 0, baseSequence: 0 }), {}],
    ["exactly max.message.bytes", batch(), { messageMaxBytes: batch().length }],
    ["zstd from version 7 on", batch({ compressionType: 4 }), { produceVersion: 7 }],
    ["no timestamps", writeRecordBatch([{ timestamp: -1, key: null, value: null }]), {}],
    ["a timestamp just old enough", batch(), {
      nowMs: NOW_MS + 24 * HOUR_MS,
      timestampBeforeMaxMs: 24 * HOUR_MS,
    }],
    ["a timestamp just new enough", batch(), { nowMs: NOW_MS + 2 - HOUR_MS }],
    ["any timestamp where the topic has LogAppendTime", batch(), { nowMs: 0, logAppendTime: true }],
    ["any old timestamp with Kafka's default limit", batch(), {
      nowMs: NOW_MS * 2,
      timestampBeforeMaxMs: 9223372036854775807,
    }],
  ])("%s", (_name, bytes: Uint8Array, rules: Partial<BatchRules>) => {
    expect(validate(bytes, rules)).toBeNull();
  });
});

/** A batch with one header field changed, its CRC left as it was. */
function withInt32(position: number, value: number): Uint8Array {
  const bytes = batch();
  viewOf(bytes).setInt32(position, value);
  return bytes;
}

type Row = [name: string, error: BatchErrorName, bytes: Uint8Array, rules?: Partial<BatchRules>];

const transactional = { producerId: 5n, producerEpoch: 1, baseSequence: 0, isTransactional: true };
const oldFormat = (magic: number) =>
  bytesOf(goldenMessageSets.find((set) => set.magic === magic && set.codec === "none")!.hex);

const REFUSED: Row[] = [
  ["no bytes", "INVALID_RECORD", new Uint8Array(0)],
  ["fewer bytes than offset and length", "INVALID_RECORD", batch().subarray(0, 11)],
  ["fewer bytes than it claims", "INVALID_RECORD", batch().subarray(0, -1)],
  ["a header and no more", "INVALID_RECORD", batch().subarray(0, 61)],
  ["a length of 2^31 - 1", "INVALID_RECORD", withInt32(LENGTH_POSITION, 2147483647)],
  ["a length of 0", "CORRUPT_MESSAGE", batch().fill(0, LENGTH_POSITION, 12)],
  ["a length shorter than the header", "CORRUPT_MESSAGE", batch().with(LENGTH_POSITION + 3, 48)],
  ["message format 0", "INVALID_RECORD", oldFormat(0)],
  ["message format 1", "INVALID_RECORD", oldFormat(1)],
  ["message format 3", "CORRUPT_MESSAGE", batch().with(MAGIC_POSITION, 3)],
  ["message format -1", "CORRUPT_MESSAGE", batch().with(MAGIC_POSITION, 255)],
  [
    "two batches",
    "INVALID_RECORD",
    new Uint8Array(Buffer.concat([batch(), batch()])),
  ],
  ["a byte after the batch", "INVALID_RECORD", new Uint8Array([...batch(), 0])],
  [
    "one byte more than max.message.bytes",
    "MESSAGE_TOO_LARGE",
    batch(),
    { messageMaxBytes: batch().length - 1 },
  ],
  ["a wrong CRC", "CORRUPT_MESSAGE", batch().with(CRC_POSITION, batch()[CRC_POSITION]! ^ 1)],
  ["a flipped bit in a record", "CORRUPT_MESSAGE", batch().with(70, batch()[70]! ^ 1)],
  ["a base offset", "INVALID_RECORD", changed((v) => v.setBigInt64(0, 1n))],
  ["a negative base offset", "INVALID_RECORD", changed((v) => v.setBigInt64(0, -1n))],
  ["a base offset past 2^53", "INVALID_RECORD", changed((v) => v.setBigInt64(0, 2n ** 60n))],
  ["no records", "INVALID_RECORD", changed((v) => v.setInt32(RECORD_COUNT_POSITION, 0))],
  ["a negative count", "INVALID_RECORD", changed((v) => v.setInt32(RECORD_COUNT_POSITION, -1))],
  [
    "a count that is too small",
    "INVALID_RECORD",
    changed((v) => {
      v.setInt32(RECORD_COUNT_POSITION, 2);
    }),
  ],
  [
    "a last offset delta that is too large",
    "INVALID_RECORD",
    changed((v) => {
      v.setInt32(LAST_OFFSET_DELTA_POSITION, 3);
    }),
  ],
  [
    "a negative last offset delta",
    "INVALID_RECORD",
    changed((v) => {
      v.setInt32(LAST_OFFSET_DELTA_POSITION, -1);
      v.setInt32(RECORD_COUNT_POSITION, 0);
    }),
  ],
  ["a control batch", "INVALID_RECORD", batch({ ...transactional, isControl: true })],
  ["a delete horizon", "INVALID_RECORD", batch({ deleteHorizonMs: NOW_MS })],
  ...[5, 6, 7].map((type): Row => [
    `compression type ${type}`,
    "UNSUPPORTED_COMPRESSION_TYPE",
    changed((v) => v.setInt16(ATTRIBUTES_POSITION, type)),
  ]),
  [
    "zstd before version 7",
    "UNSUPPORTED_COMPRESSION_TYPE",
    batch({ compressionType: CompressionType.ZSTD }),
    { produceVersion: 6 },
  ],
  ["a transaction without a producer", "INVALID_RECORD", batch({ isTransactional: true })],
  [
    "a producer without an epoch",
    "INVALID_RECORD",
    changed((v) => {
      v.setInt16(PRODUCER_EPOCH_POSITION, -1);
    }, batch(transactional)),
  ],
  [
    "a producer without a sequence",
    "INVALID_RECORD",
    changed((v) => {
      v.setInt32(BASE_SEQUENCE_POSITION, -1);
    }, batch(transactional)),
  ],
  ["LogAppendTime", "INVALID_TIMESTAMP", batch({ logAppendTime: NOW_MS })],
  [
    "LogAppendTime, even where the topic has it",
    "INVALID_TIMESTAMP",
    batch({ logAppendTime: NOW_MS }),
    { logAppendTime: true },
  ],
  [
    "a first timestamp that is too old",
    "INVALID_TIMESTAMP",
    batch(),
    { nowMs: NOW_MS + 1 + 24 * HOUR_MS },
  ],
  [
    "a largest timestamp that is too new",
    "INVALID_TIMESTAMP",
    batch(),
    { nowMs: NOW_MS + 1 - HOUR_MS },
  ],
  ...[BASE_TIMESTAMP_POSITION, MAX_TIMESTAMP_POSITION].flatMap((position): Row[] =>
    [2n ** 53n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)].map((value): Row => [
      `a timestamp of ${value} at ${position}`,
      "INVALID_TIMESTAMP",
      changed((v) => v.setBigInt64(position, value)),
      { logAppendTime: true },
    ])
  ),
];

describe("validateBatch() refuses", () => {
  test.each(REFUSED)("%s with %s", (_name, error, bytes, rules = {}) => {
    const refused = validate(bytes, rules);
    expect(refused?.error).toBe(error);
    expect(refused?.message).toMatch(/\w/);
  });

  test("the records whose timestamps are out of range, by name", () => {
    expect(validate(batch(), { nowMs: NOW_MS + 1 - HOUR_MS })).toMatchObject({
      message: "One or more records have been rejected due to invalid timestamp",
      recordErrors: [{ batchIndex: 2 }],
    });
    expect(validate(batch(), { messageMaxBytes: 10 })?.recordErrors).toEqual([]);
  });

  test("with a message that names the values", () => {
    const wrong = changed((v) => v.setInt32(RECORD_COUNT_POSITION, 7));
    expect(validate(wrong)?.message).toBe(
      "Record batch claims 7 records and a last offset delta of 2",
    );
    expect(validate(batch(), { messageMaxBytes: 10 })?.message).toBe(
      `Record batch has ${batch().length} bytes, max.message.bytes is 10`,
    );
  });

  test("negative producer ids below -1 count as none, as in Kafka", () => {
    expect(validate(changed((v) => v.setBigInt64(PRODUCER_ID_POSITION, -5n)))).toBeNull();
  });

  test("a batch anywhere in a larger frame is read from its own start", () => {
    const around = new Uint8Array(500).fill(0xff);
    around.set(batch(), 33);
    expect(validate(around.subarray(33, 33 + batch().length))).toBeNull();
  });

  test("no random change of one byte passes where the CRC covers it", () => {
    const bytes = batch();
    for (let at = MAGIC_POSITION; at < bytes.length; at++) {
      bytes[at]! ^= 0x55;
      expect(validate(bytes)).not.toBeNull();
      bytes[at]! ^= 0x55;
    }
    expect(validate(bytes)).toBeNull();
    expect(bytes[PARTITION_LEADER_EPOCH_POSITION]).toBe(0xff);
  });
});

describe("the records", () => {
  test("are looked at only where each needs a key: corrupt ones pass", () => {
    const compressed = changed(
      (_view, bytes) => bytes.fill(0xee, 61),
      batch({
        compressionType: CompressionType.LZ4,
      }),
    );
    const plain = changed((_view, bytes) => bytes.fill(0xee, 61));
    expect(validate(compressed)).toBeNull();
    expect(validate(compressed, { keysRequired: true })?.error).toBe("INVALID_RECORD");
    expect(validate(plain)).toBeNull();
    expect(validate(plain, { keysRequired: true })?.error).toBe("INVALID_RECORD");
  });

  test("the attribute constants are the ones of the wire", () => {
    expect(Object.values(BATCH_ATTRIBUTE)).toEqual([7, 8, 16, 32, 64]);
  });
});
