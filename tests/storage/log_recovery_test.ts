import { describe, expect, test } from "bun:test";
import type { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { Store } from "../../lib/storage/store.ts";
import { baseOffsets, batchOf, KEEPS_ALL, read, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };

function flipByte(files: MemoryFileSystem, path: string, position: number): void {
  const file = files.open(path, "existing");
  const [byte] = file.readSync(position, 1);
  file.writeSync(Uint8Array.of(byte! ^ 0xff), position);
}

describe("a clean restart", () => {
  test("keeps everything and checks nothing", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ segmentBytes: 2000 });
    for (let i = 0; i < 30; i++) log.append(batchOf(4, { timestamp: 1000 + i }), LEADER);
    await fixture.restart();
    const after = fixture.log({ segmentBytes: 2000 });
    expect(after.logEndOffset).toBe(120);
    expect(after.append(batchOf(1), LEADER)).toBe(120);
    expect((await baseOffsets(after)).length).toBe(31);
  });

  test("an empty log stays empty", async () => {
    const fixture = new TestStore();
    fixture.log();
    await fixture.restart();
    expect(fixture.log().logEndOffset).toBe(0);
    await fixture.restart();
    expect(fixture.log().append(batchOf(1), LEADER)).toBe(0);
  });

  test("a second process is refused while the first runs", () => {
    const fixture = new TestStore();
    const options = fixture.options();
    expect(() => new Store(options)).toThrow("another process has locked it");
  });
});

describe("a power cut", () => {
  test("loses nothing that was flushed, and what remains is whole, whatever pages were lost", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const fixture = new TestStore();
      const log = fixture.log({ segmentBytes: 150_000 });
      for (let i = 0; i < 12; i++) log.append(batchOf(3, { valueBytes: 700 + 911 * i }), LEADER);
      await log.flushed(log.logEndOffset);
      const flushed = log.logEndOffset;
      for (let i = 0; i < 9; i++) log.append(batchOf(2, { valueBytes: 333 * (i + 1) }), LEADER);
      if (seed % 2 === 0) await fixture.store.checkpoint();
      for (let i = 0; i < 5; i++) log.append(batchOf(2, { valueBytes: 4000 }), LEADER);
      fixture.cutPower(seed);
      const after = fixture.log({ segmentBytes: 150_000 });
      expect(after.offline).toBeNull();
      expect(after.logEndOffset).toBeGreaterThanOrEqual(seed % 2 === 0 ? flushed + 18 : flushed);
      const offsets = await baseOffsets(after);
      expect(offsets.slice(0, 12)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33]);
      expect(after.append(batchOf(1), LEADER)).toBe(after.logEndOffset - 1);
      expect((await read(after, { offset: after.logEndOffset - 1 })).length).toBeGreaterThan(0);
    }
  });

  test("takes the preallocated rest of a segment away that was sealed right before it", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(5), LEADER);
    await fixture.store.checkpoint();
    const { path, sizeBytes } = log.active;
    log.roll();
    log.append(batchOf(5), LEADER);
    fixture.loseUnsynced(KEEPS_ALL);
    // What a power cut leaves where it keeps the next file's name and loses the trimming.
    fixture.files.open(path, "existing").truncate(65_536);
    const after = fixture.log();
    expect(after.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 5]);
    expect(after.segments[0]!.sizeBytes).toBe(sizeBytes);
    expect(fixture.files.size(path)).toBe(sizeBytes);
  });

  test("says in one line what was cut", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(2), LEADER);
    await log.flushed(2);
    for (let i = 0; i < 40; i++) log.append(batchOf(2, { valueBytes: 900 }), LEADER);
    fixture.cutPower(7);
    fixture.log();
    const lines = fixture.logger.lines.filter((line) => line.message === "recovered log");
    expect(lines.length).toBe(1);
    expect(Number(lines[0]!.fields?.["cutBytes"])).toBeGreaterThan(0);
  });
});

describe("recovery", () => {
  test("joins no later segment on where a sealed one's tail was lost, even as zeros", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 3; i++) log.append(batchOf(2, { valueBytes: 3000 }), LEADER);
    const { sizeBytes } = log.active;
    log.append(batchOf(2, { valueBytes: 3000 }), LEADER);
    const sealed = log.active;
    log.roll();
    log.append(batchOf(2), LEADER);
    const file = fixture.files.open(sealed.path, "existing");
    file.writeSync(new Uint8Array(sealed.sizeBytes - sizeBytes), sizeBytes);
    fixture.kill();
    const after = fixture.log();
    expect([after.logEndOffset, after.segments.length]).toEqual([6, 1]);
    expect(after.append(batchOf(1), LEADER)).toBe(6);
  });

  test("joins no later segment on where a sealed one is shorter than it was", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 4; i++) log.append(batchOf(2), LEADER);
    const sealed = log.active;
    log.roll();
    log.append(batchOf(2), LEADER);
    fixture.files.open(sealed.path, "existing").truncate(sealed.sizeBytes / 4 * 3);
    fixture.kill();
    const after = fixture.log();
    expect([after.logEndOffset, after.segments.length]).toEqual([6, 1]);
  });

  test("cuts a batch whose header's first bytes were lost with their page", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    const overhead = batchOf(1, { valueBytes: 0 }).length;
    // The next batch begins 9 bytes before a page's end: only its base offset lies in that page.
    log.append(batchOf(1, { valueBytes: 4096 - 9 - overhead - 2 }), LEADER);
    expect(log.active.sizeBytes).toBe(4096 - 9);
    await log.flushed(1);
    log.append(batchOf(3), LEADER);
    log.append(batchOf(3), LEADER);
    const file = fixture.files.open(log.active.path, "existing");
    file.writeSync(new Uint8Array(9), 4096 - 9);
    fixture.kill();
    const after = fixture.log();
    expect([after.offline, after.logEndOffset]).toEqual([null, 1]);
  });

  test.each([1, 2, 3])(
    "cuts before %i lost pages in a row, though later batches are whole",
    async (pages) => {
      const fixture = new TestStore();
      const log = fixture.log();
      log.append(batchOf(1, { valueBytes: 300 }), LEADER);
      await log.flushed(1);
      for (let i = 0; i < 100; i++) log.append(batchOf(1, { valueBytes: 300 }), LEADER);
      const file = fixture.files.open(log.active.path, "existing");
      file.writeSync(new Uint8Array(4096 * pages), 4096);
      fixture.kill();
      const after = fixture.log();
      expect([after.offline, after.logEndOffset]).toEqual([null, 11]);
    },
  );

  test("cuts where a sealed segment's file lost a step of its length", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 30; i++) log.append(batchOf(1, { valueBytes: 3000 }), LEADER);
    const sealed = log.active;
    log.roll();
    log.append(batchOf(1), LEADER);
    fixture.files.open(sealed.path, "existing").truncate(65536);
    fixture.kill();
    const after = fixture.log();
    expect([after.offline, after.logEndOffset, after.segments.length]).toEqual([null, 21, 1]);
  });

  test("cuts for good: nothing of a torn tail is there after the next power cut", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    await log.flushed(1);
    for (let i = 0; i < 40; i++) log.append(batchOf(1, { valueBytes: 900 }), LEADER);
    fixture.files.open(log.active.path, "existing").writeSync(new Uint8Array(4096), 4096);
    fixture.kill();
    const { logEndOffset, active } = fixture.log();
    fixture.loseUnsynced();
    expect(fixture.files.size(active.path)).toBe(active.sizeBytes);
    expect(fixture.log().logEndOffset).toBe(logEndOffset);
  });

  test("takes a log offline where the disk does not take the cut", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 5; i++) log.append(batchOf(1), LEADER);
    flipByte(fixture.files, log.active.path, batchOf(1).length * 4 + 70);
    fixture.kill();
    fixture.files.failDatasync(new Error("EIO"));
    expect(fixture.log().offline?.message).toContain("cannot put data on disk: EIO");
  });

  test("gives no offset again that was deleted, though its record was never on disk", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(5), LEADER);
    await log.flushed(5);
    log.onCheckpoint = () => {
      log.append(batchOf(50), LEADER);
      log.advanceLogStartOffset(40);
    };
    await fixture.store.checkpoint();
    fixture.loseUnsynced();
    const after = fixture.log();
    expect([after.logStartOffset, after.logEndOffset]).toEqual([40, 40]);
    expect(after.append(batchOf(1), LEADER)).toBe(40);
    await after.flushed(41);
    fixture.loseUnsynced();
    expect([fixture.log().logStartOffset, fixture.log().logEndOffset]).toEqual([40, 41]);
  });

  test("leaves no index entry of what it cut", async () => {
    const fixture = new TestStore();
    const config = { indexIntervalBytes: 0 };
    const log = fixture.log(config);
    for (let i = 0; i < 30; i++) log.append(batchOf(10, { valueBytes: 100 }), LEADER);
    const sealed = log.active;
    log.roll(); // The index files have all 30 batches now.
    const file = fixture.files.open(sealed.path, "existing");
    file.truncate(sealed.sizeBytes / 30 * 10 + 20);
    fixture.kill();
    const cut = fixture.log(config);
    expect(cut.logEndOffset).toBe(100);
    // Batches of another size now lie where the cut ones lay.
    for (let i = 0; i < 15; i++) cut.append(batchOf(7, { valueBytes: 77 }), LEADER);
    await fixture.restart();
    const after = fixture.log(config);
    expect(after.logEndOffset).toBe(205);
    for (let offset = 0; offset < 205; offset++) {
      const records = await read(after, { offset, bytesMax: 1 });
      const base = Number(new DataView(records.buffer, records.byteOffset).getBigInt64(0));
      expect(base).toBe(offset < 100 ? offset - offset % 10 : offset - (offset - 100) % 7);
    }
    expect(after.offline).toBeNull();
  });

  test("does not trust an index that leads nowhere: no record is cut for it", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ indexIntervalBytes: 0 });
    for (let i = 0; i < 20; i++) log.append(batchOf(10, { valueBytes: 50 }), LEADER);
    await fixture.store.checkpoint();
    const path = `${log.folder}/${"0".repeat(20)}.index`;
    const index = fixture.files.readFile(path);
    const view = new DataView(index.buffer);
    for (let at = 4; at < index.length; at += 8) view.setInt32(at, view.getInt32(at) + 33);
    fixture.files.replaceFile(path, index);
    fixture.kill();
    const after = fixture.log();
    expect(after.offline).toBeNull();
    expect(await baseOffsets(after)).toEqual(Array.from({ length: 20 }, (_, i) => i * 10));
  });

  test("takes an index with garbage for what it is", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ indexIntervalBytes: 0 });
    for (let i = 0; i < 20; i++) log.append(batchOf(10, { text: "\xff" }), LEADER);
    await fixture.store.checkpoint();
    const prefix = `${log.folder}/${"0".repeat(20)}`;
    fixture.files.replaceFile(`${prefix}.index`, fixture.random.bytes(4001));
    fixture.files.replaceFile(`${prefix}.timeindex`, fixture.random.bytes(4001));
    fixture.kill();
    expect((await baseOffsets(fixture.log())).length).toBe(20);
  });

  test("keeps an empty newest segment", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(5), LEADER);
    await log.flushed(5);
    log.roll();
    await fixture.store.checkpoint();
    fixture.files.open(log.active.path, "create").close();
    fixture.kill();
    const after = fixture.log();
    expect([after.logEndOffset, after.segments.length]).toEqual([5, 2]);
    expect(after.append(batchOf(2), LEADER)).toBe(5);
    await fixture.restart();
    expect(await baseOffsets(fixture.log())).toEqual([0, 5]);
  });

  test("of a log that begins above 0 finds its start and its end", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 3; i++) {
      log.append(batchOf(10), LEADER);
      log.roll();
    }
    log.append(batchOf(10), LEADER);
    await log.flushed(40);
    log.advanceLogStartOffset(20);
    // No checkpoint was ever written.
    fixture.kill();
    const after = fixture.log();
    expect([after.logStartOffset, after.logEndOffset]).toEqual([20, 40]);
    expect(await baseOffsets(after)).toEqual([20, 30]);
    await after.flushed(40);
    expect(after.flushedOffset).toBe(40);
  });

  test("brings back the largest timestamp of what it kept, and no larger one", () => {
    const fixture = new TestStore();
    const config = { indexIntervalBytes: 0 };
    const log = fixture.log(config);
    for (let i = 0; i < 10; i++) log.append(batchOf(10, { timestamp: 1000 + i }), LEADER);
    const sealed = log.active;
    log.roll();
    fixture.files.open(sealed.path, "existing").truncate(sealed.sizeBytes / 2);
    fixture.kill();
    const { active } = fixture.log(config);
    expect([active.maxTimestamp, active.maxTimestampOffset]).toEqual([1004, 49]);
    expect(active.timeIndex.lastTimestamp).toBe(1004);
  });
});

describe("damage", () => {
  test("in acknowledged data with whole batches after it takes the log offline", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 10; i++) log.append(batchOf(2), LEADER);
    await log.flushed(20);
    flipByte(fixture.files, log.active.path, batchOf(2).length * 4 + 70);
    fixture.kill();
    const after = fixture.log();
    expect(after.offline?.message).toContain("damaged batch at byte");
    expect(() => after.append(batchOf(1), LEADER)).toThrow("restore the partition's folder");
    expect(fixture.log({}, "other-0").append(batchOf(1), LEADER)).toBe(0);
  });

  test.each([2, 3, 5])("of %i batches in a row is damage: nothing is cut", async (count) => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 10; i++) log.append(batchOf(2), LEADER);
    await log.flushed(20);
    const { length } = batchOf(2);
    for (let i = 4; i < 4 + count; i++) flipByte(fixture.files, log.active.path, length * i + 70);
    const before = fixture.files.readFile(log.active.path);
    fixture.kill();
    expect(fixture.log().offline?.message).toContain(`damaged batch at byte ${length * 4} of`);
    expect(fixture.files.readFile(log.active.path)).toEqual(before);
    expect(fixture.logger.messages("WARN")).toEqual([]);
  });

  test.each([
    { part: "length, too large", position: 8 },
    { part: "length, too small", position: 11 },
    { part: "base offset, negative", position: 0 },
    { part: "base offset, too large", position: 7 },
    { part: "magic byte", position: 16 },
  ])("in a header ($part) is found", async ({ position }) => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 10; i++) log.append(batchOf(2), LEADER);
    await log.flushed(20);
    flipByte(fixture.files, log.active.path, batchOf(2).length * 4 + position);
    fixture.kill();
    expect(fixture.log().offline?.message).toContain("with whole batches after it");
  });

  test.each([70, 8])(
    "at byte %i of a sealed segment's last batch takes no later segment away",
    async (position) => {
      const fixture = new TestStore();
      const log = fixture.log();
      for (let i = 0; i < 3; i++) log.append(batchOf(2), LEADER);
      const sealed = log.active;
      log.roll();
      log.append(batchOf(2), LEADER);
      await log.flushed(8);
      flipByte(fixture.files, sealed.path, batchOf(2).length * 2 + position);
      fixture.kill();
      expect(fixture.log().offline?.message).toContain(`of ${sealed.path}`);
      expect(fixture.files.exists(log.active.path)).toBe(true);
    },
  );

  test("is what a page of zeros is where a checkpoint says that it was on disk", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ indexIntervalBytes: 1 << 30 });
    for (let i = 0; i < 10; i++) log.append(batchOf(1, { valueBytes: 10_000 }), LEADER);
    await fixture.store.checkpoint();
    fixture.files.open(log.active.path, "existing").writeSync(new Uint8Array(4096), 8192);
    fixture.kill();
    expect(fixture.log().offline?.message).toContain("damaged batch at byte 0 of");
  });

  test.each([70, 7])("at the very end (byte %i) is a torn tail and is cut", (position) => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 10; i++) log.append(batchOf(2), LEADER);
    flipByte(fixture.files, log.active.path, batchOf(2).length * 9 + position);
    fixture.kill();
    const after = fixture.log();
    expect(after.offline).toBeNull();
    expect(after.logEndOffset).toBe(18);
  });
});
