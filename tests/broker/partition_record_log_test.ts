import { beforeEach, describe, expect, test } from "bun:test";
import { PartitionRecordLog } from "../../lib/broker/partition_record_log.ts";
import { DiskFullError } from "../../lib/io/file.ts";
import { type PartitionLog, SequenceError } from "../../lib/kafka/log/partition_log.ts";
import { TestPartitions } from "../kafka/log/test_partitions.ts";

const T = 1_700_000_000_000;
const TRANSACTION = { producerId: 7, producerEpoch: 3 };
const MARKER = { ...TRANSACTION, coordinatorEpoch: 4, isCommit: true, transactionVersion: 1 };

function record(key: string, value: string | null) {
  return { key: Buffer.from(key), value: value === null ? null : Buffer.from(value) };
}

async function replayed(log: PartitionRecordLog): Promise<[string, string | null, number][]> {
  const found: [string, string | null, number][] = [];
  await log.replay(({ key, value }, offset) => {
    const text = value === null ? null : Buffer.from(value).toString();
    found.push([Buffer.from(key).toString(), text, offset]);
  });
  return found;
}

describe("a state machine's log on a partition", () => {
  let partitions: TestPartitions;
  let partition: PartitionLog;
  let mustFlush: boolean;

  beforeEach(async () => {
    partitions = new TestPartitions();
    partition = await partitions.add("__consumer_offsets");
    mustFlush = true;
  });

  function recordLog(): PartitionRecordLog {
    return new PartitionRecordLog(partition, () => mustFlush);
  }

  test("gives back what was appended, in order, tombstones included", async () => {
    const log = recordLog();
    expect(log.append([record("a", "1"), record("b", "2")], T)).toBe(2);
    expect(log.append([record("a", null)], T)).toBe(3);
    expect(await replayed(log)).toEqual([["a", "1", 0], ["b", "2", 1], ["a", null, 2]]);
  });

  test("gives it back after a power cut, where it was said to be on disk", async () => {
    const log = recordLog();
    await log.flushed(log.append([record("a", "1")], T));
    log.append([record("b", "2")], T);
    partitions = partitions.crash(3);
    partition = await partitions.add("__consumer_offsets");
    expect((await replayed(recordLog()))[0]).toEqual(["a", "1", 0]);
  });

  test("does not wait for the disk where acks.all.flush.enable is off", async () => {
    const log = recordLog();
    partitions.files.failDatasync(new Error("EIO"));
    mustFlush = false;
    await log.flushed(log.append([record("a", "1")], T));
    mustFlush = true;
    await expect(log.flushed(1)).rejects.toThrow("EIO");
  });

  test("hands out records of its own: what is kept of them keeps no chunk of the log", async () => {
    const log = recordLog();
    log.append([record("key", "value")], T);
    const kept: Uint8Array[] = [];
    await log.replay(({ key, value }) => kept.push(key, value!));
    expect(kept.map(({ buffer }) => buffer.byteLength)).toEqual([3, 5]);
  });

  test("refuses where the disk is full, and nothing was appended", async () => {
    const log = recordLog();
    log.append([record("a", "1")], T);
    partition.log.resources.requireSpace = () => {
      throw new DiskFullError("no space");
    };
    expect(() => log.append([record("b", "2")], T)).toThrow(DiskFullError);
    expect((await replayed(log)).length).toBe(1);
  });

  test("takes what frees space or ends a transaction on a full disk, too", () => {
    const log = recordLog();
    log.append([record("a", "1")], T);
    log.append([record("b", "2")], T, TRANSACTION);
    partition.log.resources.requireSpace = () => {
      throw new DiskFullError("no space");
    };
    expect(log.append([record("a", null)], T)).toBe(3);
    expect(() => log.append([record("b", null), record("c", "3")], T)).toThrow(DiskFullError);
    expect(() => log.append([record("b", null)], T, TRANSACTION)).toThrow(DiskFullError);
    expect(log.appendMarker(MARKER, T)).toBe(4);
    expect(partition.lastStableOffset).toBe(4);
  });

  test("begins its replay at the log's start", async () => {
    const log = recordLog();
    for (const key of ["a", "b", "c"]) log.append([record(key, "1")], T);
    partition.deleteRecordsBefore(2);
    expect(await replayed(log)).toEqual([["c", "1", 2]]);
  });

  test("keeps transactions and their markers, also over a restart", async () => {
    const log = recordLog();
    log.append([record("a", "1")], T);
    expect(log.append([record("a", "2"), record("b", "3")], T, TRANSACTION)).toBe(3);
    expect(partition.lastStableOffset).toBe(1);
    expect(log.appendMarker({ ...MARKER, isCommit: false }, T)).toBe(4);
    expect(partition.lastStableOffset).toBe(4);
    log.append([record("b", "4")], T, TRANSACTION);
    await log.flushed(log.appendMarker(MARKER, T));
    partitions = partitions.crash(3);
    partition = await partitions.add("__consumer_offsets");
    const seen: unknown[] = [];
    await recordLog().replay(
      ({ key }, offset, transaction) =>
        seen.push([Buffer.from(key).toString(), offset, transaction]),
      (marker, offset) => seen.push([marker, offset]),
    );
    expect(seen).toEqual([
      ["a", 0, null],
      ["a", 1, TRANSACTION],
      ["b", 2, TRANSACTION],
      [{ ...TRANSACTION, coordinatorEpoch: 4, isCommit: false }, 3],
      ["b", 4, TRANSACTION],
      [{ ...TRANSACTION, coordinatorEpoch: 4, isCommit: true }, 5],
    ]);
  });

  test("finds an open transaction again after a crash", async () => {
    const log = recordLog();
    await log.flushed(log.append([record("a", "1")], T, TRANSACTION));
    partitions = partitions.crash(3);
    partition = await partitions.add("__consumer_offsets");
    expect(partition.hasOpenTransaction(7, 3)).toBe(true);
    expect(recordLog().appendMarker(MARKER, T)).toBe(2);
    expect(partition.hasOpenTransaction(7, 3)).toBe(false);
  });

  test("refuses a producer's old epoch and a coordinator's old term", () => {
    const log = recordLog();
    log.append([record("a", "1")], T, TRANSACTION);
    expect(() => log.append([record("a", "2")], T, { ...TRANSACTION, producerEpoch: 2 }))
      .toThrow(SequenceError);
    log.appendMarker(MARKER, T);
    expect(() => log.appendMarker({ ...MARKER, producerEpoch: 2 }, T)).toThrow(SequenceError);
    expect(() => log.appendMarker({ ...MARKER, coordinatorEpoch: 3 }, T)).toThrow(SequenceError);
    expect(partition.logEndOffset).toBe(2);
  });
});
