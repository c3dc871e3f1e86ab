import { describe, expect, test } from "bun:test";
import { batchCrcMatches } from "../../../lib/bytes/batch_header.ts";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { RecordBatchBuilder } from "../../../lib/kafka/record/record_batch_builder.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";

const RECORDS = [
  { timestamp: 1000, key: Buffer.from("a"), value: Buffer.from("x".repeat(700)) },
  { timestamp: 1200, key: null, value: Buffer.from("y".repeat(900)) },
  { timestamp: 900, key: Buffer.from("c"), value: null, headers: [{ key: "h", value: null }] },
];
const IDENTITY = { producerId: 7n, producerEpoch: 1, baseSequence: 5, isTransactional: true };

function builderOf(): RecordBatchBuilder {
  const builder = new RecordBatchBuilder();
  for (const record of RECORDS) builder.append(record);
  return builder;
}

describe("RecordBatchBuilder", () => {
  test.each([CompressionType.NONE, CompressionType.GZIP])(
    "makes the batch that is made of all records at once, compression %i",
    (compressionType) => {
      const options = { ...IDENTITY, compressionType };
      expect(builderOf().finish(options)).toEqual(writeRecordBatch(RECORDS, options));
    },
  );

  test("copies what it is given", () => {
    const value = Buffer.from("one");
    const builder = new RecordBatchBuilder();
    builder.append({ timestamp: 0, key: null, value });
    value.write("two");
    builder.append({ timestamp: 0, key: null, value });
    const values = [...readRecords(builder.finish({}))].map((record) =>
      Buffer.from(record.value!).toString()
    );
    expect(values).toEqual(["one", "two"]);
  });

  test("knows its size, and takes nothing once it is sealed", () => {
    const builder = builderOf();
    expect([builder.recordCount, builder.isOpen]).toEqual([3, true]);
    builder.seal();
    expect(builder.isOpen).toBe(false);
    expect(() => builder.append(RECORDS[0]!)).toThrow("it is sealed");
    expect(builder.finish({}).length).toBe(builder.sizeBytes);
  });

  test("may be sent again under another identity", () => {
    const builder = builderOf();
    builder.finish(IDENTITY);
    const again = builder.finish({ ...IDENTITY, producerId: 8n, baseSequence: 0 });
    const view = new DataView(again.buffer, again.byteOffset, again.byteLength);
    expect(batchCrcMatches(again, view, 0)).toBe(true);
    expect(again).toEqual(
      writeRecordBatch(RECORDS, { ...IDENTITY, producerId: 8n, baseSequence: 0 }),
    );
  });
});
