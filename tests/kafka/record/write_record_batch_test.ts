import { describe, expect, test } from "bun:test";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { type SimpleRecord, varintBytes, varlongBytes } from "../../../lib/kafka/record/record.ts";
import { readBatchHeader } from "../../../lib/kafka/record/record_batch.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { utf8, viewOf } from "./golden_batches.ts";

function record(timestamp: number, more: Partial<SimpleRecord> = {}): SimpleRecord {
  return { timestamp, key: null, value: utf8(`value ${timestamp}`), ...more };
}

describe("writeRecordBatch()", () => {
  test("what is left out has Kafka's value for none", () => {
    const header = readBatchHeader(viewOf(writeRecordBatch([record(10), record(12)])), 0);
    expect(header).toMatchObject({
      baseOffset: 0n,
      lastOffset: 1n,
      partitionLeaderEpoch: -1,
      compressionType: 0,
      baseTimestamp: 10n,
      maxTimestamp: 12n,
      producerId: -1n,
      producerEpoch: -1,
      baseSequence: -1,
      recordCount: 2,
      isTransactional: false,
      isControl: false,
    });
  });

  test("keys, values and headers come back, null, empty and Korean ones too", () => {
    const records = [
      record(1, { key: null, value: null }),
      record(2, { key: new Uint8Array(0), value: new Uint8Array(0) }),
      record(-1, { key: utf8("열쇠"), value: utf8("값".repeat(5000)) }),
      record(4503599627370495 - 2),
      record(3, {
        headers: [
          { key: "이름", value: utf8("x") },
          { key: "이름", value: null },
          { key: "", value: new Uint8Array(0) },
        ],
      }),
    ];
    for (const compressionType of Object.values(CompressionType)) {
      const batch = writeRecordBatch(records, { compressionType, baseOffset: 7 });
      const back = [...readRecords(batch)];
      expect(back).toEqual(records.map((original, index) => ({
        offset: 7 + index,
        timestamp: original.timestamp,
        key: original.key,
        value: original.value,
        headers: [...(original.headers ?? [])],
      })));
    }
  });

  test("a compacted batch keeps the gaps and its ends", () => {
    const records = [record(5, { offset: 103 }), record(6, { offset: 110 })];
    const batch = writeRecordBatch(records, { baseOffset: 100, lastOffset: 120 });
    expect([...readRecords(batch)].map(({ offset }) => offset)).toEqual([103, 110]);
    expect(readBatchHeader(viewOf(batch), 0)).toMatchObject({
      baseOffset: 100n,
      lastOffset: 120n,
      recordCount: 2,
    });
  });

  test("without a base offset the first record's own is taken", () => {
    const batch = writeRecordBatch([record(5, { offset: 42 }), record(6)]);
    expect([...readRecords(batch)].map(({ offset }) => offset)).toEqual([42, 43]);
  });

  test("a batch that lost its records keeps its producer and offsets", () => {
    const batch = writeRecordBatch([], {
      baseOffset: 10,
      lastOffset: 14,
      maxTimestamp: 99,
      producerId: 4n,
      producerEpoch: 1,
      baseSequence: 20,
    });
    expect(batch).toHaveLength(61);
    expect([...readRecords(batch)]).toEqual([]);
    expect(readBatchHeader(viewOf(batch), 0)).toMatchObject({
      lastOffset: 14n,
      maxTimestamp: 99n,
      producerId: 4n,
      baseSequence: 20,
      recordCount: 0,
    });
  });

  test("a delete horizon takes the base timestamp's place, the records keep theirs", () => {
    const batch = writeRecordBatch([record(5), record(6)], { deleteHorizonMs: 1000 });
    expect(readBatchHeader(viewOf(batch), 0)).toMatchObject({
      hasDeleteHorizon: true,
      baseTimestamp: 1000n,
      maxTimestamp: 6n,
    });
    expect([...readRecords(batch)].map(({ timestamp }) => timestamp)).toEqual([5, 6]);
  });

  test.each([
    ["no records and no end", [], {}],
    ["offsets that do not grow", [record(1, { offset: 5 }), record(1, { offset: 5 })], {}],
    ["an offset before the base", [record(1, { offset: 5 })], { baseOffset: 6 }],
    ["an end before the last record", [record(1), record(2)], { lastOffset: 0 }],
    ["an end before the base", [], { baseOffset: 5, lastOffset: 4 }],
    ["offsets more than 2^31 - 1 apart", [record(1), record(1, { offset: 2 ** 31 })], {}],
  ])("refuses %s", (_name, records, options) => {
    expect(() => writeRecordBatch(records, options)).toThrow(RangeError);
  });
});

describe("lengths of varints", () => {
  test("are what the writer writes", () => {
    for (let bits = 0; bits < 52; bits++) {
      for (const value of [2 ** bits, 2 ** bits - 1, -(2 ** bits), -(2 ** bits) - 1]) {
        const writer = new Writer(32);
        writer.varlong(value);
        expect(varlongBytes(value)).toBe(writer.length);
        if (value !== (value | 0)) continue;
        const short = new Writer(32);
        short.varint(value);
        expect(varintBytes(value)).toBe(short.length);
      }
    }
  });
});
