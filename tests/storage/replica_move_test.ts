import { describe, expect, test } from "bun:test";
import type { FileSystem } from "../../lib/io/file.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import type { Log } from "../../lib/storage/log.ts";
import { readMoveCount } from "../../lib/storage/beside_files.ts";
import { settled, turns, until } from "../io/turns.ts";
import { baseOffsets, batchOf, KEEPS_ALL, LOSES_ALL, read, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };
const FOLDERS = ["/one", "/two"];

/** A disk on which everything takes its time. */
function slowStore(): TestStore {
  return new TestStore({
    folders: FOLDERS,
    files: new MemoryFileSystem({
      capacityBytes: 24 << 20,
      fileBytesMax: 4 << 20,
      delays: new SeededRandom(1),
    }),
  });
}

/** Orders a move and runs it to its end. */
async function move(fixture: TestStore, log: Log, path: string): Promise<void> {
  await fixture.store.moves.start(log, fixture.store.folderAt(path)!);
  await ended(fixture, log);
}

async function ended({ store, clock }: TestStore, log: Log): Promise<void> {
  await until("the move ends", () => {
    clock.advance(1);
    return !store.moves.has(log);
  });
}

/** Names in the data folders that are a log's, or were. */
function logFolders(files: FileSystem): string[] {
  return FOLDERS.flatMap((folder) => files.list(folder).map((name) => `${folder}/${name}`))
    .filter((path) => path.includes("orders-0"));
}

function fill(log: Log, count: number, valueBytes = 20): void {
  for (let i = 0; i < count; i++) log.append(batchOf(2, { valueBytes }), LEADER);
}

describe("a log that moves to another data folder", () => {
  test("is there with everything, and goes on there", async () => {
    const fixture = new TestStore({ folders: FOLDERS });
    const log = fixture.log({ segmentBytes: 2000 });
    fill(log, 50);
    log.advanceLogStartOffset(30);
    fixture.files.replaceFile("/one/orders-0/partition.metadata", Buffer.from("version: 0"));
    const before = await read(log, { offset: 30 });
    await move(fixture, log, "/two");
    expect(log.folder).toBe("/two/orders-0");
    expect([log.logStartOffset, log.logEndOffset]).toEqual([30, 100]);
    expect(await read(log, { offset: 30 })).toEqual(before);
    expect(logFolders(fixture.files)).toEqual(["/two/orders-0"]);
    expect(Buffer.from(fixture.files.readFile("/two/orders-0/partition.metadata")).toString())
      .toBe("version: 0");
    fill(log, 50);
    await log.flushed(log.logEndOffset);
    fixture.loseUnsynced();
    const again = fixture.log({ segmentBytes: 2000 });
    expect(again.folder).toBe("/two/orders-0");
    expect([again.logStartOffset, again.logEndOffset, again.offline]).toEqual([30, 200, null]);
    expect((await baseOffsets(again)).at(-1)).toBe(198);
  });

  test("can be empty, and can have begun above 0", async () => {
    const fixture = new TestStore({ folders: FOLDERS });
    const log = fixture.log();
    await move(fixture, log, "/two");
    expect(log.folder).toBe("/two/orders-0");
    fill(log, 3);
    log.roll();
    log.advanceLogStartOffset(6);
    await move(fixture, log, "/one");
    expect([log.folder, log.logStartOffset, log.logEndOffset]).toEqual(["/one/orders-0", 6, 6]);
    await fixture.restart();
    expect(fixture.log().logEndOffset).toBe(6);
    expect(readMoveCount(fixture.files, "/one/orders-0")).toBe(2);
  });

  test("counts once among its folder's logs, whether they were counted before or not", async () => {
    const fixture = new TestStore({ folders: FOLDERS });
    fixture.log();
    await fixture.restart();
    const counts = () => FOLDERS.map((path) => fixture.store.folderAt(path)!.logCount);
    await move(fixture, fixture.log(), "/two");
    expect(counts()).toEqual([0, 1]);
    await move(fixture, fixture.log(), "/one");
    expect(counts()).toEqual([1, 0]);
  });

  test("is appended to and read meanwhile, and nothing is lost or doubled", async () => {
    const fixture = slowStore();
    const log = fixture.log({ segmentBytes: 400_000 });
    fill(log, 300, 2000);
    const moving = fixture.store.moves.start(log, fixture.store.folderAt("/two")!);
    const flushed: Promise<void>[] = [];
    let isReading = true;
    const reading = (async () => {
      while (isReading) {
        const offset = Math.floor(log.logEndOffset / 3);
        expect((await read(log, { offset, bytesMax: 10_000 })).length).toBeGreaterThan(0);
        await turns(1);
      }
    })();
    await moving;
    for (let i = 0; fixture.store.moves.has(log); i++) {
      fill(log, 1, i % 3 === 0 ? 5000 : 30);
      flushed.push(log.flushed(log.logEndOffset));
      fixture.clock.advance(1);
      await turns(1);
    }
    isReading = false;
    await reading;
    await settled(fixture.clock, Promise.all(flushed));
    expect(log.folder).toBe("/two/orders-0");
    expect(flushed.length).toBeGreaterThan(3);
    const offsets = await baseOffsets(log);
    expect(offsets).toEqual(offsets.map((_, i) => i * 2));
    expect(offsets.length * 2).toBe(log.logEndOffset);
  });

  test("can be taken back, and leaves nothing", async () => {
    const fixture = slowStore();
    const log = fixture.log();
    fill(log, 200, 3000);
    await fixture.store.moves.start(log, fixture.store.folderAt("/two")!);
    expect([...fixture.store.moves.all()].map(({ targetPath }) => targetPath)).toEqual(["/two"]);
    await turns(3);
    await fixture.store.moves.start(log, fixture.store.folderAt("/one")!);
    expect(fixture.store.moves.has(log)).toBe(false);
    expect(log.folder).toBe("/one/orders-0");
    expect(logFolders(fixture.files)).toEqual(["/one/orders-0"]);
    expect((await baseOffsets(log)).length).toBe(200);
  });

  test("ends with the log where that is deleted", async () => {
    const fixture = slowStore();
    const log = fixture.log();
    fill(log, 200, 3000);
    await fixture.store.moves.start(log, fixture.store.folderAt("/two")!);
    await turns(3);
    await fixture.store.remove("orders-0");
    expect(logFolders(fixture.files)).toEqual([]);
    expect(fixture.log().logEndOffset).toBe(0);
  });

  test("waits where the target has no room, and goes on when it has", async () => {
    const fixture = new TestStore({ folders: FOLDERS });
    const log = fixture.log();
    fill(log, 200, 3000);
    const { capacityBytes } = fixture.files;
    fixture.files.capacityBytes = 1_300_000;
    await fixture.store.moves.start(log, fixture.store.folderAt("/two")!);
    const line = "a log's move waits for space";
    await until("it waits", () => {
      return fixture.logger.lines.some(({ message }) => message.startsWith(line));
    });
    expect(log.offline).toBeNull();
    fixture.files.capacityBytes = capacityBytes;
    await until("it has moved", () => {
      fixture.clock.advance(1000);
      return !fixture.store.moves.has(log);
    });
    expect(log.folder).toBe("/two/orders-0");
  });

  test("is taken back where the process is killed, and the next start begins it anew", async () => {
    const fixture = slowStore();
    const log = fixture.log();
    fill(log, 200, 3000);
    await log.flushed(log.logEndOffset);
    await fixture.store.moves.start(log, fixture.store.folderAt("/two")!);
    await turns(3);
    fixture.kill();
    expect(fixture.store.folderAt("/two")!.leftMoves).toEqual(["orders-0"]);
    const again = fixture.log();
    await fixture.store.resumeMoves();
    await ended(fixture, again);
    expect(again.folder).toBe("/two/orders-0");
    expect((await baseOffsets(again)).length).toBe(200);
  });

  test("waits for those before it, over a kill as well", async () => {
    const fixture = slowStore();
    const logs = ["orders-0", "orders-1"].map((name) => fixture.log({}, name));
    for (const log of logs) {
      fill(log, 50, 3000);
      await log.flushed(log.logEndOffset);
    }
    for (const log of logs) {
      const other = log.folder.startsWith("/one") ? "/two" : "/one";
      await fixture.store.moves.start(log, fixture.store.folderAt(other)!);
    }
    expect([...fixture.store.moves.all()].map(({ offsetLag }) => offsetLag)).toEqual([100, 100]);
    const before = logs.map(({ folder }) => folder);
    fixture.kill();
    const again = logs.map(({ name }) => fixture.log({}, name));
    expect(again.map(({ folder }) => folder)).toEqual(before);
    await fixture.store.resumeMoves();
    for (const log of again) await ended(fixture, log);
    expect(again.map(({ folder }) => folder)).not.toEqual(before);
    expect(again.map(({ folder }) => folder)).toEqual(["/two/orders-0", "/one/orders-1"]);
  });
});

/** Runs a move with a power cut after each of its changes to the disk. */
describe("a machine that loses its power at any step of a move", () => {
  test.each([
    ["keeps everything", () => KEEPS_ALL],
    ["loses what was not synced", () => LOSES_ALL],
    ["loses by seed 1", () => new SeededRandom(1)],
    ["loses by seed 2", () => new SeededRandom(2)],
    ["loses by seed 3", () => new SeededRandom(3)],
  ])("has one whole copy afterwards, on a disk that %s", async (_, random) => {
    const placedIn = new Set<string>();
    for (let step = 0;; step++) {
      const files = new MemoryFileSystem({ capacityBytes: 24 << 20, fileBytesMax: 256 << 10 });
      const fixture = new TestStore({ folders: FOLDERS, files });
      const log = fixture.log({ segmentBytes: 3000 });
      fill(log, 40, 50);
      await log.flushed(log.logEndOffset);
      await fixture.store.moves.start(log, fixture.store.folderAt("/two")!);
      let acknowledged = log.logEndOffset;
      for (let turn = 0; turn < step && fixture.store.moves.has(log); turn++) {
        fill(log, 1, 50);
        const end = log.logEndOffset;
        void log.flushed(end).then(() => acknowledged = Math.max(acknowledged, end)).catch(
          () => {},
        );
        fixture.clock.advance(1);
        await Promise.resolve();
        await Promise.resolve();
      }
      const isOver = !fixture.store.moves.has(log);
      const kept = acknowledged;
      fixture.loseUnsynced(random());
      const after = fixture.log({ segmentBytes: 3000 });
      expect(after.offline).toBeNull();
      expect(after.logEndOffset).toBeGreaterThanOrEqual(kept);
      const offsets = await baseOffsets(after);
      expect(offsets).toEqual(offsets.map((_, i) => i * 2));
      await turns(3);
      expect(logFolders(fixture.files)).toEqual([after.folder]);
      placedIn.add(after.folder);
      // A second crash right after finds the same.
      fill(after, 1);
      await after.flushed(after.logEndOffset);
      const { logEndOffset } = after;
      fixture.loseUnsynced(random());
      expect(fixture.log({ segmentBytes: 3000 }).logEndOffset).toBe(logEndOffset);
      if (isOver) break;
    }
    expect([...placedIn].sort()).toEqual(["/one/orders-0", "/two/orders-0"]);
  }, 60_000);
});
