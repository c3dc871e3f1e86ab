import { beforeEach, describe, expect, test } from "bun:test";
import { joinPath } from "../../lib/io/file.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { type Random, SeededRandom } from "../../lib/io/random.ts";
import type { Log } from "../../lib/storage/log.ts";
import { readLog } from "../../lib/storage/log_read.ts";
import {
  finishSwaps,
  type ReplacementSegment,
  swapSegment,
} from "../../lib/storage/segment_swap.ts";
import { baseOffsets, batchOf, KEEPS_ALL, LOSES_ALL, placed, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };
const FOLDER = "/data/orders-0";

/** Three sealed segments of two batches each, on disk, and an active one. */
async function fourSegments(fixture: TestStore): Promise<Log> {
  const log = fixture.log();
  for (let i = 0; i < 4; i++) {
    log.append(batchOf(5), LEADER);
    log.append(batchOf(5), LEADER);
    if (i < 3) log.roll();
  }
  await fixture.store.checkpoint();
  return log;
}

/** Writes what a compaction of the first `count` segments leaves: every second batch. */
function putCleaned(fixture: TestStore, count: number): ReplacementSegment {
  const { files } = fixture;
  const sources = [0, 10, 20].slice(0, count);
  const content = Buffer.concat(sources.map((source) => placed(batchOf(5), source + 5)));
  for (const [suffix, bytes] of [[".log", content], [".index", ""], [".timeindex", ""]] as const) {
    const file = files.open(joinPath(FOLDER, `${"0".repeat(20)}${suffix}.cleaned`), "create");
    file.writeSync(Buffer.from(bytes), 0);
    file.datasyncSync();
    file.close();
  }
  return {
    baseOffset: 0,
    sources,
    sizeBytes: content.length,
    maxTimestamp: 1_700_000_000_000,
    maxTimestampOffset: 9,
  };
}

describe("a compacted segment that takes its place", () => {
  let fixture: TestStore;
  let log: Log;

  beforeEach(async () => {
    fixture = new TestStore();
    log = await fourSegments(fixture);
  });

  function names(): string[] {
    return fixture.files.list(FOLDER).filter((name) => !name.endsWith("index"));
  }

  test("is read in the place of its sources, whose files go", async () => {
    let seenAt: number[] = [];
    expect(
      await swapSegment(log, putCleaned(fixture, 3), () => {
        seenAt = log.segments.map(({ baseOffset }) => baseOffset);
      }),
    ).toBe(true);
    expect(seenAt).toEqual([0, 30]);
    expect(await baseOffsets(log)).toEqual([5, 15, 25, 30, 35]);
    expect(names()).toEqual(["00000000000000000000.log", "00000000000000000030.log"]);
  });

  test("keeps the age of its newest source, also over a restart", async () => {
    const { createdMs } = log.segments[2]!;
    fixture.clock.advance(3_600_000);
    await swapSegment(log, putCleaned(fixture, 3), () => {});
    expect(log.segments[0]!.createdMs).toBe(createdMs);
    expect(fixture.files.modifiedMs(`${FOLDER}/${"0".repeat(20)}.log`)).toBe(createdMs);
  });

  test("does not disturb a reader who is in the middle of an old one", async () => {
    const options = { bytesMax: 1 << 20, offsetLimit: 40, firstBatchAlways: true };
    const reading = readLog(log, { offset: 10, ...options });
    const swapping = swapSegment(log, putCleaned(fixture, 3), () => {});
    const { records } = await reading;
    await swapping;
    const first = new DataView(records.buffer, records.byteOffset).getBigInt64(0);
    // Either the old segment's batch, or the first of the new one that holds the offset.
    expect([10n, 15n]).toContain(first);
    const after = await readLog(log, { offset: 10, ...options });
    expect(new DataView(after.records.buffer, after.records.byteOffset).getBigInt64(0)).toBe(15n);
  });

  test("is given up where a source was removed meanwhile", async () => {
    const replacement = putCleaned(fixture, 3);
    log.advanceLogStartOffset(10);
    expect(await swapSegment(log, replacement, () => {})).toBe(false);
    expect(await baseOffsets(log)).toEqual([10, 15, 20, 25, 30, 35]);
    expect(fixture.files.list(FOLDER).some((name) => /cleaned|swap/.test(name))).toBe(false);
  });

  test("is given up where its log is deleted meanwhile", async () => {
    const replacement = putCleaned(fixture, 2);
    const swapping = swapSegment(log, replacement, () => {});
    await fixture.store.remove("orders-0");
    expect(await swapping.catch(() => false)).toBe(false);
  });

  test("is given up where its names cannot be put on disk", async () => {
    const replacement = putCleaned(fixture, 3);
    fixture.files.failDatasync(new Error("EIO"));
    await expect(swapSegment(log, replacement, () => {})).rejects.toThrow("EIO");
    fixture.files.failDatasync(null);
    expect(await baseOffsets(log)).toEqual([0, 5, 10, 15, 20, 25, 30, 35]);
    expect(fixture.files.list(FOLDER).some((name) => /cleaned|swap/.test(name))).toBe(false);
  });

  test("takes the log offline where the change of names breaks off", async () => {
    const replacement = putCleaned(fixture, 3);
    const rename = fixture.files.rename.bind(fixture.files);
    fixture.files.rename = (from, to) => {
      if (to.endsWith(".deleted")) throw new Error("EIO");
      rename(from, to);
    };
    await expect(swapSegment(log, replacement, () => {})).rejects.toThrow("is offline");
    fixture.kill();
    expect(await baseOffsets(fixture.log())).toEqual([5, 15, 25, 30, 35]);
  });

  test("what was only being written is gone after a start", async () => {
    putCleaned(fixture, 3);
    fixture.kill();
    expect(await baseOffsets(fixture.log())).toEqual([0, 5, 10, 15, 20, 25, 30, 35]);
    expect(fixture.files.list(FOLDER).some((name) => name.includes("cleaned"))).toBe(false);
  });
});

/** A disk that stops after so many changes of names, as a process that is killed there. */
class StoppingDisk extends MemoryFileSystem {
  stopAfter = Infinity;
  #changes = 0;

  #change(): void {
    this.#changes += 1;
    if (this.#changes > this.stopAfter) throw new Error("killed");
  }

  /** Counts from here on. */
  arm(stopAfter: number): void {
    this.#changes = 0;
    this.stopAfter = stopAfter;
  }

  override rename(from: string, to: string): void {
    this.#change();
    super.rename(from, to);
  }

  override remove(path: string): void {
    this.#change();
    super.remove(path);
  }

  override syncFolderLater(path: string): Promise<void> {
    this.#change();
    return super.syncFolderLater(path);
  }
}

const DISKS: [string, () => Random][] = [
  ["keeps everything", () => KEEPS_ALL],
  ["loses what was not synced", () => LOSES_ALL],
  ...[1, 2, 3].map((seed): [string, () => Random] => [
    `loses by seed ${seed}`,
    () => new SeededRandom(seed),
  ]),
];

describe("a process that ends in the middle of a swap", () => {
  for (const [name, random] of DISKS) {
    test(`leaves the old or the new log at every step, on a disk that ${name}`, async () => {
      const outcomes = new Set<string>();
      for (let step = 0;; step++) {
        const disk = new StoppingDisk({ capacityBytes: 1 << 26 });
        const fixture = new TestStore({ files: disk });
        const log = await fourSegments(fixture);
        const replacement = putCleaned(fixture, 3);
        disk.arm(step);
        const finished = await swapSegment(log, replacement, () => {}).catch(() => null);
        disk.arm(Infinity);
        fixture.files = disk.crash(random());
        const after = new TestStore({ files: fixture.files });
        const reopened = after.log();
        expect(reopened.offline).toBeNull();
        expect(reopened.logEndOffset).toBe(40);
        outcomes.add((await baseOffsets(reopened)).join());
        expect(after.files.list(FOLDER).filter((one) => /cleaned|swap|deleted/.test(one)))
          .toEqual([]);
        if (finished !== null) {
          expect((await baseOffsets(reopened)).join()).toBe("5,15,25,30,35");
          break;
        }
      }
      expect([...outcomes].sort()).toEqual(["0,5,10,15,20,25,30,35", "5,15,25,30,35"]);
    });
  }

  test("is finished by a later start where the next one is killed as well", async () => {
    const outcomes = new Set<string>();
    for (let step = 3; step < 9; step++) {
      for (let second = 0; second < 12; second++) {
        const disk = new StoppingDisk({ capacityBytes: 1 << 26 });
        const fixture = new TestStore({ files: disk });
        const log = await fourSegments(fixture);
        const replacement = putCleaned(fixture, 3);
        disk.arm(step);
        await swapSegment(log, replacement, () => {}).catch(() => null);
        disk.arm(second);
        try {
          finishSwaps(FOLDER, disk);
        } catch (error) {
          expect(String(error)).toBe("Error: killed");
        }
        fixture.files = disk.crash(KEEPS_ALL);
        const after = new TestStore({ files: fixture.files }).log();
        expect(after.logEndOffset).toBe(40);
        outcomes.add((await baseOffsets(after)).join());
      }
    }
    expect([...outcomes].sort()).toEqual(["0,5,10,15,20,25,30,35", "5,15,25,30,35"]);
  }, 30_000);
});
