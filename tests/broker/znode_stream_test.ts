import { beforeEach, describe, expect, test } from "bun:test";
import { ZnodeStream } from "../../lib/broker/znode_stream.ts";
import type { PartitionLog } from "../../lib/kafka/log/partition_log.ts";
import type { TopicImage } from "../../lib/metadata/cluster_image.ts";
import { scanLog } from "../../lib/storage/log_scan.ts";
import { CloseSessionTransaction } from "../../lib/zookeeper/operations/close_session.ts";
import { MultiTransaction } from "../../lib/zookeeper/operations/multi.ts";
import { turns, until } from "../io/turns.ts";
import { batchOf, valuesOf } from "../kafka/batches.ts";
import { TestPartitions } from "../kafka/log/test_partitions.ts";
import { created, TransactionList } from "./transaction_list.ts";

const NAME = "__znodes";
const TOPIC: TopicImage = { name: NAME, id: "", configs: new Map(), partitions: [] };

let disk: TestPartitions;
let list: TransactionList;
let stream: ZnodeStream;
let partition: PartitionLog;

beforeEach(() => {
  disk = new TestPartitions();
  list = new TransactionList();
});

function makeStream({ isEnabled = true } = {}): void {
  stream = new ZnodeStream({
    transactions: list,
    partition: () => disk.partitions.get(NAME, 0),
    clock: disk.clock,
    logger: disk.logger,
    isEnabled,
  });
}

async function open(options: { isEnabled?: boolean } = {}): Promise<void> {
  partition = await disk.add(NAME);
  makeStream(options);
  stream.followTopic(NAME, TOPIC);
}

/** What the topic holds, short: `zxid path`, with the part where there are several. */
async function told(): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of scanLog(partition.log, partition.logStartOffset)) {
    for (const value of valuesOf(batch)) {
      const { zxid, operation, path, part, from } = JSON.parse(value);
      const place = part === undefined ? `${zxid}` : `${zxid}.${part}`;
      found.push(`${place} ${path ?? operation}${from === undefined ? "" : ` from ${from}`}`);
    }
  }
  return found;
}

async function pass(ms = 100): Promise<void> {
  for (let i = 0; i < ms; i++) {
    disk.clock.advance(1);
    await turns(1);
  }
}

async function commit(...paths: string[]): Promise<void> {
  list.add(...paths.map((path) => created(path)));
  stream.committed();
  await pass();
}

async function restart(next: TestPartitions | Promise<TestPartitions>): Promise<void> {
  await stream.close();
  disk = await next;
  await open();
  await pass();
}

describe("the stream of changes", () => {
  test("tells what is committed already, and then each change", async () => {
    list.add(created("/a"), created("/b"));
    await open();
    await pass();
    expect(await told()).toEqual(["1 /a", "2 /b"]);
    await commit("/c");
    expect(await told()).toEqual(["1 /a", "2 /b", "3 /c"]);
  });

  test("does nothing until the topic is there", async () => {
    makeStream();
    await commit("/a");
    expect(list.reads).toBe(0);
    expect(await stream.neededFrom()).toBe(Infinity);
    partition = await disk.add(NAME);
    stream.followTopic("another", TOPIC);
    await pass();
    expect(list.reads).toBe(0);
    stream.followTopic(NAME, TOPIC);
    await pass();
    expect(await told()).toEqual(["1 /a"]);
  });

  test("does nothing where it is switched off", async () => {
    await open({ isEnabled: false });
    await commit("/a");
    expect([partition.logEndOffset, await stream.neededFrom()]).toEqual([0, Infinity]);
  });

  test("puts commits that come together into one batch", async () => {
    await open();
    await pass();
    for (const path of ["/a", "/b", "/c"]) {
      list.add(created(path));
      stream.committed();
    }
    await pass();
    const batches = [];
    for await (const batch of scanLog(partition.log, 0)) batches.push(valuesOf(batch).length);
    expect(batches).toEqual([3]);
  });

  test("splits a transaction that is too much for one batch", async () => {
    const data = Buffer.alloc(40_000, "x");
    list.add(new MultiTransaction(["/a", "/b", "/c", "/d"].map((path) => created(path, data))));
    await open();
    await commit("/e");
    expect(await told()).toEqual(["1.0 /a", "1.1 /b", "1.2 /c", "1.3 /d", "2 /e"]);
    const batches = [];
    for await (const batch of scanLog(partition.log, 0)) batches.push(valuesOf(batch).length);
    expect(batches).toEqual([2, 2, 1]);
  });

  test("goes on after the last change, wherever it was broken off", async () => {
    list.add(created("/a"), new CloseSessionTransaction(["/x", "/y", "/z"]), created("/b"));
    await open();
    await pass();
    const all = await told();
    expect(all).toEqual(["1 /a", "2.0 /x", "2.1 /y", "2.2 /z", "2.3 closeSession", "3 /b"]);
    for (let kept = 0; kept < all.length; kept++) {
      await stream.close();
      const values: string[] = [];
      for await (const batch of scanLog(partition.log, 0)) values.push(...valuesOf(batch));
      disk = new TestPartitions();
      partition = await disk.add(NAME);
      if (kept > 0) partition.append(batchOf(values.slice(0, kept)));
      await open();
      await pass();
      expect(await told()).toEqual(all);
    }
  });

  test("tells after a power cut what the topic has lost, and nothing twice", async () => {
    await open();
    await commit("/a", "/b");
    await partition.log.flushed(partition.logEndOffset);
    for (let seed = 1; seed <= 10; seed++) {
      await commit(`/c${seed}`, `/d${seed}`);
      await restart(disk.crash(seed));
      const expected = ["/a", "/b"];
      for (let i = 1; i <= seed; i++) expected.push(`/c${i}`, `/d${i}`);
      expect(await told()).toEqual(expected.map((path, i) => `${i + 1} ${path}`));
    }
  });

  test("passes over markers and foreign records at the end", async () => {
    await open();
    await commit("/a");
    partition.append(batchOf(["not one of these"]));
    const marker = { producerId: 1, producerEpoch: 0, coordinatorEpoch: 0, isCommit: true };
    partition.appendMarker({ ...marker, transactionVersion: 1 }, 1);
    await stream.close();
    makeStream();
    stream.followTopic(NAME, TOPIC);
    list.add(created("/b"));
    await pass();
    const { records } = await partition.read({
      offset: partition.logEndOffset - 1,
      bytesMax: 1000,
      firstBatchAlways: true,
    });
    expect(JSON.parse(valuesOf(records)[0]!)).toMatchObject({ zxid: 2, path: "/b" });
    expect(list.endZxid).toBe(2);
  });
});

describe("what the coordinator's log does not have any more", () => {
  test("is told as a gap", async () => {
    await open();
    await commit("/a");
    await stream.close();
    list.add(created("/b"), created("/c"), created("/d"));
    list.purge(4);
    makeStream();
    stream.followTopic(NAME, TOPIC);
    await pass();
    expect(await told()).toEqual(["1 /a", "3 gap from 2", "4 /d"]);
    expect(disk.logger.messages("WARN")).toEqual([
      "transactions are missing in the topic of znode changes: the log does not have them",
    ]);
    // The log's start is on disk first: after a power cut the gap is the same.
    expect(list.starts).toBe(1);
    await restart(disk.restart());
    await commit("/e");
    expect(await told()).toEqual(["1 /a", "3 gap from 2", "4 /d", "5 /e"]);
  });

  test("is told when something comes after it", async () => {
    list.add(created("/a"));
    list.purge(2);
    await open();
    await pass();
    expect(await told()).toEqual([]);
    await commit("/b");
    expect(await told()).toEqual(["1 gap from 1", "2 /b"]);
  });

  test("is a gap for a stream that stands still, too", async () => {
    await open();
    await commit("/a");
    disk.files.capacityBytes = 0;
    list.add(created("/b", Buffer.alloc(3 << 20)));
    stream.committed();
    await pass();
    list.add(created("/c"));
    list.purge(3);
    disk.files.capacityBytes = 1 << 30;
    await pass(2000);
    expect(await told()).toEqual(["1 /a", "2 gap from 2", "3 /c"]);
  });

  test("is told where the tree is another one, whose numbers began anew", async () => {
    await open();
    await commit("/a", "/b", "/c");
    await stream.close();
    list.clear();
    list.add(created("/x"));
    makeStream();
    stream.followTopic(NAME, TOPIC);
    await pass();
    await commit("/y");
    expect(await told()).toEqual(["1 /a", "2 /b", "3 /c", "0 reset from 4", "1 /x", "2 /y"]);
  });

  test("is told where the numbers of another tree are past the topic's already", async () => {
    await open();
    await commit("/a", "/b");
    await stream.close();
    list.clear();
    list.add(created("/x"), created("/y"), created("/z"));
    makeStream();
    stream.followTopic(NAME, TOPIC);
    await pass();
    const all = ["1 /a", "2 /b", "0 reset from 3", "1 /x", "2 /y", "3 /z"];
    expect(await told()).toEqual(all);
    await restart(disk.restart());
    expect(await told()).toEqual(all);
  });
});

describe("what the stream needs of the coordinator's log", () => {
  test("is what the topic does not have on disk", async () => {
    list.add(created("/a"), created("/b"));
    await open();
    // It does not know yet what the topic has.
    expect(await stream.neededFrom()).toBe(0);
    await pass();
    expect(partition.log.flushedOffset).toBe(0);
    expect(await stream.neededFrom()).toBe(3);
    expect(partition.log.flushedOffset).toBe(2);
  });

  test("is all that it has not told yet", async () => {
    await open();
    await commit("/a");
    disk.files.capacityBytes = 0;
    list.add(created("/b", Buffer.alloc(3 << 20)));
    stream.committed();
    await pass();
    expect(await stream.neededFrom()).toBeLessThanOrEqual(2);
  });

  test("is what it was before, where the disk fails", async () => {
    await open();
    await commit("/a");
    expect(await stream.neededFrom()).toBe(2);
    await commit("/b");
    disk.files.failDatasync(new Error("EIO"));
    expect(await stream.neededFrom()).toBe(2);
  });

  test("is nothing once the topic is gone", async () => {
    await open();
    await commit("/a");
    await disk.partitions.remove(NAME);
    stream.followTopic(NAME, null);
    expect(await stream.neededFrom()).toBe(Infinity);
    await commit("/b");
    partition = await disk.add(NAME);
    stream.followTopic(NAME, TOPIC);
    await pass();
    expect(await told()).toEqual(["1 /a", "2 /b"]);
  });
});

test("a topic that is made anew while the old one's end is looked for is told all", async () => {
  await open();
  await commit("/a", "/b");
  await stream.close();
  makeStream();
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => release = resolve);
  const read = list.read.bind(list);
  list.read = async (zxid, bytesMax) => {
    await isReleased;
    return await read(zxid, bytesMax);
  };
  stream.followTopic(NAME, TOPIC);
  await pass();
  await disk.partitions.remove(NAME);
  stream.followTopic(NAME, null);
  partition = await disk.add(NAME);
  stream.followTopic(NAME, TOPIC);
  release();
  await pass();
  expect(await told()).toEqual(["1 /a", "2 /b"]);
});

describe("a topic that cannot be written to", () => {
  test("is tried again, said once, and gets everything in the end", async () => {
    await open();
    await commit("/a");
    disk.files.capacityBytes = 0;
    const large = Buffer.alloc(3 << 20, "x");
    list.add(created("/b", large));
    stream.committed();
    await pass(5000);
    expect(disk.logger.messages("ERROR")).toHaveLength(1);
    expect(await told()).toEqual(["1 /a"]);
    await commit("/c");
    disk.files.capacityBytes = 1 << 30;
    await pass(2000);
    expect(await told()).toEqual(["1 /a", "2 /b", "3 /c"]);
    expect(disk.logger.messages("INFO")).toContain("the topic of znode changes has caught up");
  });

  test("keeps its newest segment, however old, and with it the place to go on from", async () => {
    await open();
    await commit("/a");
    expect(partition.log.keepsNewest).toBe(true);
  });
});

describe("the end of the stream", () => {
  test("leaves the rest for the next start", async () => {
    const data = Buffer.alloc(70_000, "x");
    for (let i = 0; i < 20; i++) list.add(created(`/n${i}`, data));
    await open();
    await until("some are told", () => {
      disk.clock.advance(1);
      return partition.logEndOffset > 2;
    });
    await Promise.race([stream.close(), pass(50)]);
    const before = partition.logEndOffset;
    await pass();
    expect(partition.logEndOffset).toBe(before);
    expect(before).toBeLessThan(20);
    await restart(disk.restart());
    await pass();
    expect(await told()).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 1} /n${i}`));
  });

  test("waits for nothing where nothing is under way", async () => {
    await open();
    await stream.close();
    await commit("/a");
    expect(partition.logEndOffset).toBe(0);
  });
});
