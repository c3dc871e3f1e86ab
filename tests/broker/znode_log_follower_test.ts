import { beforeEach, describe, expect, test } from "bun:test";
import { ZnodeLog, type ZnodeLogServices } from "../../lib/broker/znode_log.ts";
import { TestStore } from "../storage/test_store.ts";
import { ListedTree } from "./listed_tree.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

let disk: TestStore;
let log: ZnodeLog;
let tree: ListedTree;

async function open(options: Partial<ZnodeLogServices> = {}): Promise<void> {
  log = new ZnodeLog({ ...disk, store: disk.store, ...options });
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

beforeEach(async () => {
  disk = new TestStore();
  await open();
});

describe("who reads behind the commit", () => {
  /** What it still needs, and how often it was told of a commit. */
  class Follower {
    needed = 0;
    commits = 0;

    committed(): void {
      this.commits += 1;
    }

    neededFrom(): Promise<number> {
      return Promise.resolve(this.needed);
    }
  }

  let follower: Follower;

  beforeEach(() => {
    log.follower = follower = new Follower();
  });

  async function read(zxid: number, bytesMax = 1 << 20): Promise<string[]> {
    return (await log.read(zxid, bytesMax)).map((record) => decoder.decode(record));
  }

  test("is told when transactions are on disk, and gets those alone", async () => {
    await write("a", "b");
    log.append(encoder.encode("c"), { usesReserve: false });
    expect(follower.commits).toBe(1);
    expect(await read(1)).toEqual(["a", "b"]);
    expect(await read(2)).toEqual(["b"]);
    expect(await read(3)).toEqual([]);
    expect([log.startZxid, log.endZxid]).toEqual([1, 3]);
    await log.flushed();
    expect(await read(3)).toEqual(["c"]);
  });

  test("gets about as many bytes as it asks for, one transaction at least", async () => {
    await write("a".repeat(1000), "b".repeat(1000), "c".repeat(1000));
    expect(await read(1, 1)).toEqual(["a".repeat(1000)]);
    expect(await read(1, 2500)).toHaveLength(2);
  });

  test("finds its transactions by number after a restart, past what was removed", async () => {
    follower.needed = Infinity;
    for (const record of ["a", "b", "c"]) {
      await write(record);
      await log.save();
    }
    await log.startFlushed();
    disk.loseUnsynced();
    await open();
    expect([log.startZxid, log.endZxid]).toEqual([3, 3]);
    await log.flushed();
    expect(await read(3)).toEqual(["c"]);
  });

  test("keeps what it still needs from being removed", async () => {
    follower.needed = 2;
    for (const record of ["a", "b", "c", "d"]) {
      await write(record);
      await log.save();
    }
    expect(log.startZxid).toBe(2);
    for (const [i, record] of ["b", "c", "d"].entries()) {
      expect((await read(2 + i))[0]).toBe(record);
    }
    follower.needed = 5;
    await write("e");
    await log.save();
    expect(log.startZxid).toBe(5);
  });

  test("does not keep more than a bound", async () => {
    disk = new TestStore();
    await open({ heldBytesMax: 1000 });
    log.follower = follower;
    await write("x".repeat(400));
    await log.save();
    await write("y".repeat(400));
    await log.save();
    expect(log.startZxid).toBe(1);
    await write("z");
    await log.save();
    expect(log.startZxid).toBe(3);
  });
});
