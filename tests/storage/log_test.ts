import { describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import { LogOfflineError } from "../../lib/storage/log.ts";
import { baseOffsets, batchOf, read, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 3 };

test("the next flush also puts on disk that a segment without news was trimmed", async () => {
  const fixture = new TestStore();
  const log = fixture.log();
  log.append(batchOf(2), { leaderEpoch: 0 });
  await log.flushed(log.logEndOffset);
  log.roll();
  const [sealed] = log.segments;
  expect(sealed!.isSynced).toBe(false);
  log.append(batchOf(2), { leaderEpoch: 0 });
  await log.flushed(log.logEndOffset);
  expect(sealed!.isSynced).toBe(true);
});

describe("append and read", () => {
  test("offsets follow each other and the leader epoch is in the batch", async () => {
    const log = new TestStore().log();
    expect(log.append(batchOf(3), LEADER)).toBe(0);
    expect(log.append(batchOf(2), LEADER)).toBe(3);
    expect(log.logEndOffset).toBe(5);
    const records = await read(log, { offset: 3 });
    const view = new DataView(records.buffer, records.byteOffset);
    expect(Number(view.getBigInt64(0))).toBe(3);
    expect(view.getInt32(12)).toBe(3);
  });

  test("a read in the middle of a batch starts at the batch", async () => {
    const log = new TestStore().log();
    log.append(batchOf(10), LEADER);
    const records = await read(log, { offset: 7 });
    expect(Number(new DataView(records.buffer, records.byteOffset).getBigInt64(0))).toBe(0);
  });

  test("bytesMax cuts to whole batches, and the first comes always where asked", async () => {
    const log = new TestStore().log();
    const size = batchOf(1).length;
    for (let i = 0; i < 5; i++) log.append(batchOf(1), LEADER);
    expect((await read(log, { bytesMax: size * 2 + 5 })).length).toBe(size * 2);
    expect((await read(log, { bytesMax: 10 })).length).toBe(size);
    expect((await read(log, { bytesMax: 10, firstBatchAlways: false })).length).toBe(0);
  });

  test("batches at or above the offset limit are not read", async () => {
    const log = new TestStore().log();
    const size = batchOf(2).length;
    for (let i = 0; i < 5; i++) log.append(batchOf(2), LEADER);
    expect((await read(log, { offsetLimit: 4 })).length).toBe(size * 2);
    expect((await read(log, { offsetLimit: 5 })).length).toBe(size * 2);
    expect((await read(log, { offset: 4, offsetLimit: 4 })).length).toBe(0);
  });

  test("an offset outside the log is out of range, the end is not", async () => {
    const log = new TestStore().log();
    log.append(batchOf(2), LEADER);
    expect((await read(log, { offset: 2 })).length).toBe(0);
    expect(() => read(log, { offset: 3 })).toThrow("it holds 0 to 2");
    expect(() => read(log, { offset: -1 })).toThrow("Cannot read orders-0 at offset -1");
  });

  test("what spans windows and segments is read back byte for byte", async () => {
    const log = new TestStore().log({ segmentBytes: 300_000 });
    const sizes: number[] = [];
    for (let i = 0; i < 200; i++) {
      const batch = batchOf(1 + i % 7, { valueBytes: 500 + 37 * i, text: `${i}-` });
      sizes.push(batch.length);
      log.append(batch, LEADER);
    }
    expect(log.segments.length).toBeGreaterThan(3);
    let offset = 0;
    for (let i = 0; i < 200; i++) {
      const records = await read(log, { offset, bytesMax: 1 });
      expect(records.length).toBe(sizes[i]!);
      offset += 1 + i % 7;
    }
    expect((await baseOffsets(log)).length).toBe(200);
  });
});

describe("segments", () => {
  test("roll by size, by age and by age alone", () => {
    const fixture = new TestStore();
    const log = fixture.log({ segmentBytes: 450, segmentMs: 1000 });
    log.append(batchOf(1), LEADER);
    log.append(batchOf(10), LEADER);
    log.append(batchOf(10), LEADER);
    expect(log.segments.map((segment) => segment.baseOffset)).toEqual([0, 11]);
    log.append(batchOf(1, { timestamp: 1_700_000_002_000 }), LEADER);
    expect(log.segments.map((segment) => segment.baseOffset)).toEqual([0, 11, 21]);
    fixture.clock.advance(1001);
    log.rollIfAged();
    expect(log.segments.map((segment) => segment.baseOffset)).toEqual([0, 11, 21, 22]);
  });

  test("a sealed segment's file is as long as its data", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(5), LEADER);
    expect(fixture.files.size(log.active.path)).toBe(64 << 10);
    const sealed = log.active;
    log.roll();
    expect(fixture.files.size(sealed.path)).toBe(sealed.sizeBytes);
  });

  test("the start offset removes whole segments below it, and a restart remembers it", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ segmentBytes: 400 });
    for (let i = 0; i < 6; i++) log.append(batchOf(8), LEADER);
    const before = log.segments.length;
    log.advanceLogStartOffset(20);
    expect(log.segments.length).toBeLessThan(before);
    expect(log.segments[0]!.baseOffset).toBeLessThanOrEqual(20);
    await fixture.restart();
    expect(fixture.log({ segmentBytes: 400 }).logStartOffset).toBe(20);
    expect(() => log.advanceLogStartOffset(1000)).toThrow("start offset 1000 > end 48");
  });
});

describe("a log of which every record was deleted", () => {
  /** A log that ends at 10, with nothing before it. */
  async function emptied(fixture: TestStore): Promise<void> {
    const log = fixture.log();
    log.append(batchOf(10), LEADER);
    await log.flushed(10);
    log.roll();
    log.advanceLogStartOffset(10);
  }

  test("goes on where it ended after a crash, though no checkpoint tells", async () => {
    const fixture = new TestStore();
    await emptied(fixture);
    expect(fixture.log().segments.length).toBe(1);
    fixture.files.syncFolder("/data/orders-0");
    fixture.loseUnsynced();
    const after = fixture.log();
    expect([after.logStartOffset, after.append(batchOf(1), LEADER)]).toEqual([10, 10]);
  });

  test("keeps its last segment where the disk has no room for a new name", async () => {
    const fixture = new TestStore();
    const open = fixture.files.open.bind(fixture.files);
    fixture.files.open = (path, mode) => {
      if (path.endsWith("10.log")) throw new DiskFullError("no inode left");
      return open(path, mode);
    };
    await emptied(fixture);
    const log = fixture.log();
    expect([log.logStartOffset, log.logEndOffset, log.segments.length]).toEqual([10, 10, 2]);
    fixture.files.open = open;
    log.append(batchOf(1), LEADER);
    log.advanceLogStartOffset(11);
    expect(log.segments.length).toBe(1);
  });
});

describe("flushing", () => {
  test("waits for the disk, and all who came meanwhile share the next flush", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    const first = log.flushed(1);
    log.append(batchOf(1), LEADER);
    const rest = [log.flushed(2), log.flushed(2), log.flushed(2)];
    expect(log.flushedOffset).toBe(0);
    await first;
    await Promise.all(rest);
    expect(log.flushedOffset).toBe(2);
    expect(fixture.store.flusher.statistics.count).toBeLessThanOrEqual(2);
    expect(fixture.store.flusher.waiting).toBe(0);
  });

  test("takes the files beside the segments along, and the folders' new names", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    const path = `${log.folder}/partition.metadata`;
    const file = fixture.files.open(path, "create");
    file.writeSync(Buffer.from("version: 0"), 0);
    file.close();
    log.syncWithNextFlush(path);
    log.append(batchOf(1), LEADER);
    await log.flushed(1);
    fixture.loseUnsynced();
    expect(Buffer.from(fixture.files.readFile(path)).toString()).toBe("version: 0");
    expect(fixture.log().logEndOffset).toBe(1);
  });

  test("takes along an older segment behind one that is on disk already", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 3; i++) {
      log.append(batchOf(1), LEADER);
      log.roll();
    }
    await log.segments[2]!.datasync();
    await log.flushed(3);
    fixture.loseUnsynced();
    expect(fixture.log().logEndOffset).toBe(3);
  });

  test("takes along the name of a segment that was begun since", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 4; i++) {
      log.append(batchOf(1), LEADER);
      await log.flushed(log.logEndOffset);
      log.roll();
    }
    fixture.loseUnsynced();
    expect(fixture.log().logEndOffset).toBe(4);
  });

  test("a disk that fails takes the log offline and tells those who wait", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    fixture.files.failDatasync(new Error("EIO"));
    await expect(log.flushed(1)).rejects.toThrow("cannot put data on disk: EIO");
    expect(() => log.append(batchOf(1), LEADER)).toThrow(LogOfflineError);
    fixture.files.failDatasync(null);
    expect(fixture.log({}, "other-0").append(batchOf(1), LEADER)).toBe(0);
  });
});

describe("a disk without space", () => {
  test("refuses appends below the reserve and takes them again by itself", () => {
    const fixture = new TestStore({ capacityBytes: 10 << 20, reservedBytes: 1 << 20 });
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    fixture.files.capacityBytes = 1 << 20;
    fixture.clock.advance(1000);
    expect(() => log.append(batchOf(1), LEADER)).toThrow(DiskFullError);
    expect(log.append(batchOf(1), { ...LEADER, mayUseReserve: true })).toBe(1);
    fixture.files.capacityBytes = 10 << 20;
    fixture.clock.advance(1000);
    expect(log.append(batchOf(1), LEADER)).toBe(2);
    expect(fixture.logger.lines.filter((line) => line.message.includes("disk")).length).toBe(2);
  });

  test("a failed preallocation changes nothing", async () => {
    const fixture = new TestStore({ capacityBytes: 100 << 10 });
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    expect(() => log.append(batchOf(1, { valueBytes: 90_000 }), LEADER)).toThrow(DiskFullError);
    expect(log.append(batchOf(1), LEADER)).toBe(1);
    expect(await baseOffsets(log)).toEqual([0, 1]);
  });
});
