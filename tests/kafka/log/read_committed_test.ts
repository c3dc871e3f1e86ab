import { beforeEach, describe, expect, spyOn, test } from "bun:test";
import { readCommitted } from "../../../lib/kafka/log/read_committed.ts";
import { OffsetOutOfRangeError } from "../../../lib/storage/log_read.ts";
import { valuesOf } from "../batches.ts";
import { TransactionFixture } from "./transaction_fixture.ts";

const FROM_START = { offset: 0, bytesMax: 1 << 20, firstBatchAlways: true };

let fixture: TransactionFixture;

beforeEach(async () => {
  fixture = await TransactionFixture.open();
});

describe("readCommitted()", () => {
  test("ends where the oldest open transaction begins", async () => {
    fixture.write(1);
    fixture.end(1);
    fixture.write(2);
    fixture.write(3);
    fixture.end(3);
    const { records } = await readCommitted(fixture.partition, FROM_START);
    expect(valuesOf(records).length).toBe(2);
    expect(fixture.partition.lastStableOffset).toBe(2);
  });

  test("tells what was aborted among the records", async () => {
    fixture.write(1);
    fixture.abort(1);
    const { aborted } = await readCommitted(fixture.partition, FROM_START);
    expect(aborted.map(({ firstOffset }) => firstOffset)).toEqual([0]);
  });

  test("reads again where compaction replaced a segment meanwhile", async () => {
    fixture.write(1);
    fixture.abort(1);
    const { partition } = fixture;
    const read = spyOn(partition, "read");
    const cleaned = new Uint8Array(0);
    read.mockImplementationOnce(async () => {
      const records = partition.log.active.mappedBytes(0, partition.log.active.sizeBytes)!;
      await Promise.resolve();
      // The cleaned segment has nothing left of the transaction.
      partition.aborted.noteReplaced([0], 0);
      read.mockImplementationOnce(() => ({ records: cleaned }));
      return { records };
    });
    const { records, aborted } = await readCommitted(partition, FROM_START);
    expect(read).toHaveBeenCalledTimes(2);
    expect({ records, aborted }).toEqual({ records: cleaned, aborted: [] });
  });

  test("finds the offset out of range where its segment was removed meanwhile", async () => {
    fixture.write(1);
    fixture.abort(1);
    const { partition } = fixture;
    const read = spyOn(partition, "read");
    read.mockImplementationOnce(async () => {
      await Promise.resolve();
      partition.deleteRecordsBefore(2);
      return { records: new Uint8Array(0) };
    });
    const reading = readCommitted(partition, FROM_START);
    await expect(reading).rejects.toThrow(OffsetOutOfRangeError);
  });
});
