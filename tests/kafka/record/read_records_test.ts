import { describe, expect, test } from "bun:test";
import { LENGTH_POSITION, RECORD_COUNT_POSITION } from "../../../lib/bytes/batch_header.ts";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { forEachRecord, openRecords, readRecords } from "../../../lib/kafka/record/read_records.ts";
import { RecordCursor } from "../../../lib/kafka/record/record_cursor.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import { utf8, viewOf } from "./golden_batches.ts";

const records = [1, 2, 3].map((timestamp) => ({
  timestamp,
  key: utf8(`key ${timestamp}`),
  value: utf8("v".repeat(timestamp)),
}));

describe("openRecords()", () => {
  test("looks at one batch only, whatever follows it", () => {
    const batch = writeRecordBatch(records);
    const more = new Uint8Array(batch.length + 10).fill(0xff);
    more.set(batch);
    expect([...readRecords(more)]).toHaveLength(3);
  });

  test.each([
    ["fewer bytes than a header", (batch: Uint8Array) => batch.subarray(0, 60)],
    ["fewer bytes than it claims", (batch: Uint8Array) => batch.subarray(0, batch.length - 1)],
    ["an old format", (batch: Uint8Array) => batch.with(16, 1)],
    ["a length shorter than the header", (batch: Uint8Array) => claim(batch, LENGTH_POSITION, 48)],
    ["a negative length", (batch: Uint8Array) => claim(batch, LENGTH_POSITION, -1)],
    ["a negative count", (batch: Uint8Array) => claim(batch, RECORD_COUNT_POSITION, -1)],
    ["one record too few", (batch: Uint8Array) => claim(batch, RECORD_COUNT_POSITION, 2)],
    ["one record too many", (batch: Uint8Array) => claim(batch, RECORD_COUNT_POSITION, 4)],
    ["2^31 - 1 records", (batch: Uint8Array) => claim(batch, RECORD_COUNT_POSITION, 2147483647)],
    ["an unknown codec", (batch: Uint8Array) => batch.with(22, 7)],
    ["a codec it is not compressed with", (batch: Uint8Array) => batch.with(22, 1)],
  ])("refuses %s", (_name, change) => {
    const batch = change(writeRecordBatch(records));
    expect(() => [...readRecords(batch)]).toThrow(MalformedError);
  });

  test("keeps to the limit", () => {
    const large = [{ timestamp: 1, key: null, value: new Uint8Array(100_000) }];
    for (const compressionType of Object.values(CompressionType)) {
      const batch = writeRecordBatch(large, { compressionType });
      expect([...readRecords(batch, { bytesMax: 100_100 })]).toHaveLength(1);
      expect(() => openRecords(batch, { bytesMax: 100_000 })).toThrow(MalformedError);
    }
  });
});

function claim(batch: Uint8Array, position: number, value: number): Uint8Array {
  viewOf(batch).setInt32(position, value);
  return batch;
}

describe("forEachRecord()", () => {
  test("hands out one cursor, whose bytes are views of the batch", () => {
    const batch = writeRecordBatch(records, { baseOffset: 10 });
    const cursors = new Set<RecordCursor>();
    const seen: [number, number, string][] = [];
    forEachRecord(batch, (record) => {
      cursors.add(record);
      seen.push([record.offset, record.timestamp, new TextDecoder().decode(record.key()!)]);
      expect(record.key()!.buffer).toBe(batch.buffer);
      expect(record.sizeInBytes).toBeGreaterThan(record.keyLength + record.valueLength);
    });
    expect(seen).toEqual([[10, 1, "key 1"], [11, 2, "key 2"], [12, 3, "key 3"]]);
    expect(cursors.size).toBe(1);
  });
});

describe("RecordCursor", () => {
  function walk(hex: string, recordCount = 1): RecordCursor {
    const cursor = new RecordCursor(new Uint8Array(Buffer.from(hex, "hex")), {
      recordCount,
      baseOffset: 100,
      baseTimestamp: 1000,
      logAppendTime: null,
    });
    while (cursor.next());
    return cursor;
  }

  // Each row is one record: length, attributes, deltas, key, value, header count, headers.
  test.each([
    ["nulls", "0c" + "00" + "00" + "00" + "01" + "01" + "00"],
    ["a key and a value", "10" + "00" + "02" + "02" + "0261" + "0262" + "00"],
    ["a negative timestamp delta", "0c" + "00" + "01" + "00" + "01" + "01" + "00"],
    ["a header", "14" + "00" + "00" + "00" + "01" + "01" + "02" + "0268" + "0276"],
    ["a header without a value", "12" + "00" + "00" + "00" + "01" + "01" + "02" + "0268" + "01"],
    ["attributes that mean nothing yet", "0c" + "7f" + "00" + "00" + "01" + "01" + "00"],
  ])("reads %s", (_name, hex) => expect(() => walk(hex)).not.toThrow());

  test.each([
    ["nothing where a record should be", ""],
    ["a length that is cut", "80"],
    ["a negative length", "01" + "00000001010000"],
    ["a length past the batch", "0e" + "00" + "00" + "00" + "01" + "01" + "00"],
    ["a length of 2^31 - 1", "feffffff0f" + "0000000101"],
    ["a length of no bytes", "00"],
    ["a length longer than the fields", "0e" + "00" + "00" + "00" + "01" + "01" + "00" + "ff"],
    ["a length shorter than the fields", "0a" + "00" + "00" + "00" + "01" + "01" + "00"],
    ["a key past the record", "0c" + "00" + "00" + "00" + "7e" + "01" + "00"],
    ["a key of 2^31 - 1 bytes", "16" + "00" + "00" + "00" + "feffffff0f" + "01" + "00" + "00"],
    ["a key length below -1", "0c" + "00" + "00" + "00" + "03" + "01" + "00"],
    ["a value past the record", "0c" + "00" + "00" + "00" + "01" + "7e" + "00"],
    ["a negative header count", "0c" + "00" + "00" + "00" + "01" + "01" + "01"],
    ["more headers than bytes", "0c" + "00" + "00" + "00" + "01" + "01" + "7e"],
    ["2^31 - 1 headers", "14" + "00" + "00" + "00" + "01" + "01" + "feffffff0f"],
    ["a header without a key", "12" + "00" + "00" + "00" + "01" + "01" + "02" + "01" + "0261"],
    ["a header value past the record", "12000000010102" + "0268" + "7e"],
    ["a varint of six bytes", "16" + "00" + "00" + "808080808000" + "01" + "01" + "00"],
    ["a varint of 33 bits", "14" + "00" + "00" + "ffffffff1f" + "01" + "01" + "00"],
    ["a timestamp delta past 2^53", "1c" + "00" + "feffffffffffffff01".slice(0, 18) + "00010100"],
    ["a timestamp delta that never ends", "1c" + "00" + "8080808080808080808080" + "0001"],
    ["bytes after the last record", "0c" + "00" + "00" + "00" + "01" + "01" + "00" + "00"],
  ])("refuses %s", (_name, hex) => expect(() => walk(hex)).toThrow(MalformedError));

  test("says which record and where", () => {
    const good = "0c000000010100";
    expect(() => walk(good + "0c0000007e0100", 2)).toThrow(
      "Cannot read record 1 of 2 at 12: a field of 63 bytes, 2 bytes remain",
    );
  });

  test("with LogAppendTime every record has that time", () => {
    const cursor = new RecordCursor(new Uint8Array(Buffer.from("0c004600010100", "hex")), {
      recordCount: 1,
      baseOffset: 0,
      baseTimestamp: 1000,
      logAppendTime: 5,
    });
    cursor.next();
    expect(cursor.timestamp).toBe(5);
    expect(cursor.timestampDelta).toBe(35);
  });
});
