import { describe, expect, test } from "bun:test";
import { setBatchBaseOffset } from "../../../lib/bytes/batch_header.ts";
import { CompressionType, compressionTypeOf } from "../../../lib/bytes/compression/mod.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import {
  ControlRecordType,
  writeEndTransactionMarker,
} from "../../../lib/kafka/record/control_record.ts";
import { downConvert } from "../../../lib/kafka/record/down_convert.ts";
import { type MessageMagic, readMessage } from "../../../lib/kafka/record/message.ts";
import { readMessageSet } from "../../../lib/kafka/record/message_set.ts";
import { upConvert } from "../../../lib/kafka/record/up_convert.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import {
  base64,
  bytesOf,
  goldenBatches,
  goldenMessageSets,
  utf8,
  viewOf,
} from "./golden_batches.ts";

const OPTIONS = { bytesMax: 1 << 30, fetchOffset: 0 };

function batchAt(baseOffset: number, compressionType: CompressionType = CompressionType.NONE) {
  const records = [0, 1, 2].map((i) => ({
    timestamp: 1000 + i,
    key: utf8(`key ${baseOffset + i}`),
    value: utf8("value ".repeat(20)),
    headers: [{ key: "dropped", value: null }],
  }));
  return writeRecordBatch(records, { baseOffset, compressionType });
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function offsets(set: Uint8Array): number[] {
  return [...readMessageSet(set)].map(({ offset }) => offset);
}

describe.each([0, 1] as const)("downConvert() to magic %d", (magic: MessageMagic) => {
  const options = { ...OPTIONS, magic };

  test.each(
    goldenBatches.filter((golden) => !golden.control).map((golden, line) =>
      [`${line}: ${golden.codec}, ${golden.records.length}`, golden] as const
    ),
  )("%s: all the old format can carry", (_name, golden) => {
    const bytes = bytesOf(golden.hex);
    setBatchBaseOffset(viewOf(bytes), 0, 500);
    const set = downConvert(bytes, options);
    expect([...readMessageSet(set)].map((message) => ({
      offset: message.offset,
      timestamp: message.timestamp,
      key: base64(message.key),
      value: base64(message.value),
    }))).toEqual(golden.records.map((record, index) => ({
      offset: 500 + index,
      timestamp: magic === 0 ? -1 : record.timestamp,
      key: record.key,
      value: record.value,
    })));
    const first = readMessage(set, viewOf(set), 0);
    const stored = compressionTypeOf(golden.compression);
    expect(first.magic).toBe(magic);
    expect(first.compressionType)
      .toBe(stored === CompressionType.ZSTD ? CompressionType.GZIP : stored!);
    expect(first.isLogAppendTime).toBe(magic === 1 && golden.timestampType === "LogAppendTime");
  });

  test("there and back: an old message set is the same again", () => {
    for (const golden of goldenMessageSets) {
      const isStamped = [...readMessageSet(bytesOf(golden.hex))][0]!.isLogAppendTime;
      if (golden.magic !== magic || isStamped) continue;
      const batch = upConvert(bytesOf(golden.hex), {
        partition: "t-0",
        nowMs: 1700000100000,
        produceVersion: 2,
        messageMaxBytes: 1 << 20,
        logAppendTime: false,
        timestampBeforeMaxMs: 1e15,
        timestampAfterMaxMs: 1e15,
        keysRequired: false,
        decompressedBytesMax: 1 << 20,
        compression: null,
      });
      if (!(batch instanceof Uint8Array)) throw new Error(batch.message);
      setBatchBaseOffset(viewOf(batch), 0, Number(golden.records[0]!.offset));
      const set = downConvert(batch, options);
      expect([...readMessageSet(set)]).toEqual([...readMessageSet(bytesOf(golden.hex))]);
      if (golden.codec === "none") expect(Buffer.from(set).toString("hex")).toBe(golden.hex);
    }
  });

  test("control batches are left out", () => {
    const marker = writeEndTransactionMarker(
      { type: ControlRecordType.COMMIT, coordinatorEpoch: 0 },
      { producerId: 1n, producerEpoch: 0, timestamp: 5, baseOffset: 3 },
    );
    expect(offsets(downConvert(joined(batchAt(0), marker, batchAt(4)), options)))
      .toEqual([0, 1, 2, 4, 5, 6]);
    expect(downConvert(marker, options)).toHaveLength(0);
  });

  test.each(Object.entries(CompressionType))("starts at the fetch offset, %s", (_name, type) => {
    const log = joined(batchAt(10, type), batchAt(13, type));
    for (const fetchOffset of [10, 11, 12, 13, 15]) {
      const found = offsets(downConvert(log, { ...options, fetchOffset }));
      expect(found).toEqual([10, 11, 12, 13, 14, 15].filter((offset) => offset >= fetchOffset));
    }
  });

  test("stops at the limit, but never before the first batch with records", () => {
    const log = joined(batchAt(0), batchAt(3), batchAt(6));
    const one = downConvert(batchAt(0), options).length;
    const found = (bytesMax: number) => offsets(downConvert(log, { ...options, bytesMax })).length;
    expect(found(0)).toBe(3);
    expect(found(one)).toBe(3);
    expect(found(one + 1)).toBe(6);
    expect(found(2 * one + 1)).toBe(9);
  });

  test("a batch that is cut off at the end is left out", () => {
    const log = joined(batchAt(0), batchAt(3));
    expect(offsets(downConvert(log.subarray(0, -1), options))).toEqual([0, 1, 2]);
    expect(downConvert(new Uint8Array(0), options)).toHaveLength(0);
  });

  test("old messages in the log stay as they are, or lose what magic 0 lacks", () => {
    for (const golden of goldenMessageSets) {
      const bytes = bytesOf(golden.hex);
      const set = downConvert(bytes, options);
      expect([...readMessageSet(set)].map(({ offset, timestamp, key, value }) => ({
        offset: String(offset),
        timestamp,
        key: base64(key),
        value: base64(value),
      }))).toEqual(golden.records.map((record) => ({
        ...record,
        timestamp: magic === 0 ? -1 : record.timestamp,
      })));
      if (golden.magic <= magic) expect(Buffer.compare(set, bytes)).toBe(0);
    }
  });

  test("a corrupt batch is refused", () => {
    const batch = batchAt(0, CompressionType.SNAPPY);
    expect(() => downConvert(batch.fill(0xee, 61), options)).toThrow(MalformedError);
    expect(() => downConvert(batchAt(0).with(22, 7), options)).toThrow(MalformedError);
  });

  test("a batch with more content than the limit is refused", () => {
    const batch = batchAt(0, CompressionType.GZIP);
    expect(() => downConvert(batch, { ...options, decompressedBytesMax: 100 })).toThrow(/limit/);
  });
});
