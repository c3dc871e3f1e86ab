import { describe, expect, test } from "bun:test";
import type { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { Store } from "../../lib/storage/store.ts";
import { baseOffsets, batchOf, read, TestStore } from "./test_store.ts";

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

  test("says in one line what was cut", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 40; i++) log.append(batchOf(2, { valueBytes: 900 }), LEADER);
    fixture.cutPower(7);
    fixture.log();
    const lines = fixture.logger.lines.filter((line) => line.message === "recovered log");
    expect(lines.length).toBe(1);
    expect(Number(lines[0]!.fields?.["cutBytes"])).toBeGreaterThan(0);
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

  test("at the very end is a torn tail and is cut", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 10; i++) log.append(batchOf(2), LEADER);
    flipByte(fixture.files, log.active.path, batchOf(2).length * 9 + 70);
    fixture.kill();
    const after = fixture.log();
    expect(after.offline).toBeNull();
    expect(after.logEndOffset).toBe(18);
  });
});
