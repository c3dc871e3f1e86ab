import { describe, expect, test } from "bun:test";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { RECORD_ERRORS_MAX } from "../../../lib/kafka/record/batch_error.ts";
import type { BatchRules } from "../../../lib/kafka/record/batch_rules.ts";
import type { SimpleRecord } from "../../../lib/kafka/record/record.ts";
import { validateRecords } from "../../../lib/kafka/record/validate_records.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import { utf8 } from "./golden_batches.ts";

const RULES: BatchRules = {
  partition: "t-0",
  nowMs: 1000,
  produceVersion: 9,
  messageMaxBytes: 1 << 20,
  logAppendTime: false,
  timestampBeforeMaxMs: 100,
  timestampAfterMaxMs: 10,
  keysRequired: true,
  decompressedBytesMax: 1 << 20,
  compression: null,
};

function record(key: string | null, timestamp = 1000): SimpleRecord {
  return { timestamp, key: key === null ? null : utf8(key), value: utf8("value") };
}

describe.each(Object.entries(CompressionType))("validateRecords(), %s", (_name, type) => {
  const batch = (records: SimpleRecord[], offset = {}) =>
    writeRecordBatch(records, { compressionType: type, ...offset });

  test("takes records with keys, an empty one too", () => {
    expect(validateRecords(batch([record("a"), record(""), record("c")]), RULES)).toBeNull();
  });

  test("names each record without a key", () => {
    const records = [record(null), record("b"), record(null)];
    const refused = validateRecords(batch(records), RULES);
    expect(refused?.error).toBe("INVALID_RECORD");
    expect(refused?.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([0, 2]);
    expect(refused?.recordErrors[0]?.message).toContain("without key in topic partition t-0");
    expect(validateRecords(batch(records), { ...RULES, keysRequired: false })).toBeNull();
  });

  test("names each record whose timestamp is out of the limits", () => {
    const records = [record("a", 899), record("b", 900), record("c", 1010), record("d", 1011)];
    const refused = validateRecords(batch([...records, record("e", -1)]), RULES);
    expect(refused?.error).toBe("INVALID_TIMESTAMP");
    expect(refused?.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([0, 3]);
    expect(validateRecords(batch(records), { ...RULES, logAppendTime: true })).toBeNull();
  });

  test("a timestamp error takes precedence over the others", () => {
    const refused = validateRecords(batch([record(null), record("b", 1)]), RULES);
    expect(refused?.error).toBe("INVALID_TIMESTAMP");
    expect(refused?.recordErrors).toHaveLength(2);
  });

  test("refuses offsets with gaps", () => {
    const records = [{ ...record("a"), offset: 0 }, { ...record("b"), offset: 2 }];
    expect(validateRecords(batch(records), RULES)).toMatchObject({
      error: "INVALID_RECORD",
      recordErrors: [{ batchIndex: 1, message: "Record 1 has the offset delta 2" }],
    });
  });

  test("names no more records than its limit", () => {
    const records = Array.from({ length: RECORD_ERRORS_MAX + 50 }, () => record(null));
    expect(validateRecords(batch(records), RULES)?.recordErrors).toHaveLength(RECORD_ERRORS_MAX);
  });

  test("refuses what does not decompress within the limit", () => {
    const records = [{ ...record("a"), value: new Uint8Array(50_000) }];
    const refused = validateRecords(batch(records), { ...RULES, decompressedBytesMax: 40_000 });
    expect(refused).toMatchObject({ error: "INVALID_RECORD", recordErrors: [] });
    expect(refused?.message).toContain("40000");
  });
});
