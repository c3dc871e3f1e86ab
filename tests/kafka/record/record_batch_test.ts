import { describe, expect, test } from "bun:test";
import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchCrcMatches,
  batchIsLogAppendTime,
  batchLastOffset,
  batchMaxTimestamp,
  batchSizeInBytes,
  setBatchBaseOffset,
} from "../../../lib/bytes/batch_header.ts";
import { compressionTypeOf } from "../../../lib/bytes/compression/mod.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { forEachRecord, readRecords } from "../../../lib/kafka/record/read_records.ts";
import type { SimpleRecord } from "../../../lib/kafka/record/record.ts";
import {
  batchLastSequence,
  forEachBatch,
  patchBatchTimestamp,
  readBatchHeader,
  sequenceAfter,
  TimestampType,
} from "../../../lib/kafka/record/record_batch.ts";
import {
  type RecordBatchOptions,
  writeRecordBatch,
} from "../../../lib/kafka/record/write_record_batch.ts";
import {
  base64,
  bytesOf,
  fromBase64,
  type GoldenBatch,
  goldenBatches,
  type GoldenRecord,
  viewOf,
} from "./golden_batches.ts";

const named = goldenBatches.map((golden, line) =>
  [`${line + 1}: ${golden.codec}, ${golden.records.length} records`, golden] as const
);
/** A number holds offsets up to here; the vectors go beyond, which only a bigint holds. */
const isSafe = (golden: GoldenBatch) => BigInt(golden.lastOffset) < 2n ** 53n;

/** The options that give a golden batch again, as far as its base offset fits a number. */
function optionsOf(golden: GoldenBatch): RecordBatchOptions {
  const compressionType = compressionTypeOf(golden.compression);
  if (compressionType === null) throw new Error(`No compression type ${golden.compression}`);
  return {
    baseOffset: isSafe(golden) ? Number(golden.baseOffset) : 0,
    partitionLeaderEpoch: golden.partitionLeaderEpoch,
    compressionType,
    producerId: BigInt(golden.producerId),
    producerEpoch: golden.producerEpoch,
    baseSequence: golden.baseSequence,
    isTransactional: golden.transactional,
    isControl: golden.control,
    ...(golden.timestampType === "LogAppendTime" ? { logAppendTime: golden.maxTimestamp } : {}),
  };
}

function simpleRecord(golden: GoldenRecord): SimpleRecord {
  return {
    timestamp: golden.timestamp,
    key: fromBase64(golden.key),
    value: fromBase64(golden.value),
    headers: (golden.headers ?? []).map(([key, value]) => ({ key, value: fromBase64(value) })),
  };
}

describe("golden batches", () => {
  test("are 42", () => expect(goldenBatches).toHaveLength(42));

  test.each(named)("%s: the header", (_name, golden) => {
    const bytes = bytesOf(golden.hex);
    const view = viewOf(bytes);
    expect(readBatchHeader(view, 0)).toMatchObject({
      baseOffset: BigInt(golden.baseOffset),
      lastOffset: BigInt(golden.lastOffset),
      sizeInBytes: golden.sizeInBytes,
      partitionLeaderEpoch: golden.partitionLeaderEpoch,
      magic: 2,
      crc: golden.crc,
      compressionType: compressionTypeOf(golden.compression)!,
      timestampType: golden.timestampType === "CreateTime" ? 0 : 1,
      isTransactional: golden.transactional,
      isControl: golden.control,
      hasDeleteHorizon: false,
      maxTimestamp: BigInt(golden.maxTimestamp),
      producerId: BigInt(golden.producerId),
      producerEpoch: golden.producerEpoch,
      baseSequence: golden.baseSequence,
      recordCount: golden.records.length,
    });
    expect(bytes).toHaveLength(golden.sizeInBytes);
    expect(batchCrcMatches(bytes, view, 0)).toBe(true);
    bytes[BATCH_HEADER_BYTES]! ^= 1;
    expect(batchCrcMatches(bytes, view, 0)).toBe(false);
  });

  test.each(named)("%s: the records", (_name, golden) => {
    const bytes = bytesOf(golden.hex);
    let shift = 0n;
    if (!isSafe(golden)) {
      // The number functions refuse the offset; with another one all else is read.
      expect(() => batchBaseOffset(viewOf(bytes), 0)).toThrow(MalformedError);
      expect(() => batchLastOffset(viewOf(bytes), 0)).toThrow(MalformedError);
      expect(() => [...readRecords(bytes)]).toThrow(MalformedError);
      setBatchBaseOffset(viewOf(bytes), 0, 0);
      shift = BigInt(golden.baseOffset);
    }
    const records = [...readRecords(bytes)].map((record): GoldenRecord => ({
      offset: String(BigInt(record.offset) + shift),
      timestamp: record.timestamp,
      key: base64(record.key),
      value: base64(record.value),
      headers: record.headers.map(({ key, value }) => [key, base64(value)]),
    }));
    expect(records).toEqual(golden.records);
  });

  test.each(named)("%s: written again", (_name, golden) => {
    const records = golden.records.map(simpleRecord);
    if (golden.timestampType === "LogAppendTime") {
      // The vectors tell when the broker appended them; what the producer set is in the bytes.
      forEachRecord(bytesOf(golden.hex), ({ index, frame, timestampDelta }) => {
        records[index]!.timestamp = frame.baseTimestamp + timestampDelta;
      });
    }
    const written = writeRecordBatch(records, optionsOf(golden));
    const view = viewOf(written);
    expect(batchCrcMatches(written, view, 0)).toBe(true);
    expect(batchSizeInBytes(view, 0)).toBe(written.length);
    if (golden.compression === "none") {
      if (!isSafe(golden)) view.setBigInt64(0, BigInt(golden.baseOffset));
      expect(Buffer.from(written).toString("hex")).toBe(golden.hex);
      return;
    }
    const golden2 = bytesOf(golden.hex);
    if (!isSafe(golden)) setBatchBaseOffset(viewOf(golden2), 0, 0);
    // Another compressor, so the bytes differ; what they mean does not.
    const { crc: _crc, sizeInBytes: _size, ...header } = readBatchHeader(view, 0);
    expect(readBatchHeader(viewOf(golden2), 0)).toMatchObject(header);
    expect([...readRecords(written)]).toEqual([...readRecords(golden2)]);
  });
});

describe("readBatchHeader()", () => {
  test("refuses what is too short or of an old format", () => {
    const bytes = writeRecordBatch([{ timestamp: 1, key: null, value: null }]);
    expect(() => readBatchHeader(viewOf(bytes.subarray(0, 60)), 0)).toThrow(/60 bytes/);
    expect(() => readBatchHeader(viewOf(bytes), 30)).toThrow(MalformedError);
    bytes[16] = 1;
    expect(() => readBatchHeader(viewOf(bytes), 0)).toThrow(/magic is 1/);
  });
});

describe("forEachBatch()", () => {
  const batches = goldenBatches.slice(0, 5).map((golden) => bytesOf(golden.hex));
  const joined = new Uint8Array(Buffer.concat(batches));

  function positions(bytes: Uint8Array): { found: number[]; end: number } {
    const found: number[] = [];
    const end = forEachBatch(viewOf(bytes), (position) => found.push(position));
    return { found, end };
  }

  test("visits every batch with its size", () => {
    const sizes: number[] = [];
    expect(forEachBatch(viewOf(joined), (_position, size) => sizes.push(size)))
      .toBe(joined.length);
    expect(sizes).toEqual(batches.map((batch) => batch.length));
  });

  test("leaves out what a fetch cut off", () => {
    const [first, second] = batches as [Uint8Array, Uint8Array];
    const two = first.length + second.length;
    for (const length of [two - 1, first.length + 26, first.length + 11, first.length]) {
      expect(positions(joined.subarray(0, length))).toEqual({ found: [0], end: first.length });
    }
    expect(positions(joined.subarray(0, 25))).toEqual({ found: [], end: 0 });
    expect(positions(new Uint8Array(0))).toEqual({ found: [], end: 0 });
  });

  test.each([0, -1, 13, -2147483648])("refuses a length field of %d", (length) => {
    const bytes = joined.slice();
    viewOf(bytes).setInt32(8, length);
    expect(() => positions(bytes)).toThrow(MalformedError);
  });
});

test("sequenceAfter() wraps from the largest int32 to 0", () => {
  const largest = 2 ** 31 - 1;
  expect(sequenceAfter(5, 3)).toBe(8);
  expect(sequenceAfter(largest, 1)).toBe(0);
  expect(sequenceAfter(largest - 1, 4)).toBe(2);
});

describe("batchLastSequence()", () => {
  test.each([
    [-1, 5, -1],
    [0, 1, 0],
    [7, 3, 9],
    [2147483645, 3, 2147483647],
    [2147483646, 3, 0],
    [2147483647, 3, 1],
  ])("from %d, %d records end with %d", (baseSequence, count, expected) => {
    const records = Array.from({ length: count }, () => ({ timestamp: 1, key: null, value: null }));
    const batch = writeRecordBatch(records, { producerId: 1n, producerEpoch: 0, baseSequence });
    expect(batchLastSequence(viewOf(batch), 0)).toBe(expected);
  });
});

describe("patchBatchTimestamp()", () => {
  const records = [5, 9, 7].map((timestamp) => ({ timestamp, key: null, value: null }));

  test("LogAppendTime goes to every record, with the CRC made anew", () => {
    const around = new Uint8Array(500);
    const batch = writeRecordBatch(records);
    around.set(batch, 100);
    const patch = { maxTimestamp: 1700000000000, timestampType: TimestampType.LOG_APPEND_TIME };
    patchBatchTimestamp(around, viewOf(around), { position: 100, ...patch });
    expect(batchCrcMatches(around, viewOf(around), 100)).toBe(true);
    expect(batchIsLogAppendTime(viewOf(around), 100)).toBe(true);
    expect(batchMaxTimestamp(viewOf(around), 100)).toBe(1700000000000);
    const back = [...readRecords(around.subarray(100, 100 + batch.length))];
    expect(back.map((record) => record.timestamp)).toEqual(new Array(3).fill(1700000000000));
    const expected = writeRecordBatch(records, { logAppendTime: 1700000000000 });
    expect(Buffer.compare(around.subarray(100, 100 + batch.length), expected)).toBe(0);
  });

  test("back to CreateTime, the records have their own again", () => {
    const batch = writeRecordBatch(records);
    const before = batch.slice();
    const to = (maxTimestamp: number, timestampType: TimestampType) =>
      patchBatchTimestamp(batch, viewOf(batch), { position: 0, maxTimestamp, timestampType });
    to(99, TimestampType.LOG_APPEND_TIME);
    expect(batch).not.toEqual(before);
    to(9, TimestampType.CREATE_TIME);
    expect(batch).toEqual(before);
  });

  test("a batch that has them already keeps its CRC, even a wrong one", () => {
    const batch = writeRecordBatch(records);
    batch[17]! ^= 1;
    const before = batch.slice();
    const patch = { position: 0, maxTimestamp: 9, timestampType: TimestampType.CREATE_TIME };
    patchBatchTimestamp(batch, viewOf(batch), patch);
    expect(batch).toEqual(before);
  });
});
