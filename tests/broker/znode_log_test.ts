import { beforeEach, describe, expect, test } from "bun:test";
import { IMPORT_NAME, ZNODE_LOG_NAME, ZnodeLog } from "../../lib/broker/znode_log.ts";
import { DiskFullError } from "../../lib/io/file.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { baseOffsetOf, segmentPath } from "../../lib/storage/log_files.ts";
import { until } from "../io/turns.ts";
import { TestStore } from "../storage/test_store.ts";
import { ListedTree, PIECE_BYTES } from "./listed_tree.ts";

const SUFFIX = ".znodes";
const FOLDER = `/data/${ZNODE_LOG_NAME}`;
const RESERVED_BYTES = 4 << 20;

const encoder = new TextEncoder();

let disk: TestStore;
let log: ZnodeLog;
let tree: ListedTree;

async function open(): Promise<void> {
  log = new ZnodeLog({ ...disk, store: disk.store });
  tree = new ListedTree();
  await log.load(tree);
}

async function write(...records: string[]): Promise<void> {
  for (const record of records) {
    log.append(encoder.encode(record), { usesReserve: false });
    tree.take(record);
  }
  await log.flush();
}

function snapshotOffsets(): number[] {
  return disk.files.list(FOLDER).flatMap((name) => baseOffsetOf(name, SUFFIX) ?? []);
}

beforeEach(async () => {
  disk = new TestStore({ reservedBytes: RESERVED_BYTES });
  await open();
});

test("znodes that were imported are found in whichever folder they wait", async () => {
  await write("a", "b");
  await log.save();
  const [offset] = snapshotOffsets();
  const snapshot = disk.files.readFile(segmentPath(FOLDER, offset!, SUFFIX));
  disk = new TestStore({ folders: ["/first", "/second"] });
  disk.files.replaceFile(`/second/${IMPORT_NAME}`, snapshot);
  await open();
  expect(tree.records).toEqual(["a", "b"]);
  expect(disk.files.exists(`/second/${IMPORT_NAME}`)).toBe(false);
  expect(disk.files.list(`/second/${ZNODE_LOG_NAME}`).some((name) => name.endsWith(SUFFIX)))
    .toBe(true);
});

describe("transactions in the store", () => {
  test("come back in order", async () => {
    await write("a", "b");
    await disk.restart();
    await open();
    expect(tree).toMatchObject({ records: ["a", "b"], restores: 0, replays: 2 });
    await write("c");
    await disk.restart();
    await open();
    expect(tree.records).toEqual(["a", "b", "c"]);
  });

  test("survive a power cut once flushed", async () => {
    await write("a", "b");
    log.append(encoder.encode("never flushed"), { usesReserve: false });
    disk.loseUnsynced();
    await open();
    expect(tree.records).toEqual(["a", "b"]);
  });

  test("are counted in bytes", async () => {
    const before = log.sizeBytes;
    await write("x".repeat(1000));
    expect(log.sizeBytes).toBeGreaterThan(before + 1000);
  });

  test("may take the reserve where they say so", () => {
    const record = encoder.encode("x");
    disk.files.capacityBytes -= disk.files.space("/data").availableBytes - RESERVED_BYTES + 1;
    disk.clock.advance(1000);
    expect(() => log.append(record, { usesReserve: false })).toThrow(DiskFullError);
    log.append(record, { usesReserve: true });
  });
});

describe("a snapshot", () => {
  test("stands for what came before it; the tail is replayed on top", async () => {
    await write("a", "b");
    await log.save();
    await write("c");
    expect(snapshotOffsets()).toEqual([2]);
    await disk.restart();
    await open();
    expect(tree).toMatchObject({ records: ["a", "b", "c"], restores: 1, replays: 1 });
  });

  test("is not ahead of the tree: what the tree has not applied yet is replayed", async () => {
    await write("a");
    log.append(encoder.encode("b"), { usesReserve: false });
    await log.save();
    await disk.restart();
    await open();
    expect(tree).toMatchObject({ records: ["a", "b"], restores: 1, replays: 1 });
  });

  test("is on disk, and the log that it stands for, when it is there", async () => {
    log.append(encoder.encode("a"), { usesReserve: false });
    tree.take("a");
    await log.save();
    expect(disk.store.get(ZNODE_LOG_NAME)!.flushedOffset).toBe(1);
    disk.loseUnsynced();
    await open();
    expect(snapshotOffsets()).toEqual([1]);
    expect(tree).toMatchObject({ records: ["a"], restores: 1, replays: 0 });
  });

  test("replaces the one before the last, with the log that it needed", async () => {
    for (const record of ["a", "b", "c"]) {
      await write(record);
      await log.save();
    }
    expect(snapshotOffsets()).toEqual([2, 3]);
    expect(disk.store.get(ZNODE_LOG_NAME)!.logStartOffset).toBe(2);
    await disk.restart();
    await open();
    expect(tree).toMatchObject({ records: ["a", "b", "c"], restores: 1, replays: 0 });
    await write("d");
    await log.save();
    expect(snapshotOffsets()).toEqual([3, 4]);
  });

  test("that is damaged is passed over for the one before it", async () => {
    await write("a");
    await log.save();
    await write("b");
    await log.save();
    const path = segmentPath(FOLDER, 2, SUFFIX);
    const damaged = Uint8Array.from(disk.files.readFile(path));
    damaged[damaged.length - 1]! ^= 1;
    await disk.restart();
    disk.files.replaceFile(path, damaged);
    await open();
    expect(tree).toMatchObject({ records: ["a", "b"], restores: 1, replays: 1 });
    expect(disk.logger.messages("WARN")).toEqual(["ignoring a damaged znode snapshot"]);
  });

  test("that is ahead of a log which lost its end counts, and is not met again", async () => {
    await write("a");
    const segment = segmentPath(FOLDER, 0, ".log");
    const { sizeBytes } = log;
    await write("b", "c");
    await log.save();
    disk.files.replaceFile(segment, disk.files.readFile(segment).slice(0, sizeBytes));
    disk.kill();
    await open();
    expect(tree).toMatchObject({ records: ["a", "b", "c"], restores: 1, replays: 0 });
    expect(snapshotOffsets()).toEqual([1]);
    await write("d", "e", "f");
    disk.loseUnsynced();
    await open();
    expect(tree).toMatchObject({ records: ["a", "b", "c", "d", "e", "f"], replays: 3 });
  });

  test("is written by one at a time, however many ask", async () => {
    await write("a");
    await Promise.all([log.save(), log.save(), log.save()]);
    expect(snapshotOffsets()).toEqual([1]);
    await disk.restart();
    await open();
    expect(tree).toMatchObject({ records: ["a"], restores: 1, replays: 0 });
  });

  test("is taken by itself after so many transactions", async () => {
    const snapshots = { transactions: 3, bytes: 1 << 20, retained: 2 };
    log = new ZnodeLog({ ...disk, store: disk.store, snapshots });
    await log.load(tree);
    await write("a", "b", "c");
    expect(snapshotOffsets()).toEqual([]);
    await write("d");
    await until("a snapshot is there", () => snapshotOffsets().length === 1);
  });

  test.each([1, 2, 5])("the newest %i are kept, with the log that they need", async (retained) => {
    const snapshots = { transactions: 100, bytes: 1 << 20, retained };
    log = new ZnodeLog({ ...disk, store: disk.store, snapshots });
    await log.load(tree);
    for (let i = 1; i <= 8; i++) {
      await write(`${i}`);
      await log.save();
    }
    const kept = Array.from({ length: retained }, (_, i) => 9 - retained + i);
    expect(snapshotOffsets()).toEqual(kept);
    disk.kill();
    await open();
    expect(tree.records).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
  });

  test("is taken by itself after 16 MiB of transactions", async () => {
    const record = "x".repeat(1 << 20);
    for (let i = 0; i < 17; i++) await write(record);
    // Taken in the background; what it waits for is a flush like any other.
    for (let turn = 0; turn < 100 && snapshotOffsets().length === 0; turn++) await log.flush();
    expect(snapshotOffsets()).toHaveLength(1);
    expect(disk.logger.messages("WARN")).toEqual([]);
  });
});

describe("a snapshot that is under way", () => {
  beforeEach(async () => {
    // A disk that takes its time: so there is something between a snapshot's begin and end.
    const delays = new SeededRandom(1);
    const files = new MemoryFileSystem({ capacityBytes: 1 << 28, delays });
    disk = new TestStore({ reservedBytes: RESERVED_BYTES, files });
    await open();
  });

  const unfinished = () => disk.files.list(FOLDER).filter((name) => name.endsWith(".tmp"));

  test("is of the moment at which it began", async () => {
    await write("a");
    const saved = log.save();
    await until("it has begun", () => unfinished().length === 1);
    await write("b");
    await saved;
    expect(snapshotOffsets()).toEqual([1]);
    expect(unfinished()).toEqual([]);
    disk.kill();
    await open();
    expect(tree).toMatchObject({ records: ["a", "b"], restores: 1, replays: 1 });
  });

  test("is dropped by a shutdown, which saves what there is in the end", async () => {
    await write("a".repeat(10 * PIECE_BYTES));
    const saved = log.save();
    await until("it has begun", () => unfinished().length === 1);
    await write("b");
    await Promise.all([log.close(), saved]);
    expect(snapshotOffsets()).toEqual([2]);
    expect(unfinished()).toEqual([]);
    expect(tree.ended).toBe(2);
  });

  test("leaves the one before it where the disk is full", async () => {
    await write("a");
    await log.save();
    await write("b".repeat(20_000));
    const { capacityBytes } = disk.files;
    disk.files.capacityBytes -= disk.files.space("/data").availableBytes - 10_000;
    await expect(log.save()).rejects.toThrow(DiskFullError);
    expect(snapshotOffsets()).toEqual([1]);
    expect(unfinished()).toEqual([]);
    expect(tree.ended).toBe(2);
    disk.files.capacityBytes = capacityBytes;
    await log.save();
    expect(snapshotOffsets()).toEqual([1, 2]);
  });

  test("leaves the one before it where its sync fails", async () => {
    await write("a");
    await log.save();
    await write("b");
    disk.files.failDatasync(new Error("EIO"));
    await expect(log.save()).rejects.toThrow("EIO");
    disk.files.failDatasync(null);
    expect(snapshotOffsets()).toEqual([1]);
    expect(unfinished()).toEqual([]);
  });

  test("is removed by the next start, where a crash broke it off", async () => {
    await write("a");
    const saved = log.save();
    await until("it has begun", () => unfinished().length === 1);
    disk.kill();
    expect(unfinished()).toHaveLength(1);
    await open();
    expect(unfinished()).toEqual([]);
    expect(tree).toMatchObject({ records: ["a"], restores: 0, replays: 1 });
    await saved;
  });
});

test("a snapshot of what is saved already is not written again", async () => {
  await write("a");
  await log.save();
  const ended = tree.ended;
  await log.close();
  expect(tree.ended).toBe(ended);
  await disk.restart();
  await open();
  await log.close();
  expect(tree).toMatchObject({ records: ["a"], restores: 1, ended: 0 });
});

test("a damaged log is not loaded: nothing would be better than half a tree", async () => {
  await write("a", "b");
  disk.store.get(ZNODE_LOG_NAME)!.setOffline("the disk failed");
  await expect(log.load(new ListedTree())).rejects.toThrow("the disk failed");
});

test("the log goes with its snapshots where only one of them is kept", async () => {
  const snapshots = { transactions: 100, bytes: 1 << 20, retained: 1 };
  log = new ZnodeLog({ ...disk, store: disk.store, snapshots });
  await log.load(tree);
  await write("a", "b");
  await log.save();
  expect(disk.store.get(ZNODE_LOG_NAME)!.logStartOffset).toBe(2);
  disk.kill();
  await open();
  expect(tree.records).toEqual(["a", "b"]);
});
