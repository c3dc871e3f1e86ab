import { beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { LogOfflineError } from "../../../lib/storage/log.ts";
import { OffsetOutOfRangeError } from "../../../lib/storage/log_read.ts";
import { batchOf } from "../batches.ts";
import { turns } from "../held_disk.ts";
import { settingsOf, TestPartitions, TOPIC_ID } from "./test_partitions.ts";

let running: TestPartitions;

beforeEach(() => {
  running = new TestPartitions();
});

describe("add()", () => {
  test("opens a log, which can then be found", async () => {
    const added = await running.add("t", 2);
    expect(running.partitions.get("t", 2)).toBe(added);
    expect(running.partitions.get("t", 0)).toBeUndefined();
    expect(running.partitions.get("t", -1)).toBeUndefined();
    expect(running.partitions.get("other", 2)).toBeUndefined();
    expect([...running.partitions.all()]).toEqual([added]);
    expect(running.partitions.ofTopic("t")).toEqual([added]);
    expect(running.files.list("/data")).toContain("t-2");
  });

  test("of a partition that is there takes over epoch and settings", async () => {
    const first = await running.add("t", 0);
    const settings = settingsOf({ "max.message.bytes": "500" });
    const place = { topic: "t", topicId: TOPIC_ID, index: 0, leaderEpoch: 3, settings };
    expect(await running.partitions.add(place)).toBe(first);
    expect([first.leaderEpoch, first.rules.messageMaxBytes]).toEqual([3, 500]);
  });
});

describe("a folder of the right name", () => {
  const OTHER_ID = "BBBBBBBBBBBBBBBBBBBBBQ";
  const METADATA = "/data/t-0/partition.metadata";

  beforeEach(async () => {
    (await running.add("t")).append(batchOf(["old"]));
    running = await running.restart();
  });

  function folders(): string[] {
    return running.files.list("/data").filter((name) => name.startsWith("t-"));
  }

  test("is not another topic's: what a deletion left is set aside, and told of", async () => {
    const partition = await running.addWithId(OTHER_ID);
    expect(partition.logEndOffset).toBe(0);
    expect(folders()).toEqual(["t-0", expect.stringMatching(/^t-0\.[0-9a-f]{32}-stray$/)]);
    expect(Buffer.from(running.files.readFile(METADATA)).toString()).toContain(OTHER_ID);
    expect(running.logger.messages("WARN")).toEqual([
      `log t-0 is of topic id ${TOPIC_ID}, not ${OTHER_ID}: its folder was set aside and a new ` +
      "one is begun; remove it when it is not needed",
    ]);
  });

  test("is the topic's where the ids are the same", async () => {
    running.partitions.noteStrays(() => false);
    expect((await running.add("t")).logEndOffset).toBe(1);
    expect(folders()).toEqual(["t-0"]);
  });

  test("tells its id at one reading", async () => {
    const { readFile } = running.files;
    const read: string[] = [];
    running.files.readFile = (path) => {
      read.push(path);
      return readFile.call(running.files, path);
    };
    await running.add("t");
    expect(read.filter((path) => path === METADATA)).toEqual([METADATA]);
  });

  test("is the topic's where it has no id, as older Kafkas left them", async () => {
    running.files.remove(METADATA);
    running.partitions.noteStrays((topic) => topic === "t");
    expect((await running.addWithId(OTHER_ID)).logEndOffset).toBe(1);
    expect(Buffer.from(running.files.readFile(METADATA)).toString()).toContain(OTHER_ID);
    expect(running.logger.messages("WARN")).toEqual([]);
  });

  test("and no id, is not that of a topic which is made after the start", async () => {
    running.files.remove(METADATA);
    running.partitions.noteStrays(() => false);
    expect(folders()).toEqual(["t-0"]);
    expect((await running.addWithId(OTHER_ID)).logEndOffset).toBe(0);
    expect(folders().length).toBe(2);
    expect(running.logger.messages("WARN")).toEqual([
      expect.stringContaining("folders of topics that do not exist"),
      expect.stringContaining("log t-0 was there before its topic was made"),
    ]);
  });

  test("is the topic's while that has no id yet, and is marked when it gets one", async () => {
    running.files.remove(METADATA);
    const partition = await running.addWithId("");
    expect([partition.logEndOffset, running.files.exists(METADATA)]).toEqual([1, false]);
    expect(await running.addWithId(OTHER_ID)).toBe(partition);
    expect(partition.topicId).toBe(OTHER_ID);
    expect(Buffer.from(running.files.readFile(METADATA)).toString()).toContain(OTHER_ID);
  });
});

describe("endOfEpoch()", () => {
  const EPOCHS = "/data/t-0/leader-epoch-checkpoint";

  test("reads the file for an epoch of the past alone", async () => {
    const partition = await running.add("t");
    partition.append(batchOf(["a", "b"]));
    running.files.replaceFile(EPOCHS, Buffer.from("0\n2\n0 0\n3 1\n"));
    partition.leaderEpoch = 3;
    const { readFile } = running.files;
    let reads = 0;
    running.files.readFile = (path) => {
      if (path === EPOCHS) reads += 1;
      return readFile.call(running.files, path);
    };
    const ends = [-1, 3, 4].map((asked) => running.partitions.endOfEpoch(partition, asked));
    const unknown = { leaderEpoch: -1, endOffset: -1 };
    expect(ends).toEqual([unknown, { leaderEpoch: 3, endOffset: 2 }, unknown]);
    expect(reads).toBe(0);
    expect(running.partitions.endOfEpoch(partition, 2)).toEqual({ leaderEpoch: 0, endOffset: 1 });
    expect(reads).toBe(1);
  });
});

describe("remove()", () => {
  test("takes a topic's logs and files away, and no others", async () => {
    for (const index of [0, 1]) (await running.add("t", index)).append(batchOf(["v"]));
    const other = await running.add("t2", 0);
    await running.partitions.remove("t");
    expect([...running.partitions.all()]).toEqual([other]);
    expect(running.files.list("/data").filter((name) => name.startsWith("t"))).toEqual(["t2-0"]);
  });

  test("leaves a log that refuses", async () => {
    const partition = await running.add("t", 0);
    await running.partitions.remove("t");
    expect(partition.removed).toBe(true);
    expect(() => partition.append(batchOf(["v"]))).toThrow(LogOfflineError);
  });

  test("of a topic that is not there does nothing", async () => {
    await running.partitions.remove("missing");
    expect([...running.partitions.all()]).toEqual([]);
  });

  test("during a checkpoint lets the checkpoint go on for the others", async () => {
    const gone = await running.add("gone");
    const kept = await running.add("kept");
    gone.append(batchOf(["v"]));
    kept.append(batchOf(["v"]));
    const checkpoint = running.store.checkpoint();
    await running.partitions.remove("gone");
    await checkpoint;
    const text = Buffer.from(running.files.readFile("/data/recovery-point-offset-checkpoint"));
    expect(text.toString()).toBe("0\n1\nkept 0 1\n");
  });

  test("a topic made again starts empty", async () => {
    (await running.add("t")).append(batchOf(["old"]));
    await running.partitions.remove("t");
    expect((await running.add("t")).logEndOffset).toBe(0);
  });
});

describe("deleteRecords()", () => {
  test("resolves with the log start when that is in the checkpoint", async () => {
    const partition = await running.add("t");
    partition.append(batchOf(["a", "b", "c"]));
    expect(await running.partitions.deleteRecords(partition, 2)).toBe(2);
    const text = Buffer.from(running.files.readFile("/data/log-start-offset-checkpoint"));
    expect(text.toString()).toBe("0\n1\nt 0 2\n");
  });

  test("throws above the high watermark", async () => {
    const partition = await running.add("t");
    partition.append(batchOf(["a"]));
    await expect(running.partitions.deleteRecords(partition, 2)).rejects
      .toBeInstanceOf(OffsetOutOfRangeError);
  });

  test("throws where the checkpoint cannot be written, and the next one works", async () => {
    const partition = await running.add("t");
    partition.append(batchOf(["a", "b"]));
    const { replaceFileLater } = running.files;
    running.files.replaceFileLater = () => Promise.reject(new DiskFullError("full"));
    await expect(running.partitions.deleteRecords(partition, 1)).rejects
      .toBeInstanceOf(DiskFullError);
    running.files.replaceFileLater = replaceFileLater;
    expect(await running.partitions.deleteRecords(partition, 2)).toBe(2);
  });
});

test("folders() tells the room and the partitions of each", async () => {
  const partition = await running.add("t");
  expect(running.partitions.folders()).toEqual([
    {
      path: "/data",
      offline: null,
      space: running.files.space("/data"),
      replicas: [{ partition, sizeBytes: 0, offsetLag: 0, isFuture: false }],
    },
  ]);
});

describe("waitForBytes()", () => {
  /** What a connection does when it closes. */
  let close: () => void;
  let waiting: number;

  beforeEach(() => {
    waiting = 0;
  });

  async function wait(bytesMissing: number) {
    const partition = await running.add("t");
    const state = { done: false, partition };
    void running.partitions.waitForBytes([partition], {
      bytesMissing,
      maxWaitMs: 100,
      onClose(run) {
        close = run;
        waiting += 1;
        return () => waiting -= 1;
      },
    }).then(() => state.done = true);
    return state;
  }

  test("resolves with the bytes, and forgets the connection", async () => {
    const state = await wait(1);
    state.partition.append(batchOf(["v"]));
    await turns(1);
    expect([state.done, waiting]).toEqual([true, 0]);
  });

  test("resolves at its time", async () => {
    const state = await wait(1);
    running.clock.advance(99);
    await turns(1);
    expect(state.done).toBe(false);
    running.clock.advance(1);
    await turns(1);
    expect([state.done, waiting]).toEqual([true, 0]);
  });

  test("resolves when the connection closes", async () => {
    const state = await wait(1);
    close();
    await turns(1);
    expect(state.done).toBe(true);
  });

  test("resolves at once where the connection has closed already", async () => {
    const partition = await running.add("t");
    await running.partitions.waitForBytes([partition], {
      bytesMissing: 1,
      maxWaitMs: 100,
      onClose(run) {
        run();
        return () => {};
      },
    });
    expect(running.clock.pending).toBe(0);
  });
});
