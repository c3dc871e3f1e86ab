import { beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { type PartitionLog, SequenceError } from "../../../lib/kafka/log/partition_log.ts";
import { OffsetOutOfRangeError } from "../../../lib/storage/log_read.ts";
import { batchOf, idempotentBatch, recordsOf, valuesOf } from "../batches.ts";
import { LOSES_ALL } from "../../storage/test_store.ts";
import { turns } from "../held_disk.ts";
import { settingsOf, TestPartitions } from "./test_partitions.ts";

/** Segments of two or three small batches. */
const SMALL_SEGMENTS = { "internal.segment.bytes": "200" };
const PRODUCER = { id: 7, epoch: 0 };

let running: TestPartitions;
let partition: PartitionLog;

beforeEach(async () => {
  running = new TestPartitions();
  partition = await running.add("t", 0, SMALL_SEGMENTS);
});

async function values(from = 0, log = partition): Promise<string[]> {
  const found: string[] = [];
  let offset = from;
  while (offset < log.highWatermark) {
    const { records } = await log.read({ offset, bytesMax: 1 << 20, firstBatchAlways: true });
    const page = recordsOf(records);
    found.push(...page.filter((record) => record.offset >= from).map(({ value }) => value));
    offset = (page.at(-1)?.offset ?? log.highWatermark) + 1;
  }
  return found;
}

function snapshots(): string[] {
  return running.files.list("/data/t-0").filter((name) => name.endsWith(".snapshot"));
}

describe("append()", () => {
  test("gives offsets in order and moves the high watermark", () => {
    expect(partition.append(batchOf(["a", "b"]))).toEqual({
      baseOffset: 0,
      endOffset: 2,
      duplicate: false,
    });
    expect(partition.append(batchOf(["c"]))).toMatchObject({ baseOffset: 2, endOffset: 3 });
    expect([partition.highWatermark, partition.lastStableOffset, partition.logEndOffset])
      .toEqual([3, 3, 3]);
  });

  test("puts the leader epoch into the batch", async () => {
    partition.leaderEpoch = 6;
    partition.append(batchOf(["a"]));
    const { records } = await partition.read({ offset: 0, bytesMax: 1000, firstBatchAlways: true });
    expect(new DataView(records.buffer, records.byteOffset).getInt32(12)).toBe(6);
  });

  test("answers a producer's retry with the first offsets", () => {
    partition.append(batchOf(["before"]));
    partition.append(idempotentBatch(["a", "b"], { ...PRODUCER, sequence: 0 }));
    expect(partition.append(idempotentBatch(["a", "b"], { ...PRODUCER, sequence: 0 }))).toEqual({
      baseOffset: 1,
      endOffset: 3,
      duplicate: true,
    });
    expect(partition.logEndOffset).toBe(3);
  });

  test("throws at a producer's gap, and appends nothing", () => {
    partition.append(idempotentBatch(["a"], { ...PRODUCER, sequence: 0 }));
    expect(() => partition.append(idempotentBatch(["c"], { ...PRODUCER, sequence: 2 })))
      .toThrow(SequenceError);
    expect(partition.logEndOffset).toBe(1);
  });

  test("a batch that the disk refused was never noted: the retry is appended", () => {
    const { append } = partition.log;
    partition.log.append = () => {
      throw new DiskFullError("full");
    };
    const batch = () => idempotentBatch(["a"], { ...PRODUCER, sequence: 0 });
    expect(() => partition.append(batch())).toThrow(DiskFullError);
    partition.log.append = append;
    expect(partition.append(batch())).toEqual({ baseOffset: 0, endOffset: 1, duplicate: false });
  });

  test("tells those who listen how many bytes came, until they stop", () => {
    const told: number[] = [];
    const listener = { noteAppend: (sizeBytes: number) => told.push(sizeBytes) };
    const batch = batchOf(["a"]);
    partition.listen(listener);
    partition.append(batch.slice());
    partition.unlisten(listener);
    partition.append(batch.slice());
    expect(told).toEqual([batch.length]);
  });
});

describe("read()", () => {
  test("goes through segments, mapped and sealed ones alike", async () => {
    const all = Array.from({ length: 20 }, (_, i) => `value ${i}`);
    for (const value of all) partition.append(batchOf([value]));
    expect(partition.log.segments.length).toBeGreaterThan(5);
    expect(await values()).toEqual(all);
    expect(await values(7)).toEqual(all.slice(7));
    running = await running.restart();
    partition = await running.add("t", 0, SMALL_SEGMENTS);
    expect(await values(7)).toEqual(all.slice(7));
  });

  test("from within a batch gives the whole batch", async () => {
    partition.append(batchOf(["a", "b", "c"]));
    const { records } = await partition.read({ offset: 2, bytesMax: 1000, firstBatchAlways: true });
    expect(valuesOf(records)).toEqual(["a", "b", "c"]);
  });

  test.each([-1, 4])("offset %i is out of range", (offset) => {
    partition.append(batchOf(["a", "b", "c"]));
    expect(() => partition.read({ offset, bytesMax: 1000, firstBatchAlways: true }))
      .toThrow(OffsetOutOfRangeError);
  });
});

describe("deleteRecordsBefore()", () => {
  beforeEach(() => {
    for (let i = 0; i < 10; i++) partition.append(batchOf([`value ${i}`]));
  });

  test("hides what is below, whole segments at once", async () => {
    const before = partition.log.segments.length;
    partition.deleteRecordsBefore(5);
    expect(partition.logStartOffset).toBe(5);
    expect(partition.log.segments.length).toBeLessThan(before);
    expect(await values(5)).toEqual([5, 6, 7, 8, 9].map((i) => `value ${i}`));
    expect(() => partition.read({ offset: 4, bytesMax: 1000, firstBatchAlways: true }))
      .toThrow(OffsetOutOfRangeError);
  });

  test("never goes back", () => {
    partition.deleteRecordsBefore(5);
    partition.deleteRecordsBefore(2);
    expect(partition.logStartOffset).toBe(5);
  });

  test.each([-1, 11])("%i is no offset of the log", (offset) => {
    expect(() => partition.deleteRecordsBefore(offset)).toThrow(OffsetOutOfRangeError);
    expect(partition.logStartOffset).toBe(0);
  });
});

describe("producers", () => {
  const retry = () => idempotentBatch(["a"], { ...PRODUCER, sequence: 0 });

  test("come back after a clean stop", async () => {
    partition.append(retry());
    running = await running.restart();
    partition = await running.add("t", 0, SMALL_SEGMENTS);
    expect(partition.append(retry()).duplicate).toBe(true);
  });

  test.each([1, 2, 3, 4, 5])("come back after a power cut, seed %i", async (seed) => {
    partition.append(retry());
    await partition.log.flushed(1);
    running = running.crash(seed);
    partition = await running.add("t", 0, SMALL_SEGMENTS);
    expect(partition.append(retry()).duplicate).toBe(true);
  });

  test("come back from a snapshot and from what followed it", async () => {
    partition.append(retry());
    await running.store.checkpoint();
    expect(snapshots()).toEqual(["00000000000000000001.snapshot"]);
    const second = () => idempotentBatch(["b"], { id: 8, epoch: 0, sequence: 0 });
    partition.append(second());
    await partition.log.flushed(2);
    running = running.crash(3);
    partition = await running.add("t", 0, SMALL_SEGMENTS);
    expect(partition.append(retry()).duplicate).toBe(true);
    expect(partition.append(second()).duplicate).toBe(true);
  });

  test("come back by reading the log where the snapshot is damaged", async () => {
    partition.append(retry());
    const path = "/data/t-0/00000000000000000001.snapshot";
    running = await running.restart();
    running.files.replaceFile(path, new Uint8Array([0, 1, 2]));
    partition = await running.add("t", 0, SMALL_SEGMENTS);
    expect(partition.append(retry()).duplicate).toBe(true);
  });

  test("a snapshot from beyond the log's end is not believed", async () => {
    partition.append(retry());
    running = await running.restart();
    const ahead = "/data/t-0/00000000000000000099.snapshot";
    const snapshot = running.files.readFile("/data/t-0/00000000000000000001.snapshot");
    running.files.replaceFile(ahead, snapshot);
    partition = await running.add("t", 0, SMALL_SEGMENTS);
    expect(running.files.exists(ahead)).toBe(false);
    expect(partition.append(retry()).duplicate).toBe(true);
  });

  test("snapshots are taken where segments begin, and do not pile up", async () => {
    for (let i = 0; i < 12; i++) {
      partition.append(idempotentBatch([`value ${i}`], { ...PRODUCER, sequence: i }));
      await running.store.checkpoint();
    }
    const bases = new Set(partition.log.segments.map(({ baseOffset }) => baseOffset));
    const offsets = snapshots().map((name) => Number(name.slice(0, 20)));
    expect(offsets.filter((offset) => !bases.has(offset))).toEqual([12]);
  });

  /** Every write of a snapshot fails until the disk is mended. */
  function breakSnapshots(): () => void {
    const replace = running.files.replaceFileLater;
    running.files.replaceFileLater = (path, content) =>
      path.endsWith(".snapshot")
        ? Promise.reject(new DiskFullError("no room for a snapshot"))
        : replace.call(running.files, path, content);
    return () => running.files.replaceFileLater = replace;
  }

  test("come back where their snapshot could not be written: the recovery point waits", async () => {
    partition.append(retry());
    breakSnapshots();
    await expect(running.store.checkpoint()).rejects.toThrow("no room for a snapshot");
    running = running.crash(1);
    partition = await running.add("t", 0, SMALL_SEGMENTS);
    expect(partition.append(retry()).duplicate).toBe(true);
  });

  test("come back where the snapshot at a roll could not be written", async () => {
    breakSnapshots();
    for (let i = 0; i < 6; i++) {
      partition.append(idempotentBatch([`value ${i}`], { ...PRODUCER, sequence: i }));
    }
    expect(partition.log.segments.length).toBeGreaterThan(1);
    await expect(running.store.checkpoint()).rejects.toThrow("no room for a snapshot");
    running = running.crash(1);
    partition = await running.add("t", 0, SMALL_SEGMENTS);
    const last = idempotentBatch(["value 5"], { ...PRODUCER, sequence: 5 });
    expect(partition.append(last).duplicate).toBe(true);
  });

  test("of which no snapshot can be written are told of once, and tried again", async () => {
    partition.append(retry());
    const mend = breakSnapshots();
    for (let i = 0; i < 3; i++) {
      running.clock.advance(5000);
      await turns(10);
    }
    expect(running.logger.messages("WARN")).toEqual(["checkpoint failed: no room for a snapshot"]);
    expect(running.store.folders[0]!.recoveryPoints.get("t-0") ?? 0).toBe(0);
    mend();
    running.clock.advance(5000);
    await turns(10);
    expect(running.store.folders[0]!.recoveryPoints.get("t-0")).toBe(1);
    expect(snapshots()).toEqual(["00000000000000000001.snapshot"]);
  });

  test("without a snapshot do not keep records from being deleted", async () => {
    partition.append(retry());
    breakSnapshots();
    expect(await running.partitions.deleteRecords(partition, 1)).toBe(1);
  });

  test("come back where the newest snapshot is of records that a power cut took", async () => {
    partition = await running.add("big", 0);
    partition.append(retry());
    await running.store.checkpoint();
    // While the checkpoint waits for the disk, more comes that the disk does not get.
    const flushed = partition.log.flushed.bind(partition.log);
    let appended = false;
    partition.log.flushed = async (offset) => {
      await flushed(offset);
      if (appended) return;
      appended = true;
      partition.append(idempotentBatch(["b"], { id: 8, epoch: 0, sequence: 0 }));
    };
    partition.append(idempotentBatch(["c"], { id: 9, epoch: 0, sequence: 0 }));
    for (let turn = 0; turn < 40; turn++) {
      if (turn === 0) void running.store.checkpoint().catch(() => {});
      running.files.syncFolder(partition.log.folder);
      const after = new TestPartitions({
        files: running.files.crash(LOSES_ALL),
        clock: running.clock,
      });
      const again = await after.add("big", 0);
      expect({ turn, duplicate: again.append(retry()).duplicate }).toEqual({
        turn,
        duplicate: true,
      });
      await Promise.resolve();
    }
  });

  test("a log that only plain producers write gets no snapshots", async () => {
    for (let i = 0; i < 12; i++) partition.append(batchOf([`value ${i}`]));
    await running.store.checkpoint();
    expect(snapshots()).toEqual([]);
  });
});

test("configure() takes settings into force for batches and for the log", () => {
  partition.configure(settingsOf({ "max.message.bytes": "5000", "retention.ms": "60000" }));
  expect(partition.rules.messageMaxBytes).toBe(5000);
  expect(partition.log.config.retentionMs).toBe(60_000);
  expect(partition.settings.retentionMs).toBe(60_000);
});

test("the topic's id stands in the folder, in Kafka's form", () => {
  const file = running.files.readFile("/data/t-0/partition.metadata");
  expect(Buffer.from(file).toString()).toBe("version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ");
});
