import { beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { SequenceError } from "../../../lib/kafka/log/partition_log.ts";
import { readEndTransactionMarker } from "../../../lib/kafka/record/control_record.ts";
import { readBatchHeader } from "../../../lib/kafka/record/record_batch.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { batchOf } from "../batches.ts";
import { TransactionFixture } from "./transaction_fixture.ts";

let fixture: TransactionFixture;

beforeEach(async () => {
  fixture = await TransactionFixture.open();
});

describe("the last stable offset", () => {
  test("is the high watermark without transactions", () => {
    fixture.partition.append(batchOf(["a", "b"]));
    expect(fixture.partition.lastStableOffset).toBe(2);
  });

  test("stops where a transaction begins and goes on with its marker", () => {
    fixture.partition.append(batchOf(["a"]));
    fixture.write(7);
    fixture.partition.append(batchOf(["b"]));
    expect([fixture.partition.lastStableOffset, fixture.partition.highWatermark]).toEqual([1, 3]);
    fixture.end(7);
    expect([fixture.partition.lastStableOffset, fixture.partition.highWatermark]).toEqual([4, 4]);
  });

  test("follows the oldest of several", () => {
    fixture.write(1);
    fixture.write(2);
    fixture.write(1);
    fixture.write(3);
    fixture.end(2);
    expect(fixture.partition.lastStableOffset).toBe(0);
    fixture.abort(1);
    expect(fixture.partition.lastStableOffset).toBe(3);
    fixture.end(3);
    expect(fixture.partition.lastStableOffset).toBe(7);
  });

  test("is never below the log start, whatever was deleted", () => {
    fixture.write(1);
    fixture.write(1);
    fixture.write(1);
    fixture.partition.deleteRecordsBefore(2);
    expect(fixture.partition.lastStableOffset).toBe(2);
    fixture.abort(1);
    expect(fixture.partition.lastStableOffset).toBe(4);
  });
});

describe("appendMarker()", () => {
  test("appends one control batch with the marker", async () => {
    fixture.write(7);
    fixture.partition.leaderEpoch = 4;
    expect(fixture.abort(7, { coordinatorEpoch: 3 })).toEqual({
      baseOffset: 1,
      endOffset: 2,
      duplicate: false,
    });
    const { records } = await fixture.partition.read({
      offset: 1,
      bytesMax: 1000,
      firstBatchAlways: true,
    });
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    expect(readBatchHeader(view, 0)).toMatchObject({
      baseOffset: 1n,
      partitionLeaderEpoch: 4,
      isControl: true,
      isTransactional: true,
      producerId: 7n,
      producerEpoch: 0,
      baseSequence: -1,
      recordCount: 1,
    });
    const [record] = readRecords(records);
    expect(readEndTransactionMarker(record!)).toEqual({ type: 0, coordinatorEpoch: 3 });
  });

  test("refuses and appends nothing where the epoch is stale", () => {
    fixture.write(7, 5);
    expect(() => fixture.end(7, { producerEpoch: 4 })).toThrow(SequenceError);
    expect(() => fixture.end(7, { producerEpoch: 4 })).toThrow("last seen epoch is 5");
    expect(fixture.partition.highWatermark).toBe(1);
    expect(fixture.partition.hasOpenTransaction(7, 5)).toBe(true);
  });

  test("leaves the transaction open where the disk is full", async () => {
    fixture.write(7);
    const { append } = fixture.partition.log;
    fixture.partition.log.append = () => {
      throw new DiskFullError("full");
    };
    expect(() => fixture.abort(7)).toThrow(DiskFullError);
    expect(fixture.partition.lastStableOffset).toBe(0);
    fixture.partition.log.append = append;
    fixture.abort(7);
    expect(fixture.partition.lastStableOffset).toBe(2);
    expect(await fixture.abortedIn()).toEqual([[7, 0]]);
  });

  test("of a producer that wrote nothing is no aborted transaction", async () => {
    fixture.abort(7);
    expect(await fixture.abortedIn()).toEqual([]);
    expect(fixture.partition.aborted.isEmpty).toBe(true);
  });

  test("tells those who wait for committed records, and only then", () => {
    const told: number[] = [];
    const listener = { noteAppend: (sizeBytes: number) => told.push(sizeBytes) };
    fixture.partition.append(batchOf(["before"]));
    fixture.partition.listen(listener, 1);
    const [first, second] = [fixture.write(1), fixture.write(2)];
    expect([first, second, told.length]).toEqual([1, 2, 0]);
    fixture.end(1);
    expect(told).toHaveLength(1);
    fixture.end(2);
    expect(told).toHaveLength(2);
    expect(Math.min(...told)).toBeGreaterThan(0);
    fixture.partition.unlisten(listener);
    fixture.partition.append(batchOf(["after"]));
    expect(told).toHaveLength(2);
  });
});

describe("abortedTransactions()", () => {
  /** 0 a1, 1 b2, 2 a1, 3 abort 1, 4 c3, 5 abort 2, 6 commit 3, 7 a1, 8 abort 1 */
  beforeEach(() => {
    fixture.write(1);
    fixture.write(2);
    fixture.write(1);
    fixture.abort(1);
    fixture.write(3);
    fixture.abort(2);
    fixture.end(3);
    fixture.write(1);
    fixture.abort(1);
  });

  const rows: [number, number, [number, number][]][] = [
    [0, 9, [[1, 0], [2, 1], [1, 7]]],
    [0, 1, [[1, 0]]],
    [0, 3, [[1, 0], [2, 1]]],
    [3, 4, [[1, 0], [2, 1]]],
    [4, 6, [[2, 1]]],
    [6, 7, []],
    [6, 8, [[1, 7]]],
    [8, 9, [[1, 7]]],
  ];
  test.each(rows)("from %i to %i", async (from, to, expected) => {
    expect(await fixture.abortedIn(from, to)).toEqual(expected);
  });

  test.each(rows)("from %i to %i after a restart", async (from, to, expected) => {
    fixture = await TransactionFixture.open(await fixture.running.restart());
    expect(await fixture.abortedIn(from, to)).toEqual(expected);
  });
});
