import { describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import type { Log } from "../../lib/storage/log.ts";
import { baseOffsets, batchOf, read, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };
const KIB = 1 << 10;
const FOLDER = "/data/orders-0";
const FIRST = `${FOLDER}/00000000000000000000`;

/** Appends batches of ten records, each a millisecond later and of about `bytes`. */
function fill(log: Log, count: number, bytes = 1000): void {
  for (let i = 0; i < count; i++) {
    const timestamp = 1_700_000_000_000 + log.logEndOffset;
    log.append(batchOf(10, { timestamp, valueBytes: bytes / 10 }), LEADER);
  }
}

describe("a segment's file", () => {
  test("is preallocated in steps that double", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    const sizes = new Set<number>();
    for (let i = 0; i < 500; i++) {
      fill(log, 1, 5000);
      sizes.add(fixture.files.size(log.active.path) / KIB);
    }
    expect([...sizes]).toEqual([64, 128, 256, 512, 1024, 2048, 4096]);
  });

  test("is as long as its data when it is sealed, and when the store is closed", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    fill(log, 3);
    log.roll();
    fill(log, 5);
    const [sealed, active] = log.segments;
    expect(fixture.files.size(sealed!.path)).toBe(sealed!.sizeBytes);
    expect(fixture.files.size(active!.path)).toBe(64 * KIB);
    await fixture.store.close();
    expect(fixture.files.size(active!.path)).toBe(active!.sizeBytes);
  });

  test("goes on where it ended after a restart", async () => {
    const fixture = new TestStore();
    for (const round of [1, 2, 3, 4]) {
      const log = fixture.log();
      fill(log, 30, 4000);
      expect((await baseOffsets(log)).length).toBe(30 * round);
      await fixture.restart();
    }
    expect(fixture.log().segments.length).toBe(1);
  });

  test("keeps its length on disk when it was sealed: nothing comes back after a power cut", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    fill(log, 3);
    return log.flushed(30).then(async () => {
      log.roll();
      fill(log, 1);
      await fixture.store.checkpoint();
      const { sizeBytes } = log.segments[0]!;
      fixture.loseUnsynced();
      expect(fixture.log().segments[0]!.sizeBytes).toBe(sizeBytes);
    });
  });

  test("keeps its length on disk where it was rolled by age alone", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ segmentMs: 1000 });
    fill(log, 3);
    await fixture.store.checkpoint();
    fixture.clock.advance(2000);
    log.rollIfAged();
    expect(log.segments.length).toBe(2);
    log.advanceLogStartOffset(1);
    await fixture.store.checkpoint();
    const { sizeBytes } = log.segments[0]!;
    fixture.loseUnsynced();
    expect(fixture.log().segments[0]!.sizeBytes).toBe(sizeBytes);
  });

  test("a disk that is full at a roll refuses the append and loses nothing", async () => {
    const fixture = new TestStore({ capacityBytes: 64 * KIB });
    const log = fixture.log({ segmentBytes: 60 * KIB });
    fill(log, 45);
    for (let i = 0; i < 5; i++) expect(() => fill(log, 20)).toThrow(DiskFullError);
    const before = log.logEndOffset;
    expect(before).toBeGreaterThan(450);
    fixture.files.capacityBytes = 400 * KIB;
    fill(log, 20);
    expect(log.logEndOffset).toBe(before + 200);
    expect(log.segments.length).toBe(2);
    expect(await baseOffsets(log)).toEqual(
      Array.from({ length: log.logEndOffset / 10 }, (_, i) => i * 10),
    );
  });
});

describe("a segment's indexes", () => {
  test("get an entry about every index.interval.bytes", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ indexIntervalBytes: 4096 });
    fill(log, 100);
    const { count } = log.active.offsetIndex;
    expect(count).toBeGreaterThan(15);
    expect(count).toBeLessThan(26);
    expect(log.active.timeIndex.count).toBe(count);
    await fixture.store.checkpoint();
    expect(fixture.files.size(`${FIRST}.index`)).toBe(count * 8);
    expect(fixture.files.size(`${FIRST}.timeindex`)).toBe(count * 12);
  });

  test("every entry leads to the start of a batch that ends at its offset", () => {
    const log = new TestStore().log({ indexIntervalBytes: 100 });
    for (let i = 0; i < 50; i++) log.append(batchOf(1 + i % 4, { valueBytes: i * 7 }), LEADER);
    const view = new DataView(log.active.offsetIndex.encode(0).buffer);
    expect(view.byteLength / 8).toBeGreaterThan(20);
    for (let at = 0; at < view.byteLength; at += 8) {
      const header = log.active.readSync(view.getInt32(at + 4), 61);
      const batch = new DataView(header.buffer, header.byteOffset);
      expect(Number(batch.getBigInt64(0)) + batch.getInt32(23)).toBe(view.getInt32(at));
    }
  });

  test("a sealed segment's time index ends with its largest timestamp", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    fill(log, 3);
    log.append(batchOf(1, { timestamp: 1_600_000_000_000 }), LEADER);
    log.roll();
    const file = fixture.files.readFile(`${FIRST}.timeindex`);
    expect(Buffer.from(file).toString("hex")).toBe("0000018bcfe56814" + "0000001d");
    await fixture.restart();
    const [segment] = fixture.log().segments;
    segment!.loadIndexes();
    expect([segment!.maxTimestamp, segment!.maxTimestampOffset]).toEqual([1_700_000_000_020, 29]);
  });

  test("the size of an index ends a segment", () => {
    const log = new TestStore().log({ indexIntervalBytes: 0, segmentIndexBytes: 80 });
    fill(log, 25);
    expect(log.segments.map((segment) => segment.baseOffset)).toEqual([0, 110, 220]);
  });

  test("a missing index file only makes reads slower", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ segmentBytes: 20_000 });
    fill(log, 60);
    await fixture.store.close();
    for (const name of fixture.files.list(FOLDER)) {
      if (name.endsWith("index")) fixture.files.remove(`${FOLDER}/${name}`);
    }
    const after = new TestStore({ files: fixture.files }).log({ segmentBytes: 20_000 });
    expect(after.logEndOffset).toBe(600);
    for (const offset of [0, 155, 390, 599]) {
      const records = await read(after, { offset, bytesMax: 1 });
      const base = Number(new DataView(records.buffer, records.byteOffset).getBigInt64(0));
      expect(base).toBe(offset - offset % 10);
    }
  });

  test("are on disk before a checkpoint lets a start pass the segment over", async () => {
    const fixture = new TestStore();
    const log = fixture.log({ segmentBytes: 30_000, indexIntervalBytes: 500 });
    fill(log, 80);
    await fixture.store.checkpoint();
    const wanted = log.segments.map(({ offsetIndex, timeIndex, maxTimestamp }) => [
      offsetIndex.count,
      timeIndex.count,
      maxTimestamp,
    ]).slice(0, -1);
    fixture.loseUnsynced();
    const after = fixture.log({ segmentBytes: 30_000 });
    const found = after.segments.slice(0, -1).map((segment) => {
      segment.loadIndexes();
      const { offsetIndex, timeIndex, maxTimestamp } = segment;
      return [offsetIndex.count, timeIndex.count, maxTimestamp];
    });
    expect(found).toEqual(wanted);
  });

  test("of sealed segments are held within a bound, those of active ones always", async () => {
    const fixture = new TestStore({ capacityBytes: 2 ** 30 });
    const log = fixture.log({ indexIntervalBytes: 0, segmentBytes: 1 << 30 });
    // Entries for nothing: 5 MiB of index for each of these segments, in place of 250,000 batches.
    for (let i = 0; i < 10; i++) {
      fill(log, 2);
      const { active } = log;
      for (let entry = 1; entry <= 260_000; entry++) {
        active.offsetIndex.append(20 + entry, 5000 + entry);
        active.timeIndex.append(1_800_000_000_000 + entry, 20 + entry);
      }
      log.roll();
    }
    const loaded = log.segments.map(({ indexesLoaded }) => indexesLoaded);
    expect(loaded.filter((isLoaded) => isLoaded).length).toBeLessThan(9);
    expect(loaded.at(-1)).toBe(true);
    expect(loaded[0]).toBe(false);
    expect(log.segments[0]!.maxTimestamp).toBe(1_700_000_000_010);
    expect((await baseOffsets(log)).length).toBe(20);
  });
});

describe("removing a segment", () => {
  test("takes its files away at once, and its producer snapshot", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    fill(log, 3);
    log.roll();
    fill(log, 3);
    fixture.files.replaceFile(`${FIRST}.snapshot`, Buffer.from("x"));
    log.advanceLogStartOffset(30);
    const live = fixture.files.list(FOLDER).filter((name) => !name.endsWith(".deleted"));
    expect(live.filter((name) => name.startsWith("00000000000000000000"))).toEqual([]);
    await fixture.store.checkpoint();
    expect(fixture.files.list(FOLDER).filter((name) => name.endsWith(".deleted"))).toEqual([]);
  });

  test("while it is being flushed neither fails the flush nor brings a file back", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    fill(log, 3);
    log.roll();
    fill(log, 3);
    log.roll();
    fill(log, 3);
    const flushing = log.flushed(90);
    await Promise.resolve();
    await Promise.resolve();
    log.advanceLogStartOffset(60);
    await flushing;
    await fixture.store.checkpoint();
    expect(log.offline).toBeNull();
    const logs = fixture.files.list(FOLDER).filter((name) => name.endsWith(".log"));
    expect(logs).toEqual(["00000000000000000060.log"]);
  });

  test("what the end of a process left of it is gone after the next start", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    fill(log, 3);
    log.roll();
    fill(log, 3);
    fixture.files.removeLater = () => new Promise(() => {});
    log.advanceLogStartOffset(30);
    fixture.kill();
    const after = fixture.log();
    expect(after.logStartOffset).toBe(30);
    expect(fixture.files.list(FOLDER).filter((name) => name.includes("deleted"))).toEqual([]);
  });
});
