import { describe, expect, test } from "bun:test";
import { setBatchBaseOffset } from "../../../lib/bytes/batch_header.ts";
import { acquiredRecordsOf } from "../../../lib/client/share_consumer/share_record.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function batchAt(offset: number, values: readonly string[]): Uint8Array {
  const bytes = writeRecordBatch(
    values.map((value) => ({ timestamp: 1, key: null, value: encoder.encode(value), headers: [] })),
  );
  setBatchBaseOffset(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, offset);
  return bytes;
}

const PARTITION = { topic: "t", partition: 0 };

describe("acquiredRecordsOf()", () => {
  test("hands out only what was acquired, with its number of deliveries", () => {
    const records = Buffer.concat([batchAt(10, ["a", "b", "c"]), batchAt(13, ["d", "e"])]);
    const { records: acquired, gaps } = acquiredRecordsOf(PARTITION, {
      records,
      acquiredRecords: [
        { firstOffset: 11, lastOffset: 11, deliveryCount: 3 },
        { firstOffset: 13, lastOffset: 14, deliveryCount: 1 },
      ],
    });
    expect(acquired.map(({ offset, deliveryCount, value }) => [
      offset,
      deliveryCount,
      decoder.decode(value!),
    ])).toEqual([[11, 3, "b"], [13, 1, "d"], [14, 1, "e"]]);
    expect(gaps).toEqual([]);
  });

  test("offsets that no record has are gaps", () => {
    const records = Buffer.concat([batchAt(1, ["a"]), batchAt(4, ["b"])]);
    const { records: acquired, gaps } = acquiredRecordsOf(PARTITION, {
      records,
      acquiredRecords: [{ firstOffset: 0, lastOffset: 5, deliveryCount: 1 }],
    });
    expect([acquired.map(({ offset }) => offset), gaps]).toEqual([[1, 4], [0, 2, 3, 5]]);
  });

  test("nothing acquired is nothing", () => {
    expect(acquiredRecordsOf(PARTITION, { records: new Uint8Array(0), acquiredRecords: [] }))
      .toEqual({ records: [], gaps: [] });
  });
});
