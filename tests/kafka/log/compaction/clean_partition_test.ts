import { beforeEach, describe, expect, test } from "bun:test";
import { CompressionType } from "../../../../lib/bytes/compression/mod.ts";
import { MemoryFileSystem } from "../../../../lib/io/memory_file.ts";
import { SeededRandom } from "../../../../lib/io/random.ts";
import type { PartitionLog } from "../../../../lib/kafka/log/partition_log.ts";
import { settingsOf, TestPartitions } from "../test_partitions.ts";
import { batchOfEntries, clean, type Entry, records, state } from "./test_compaction.ts";

describe("a compaction of a partition", () => {
  let fixture: TestPartitions;
  let partition: PartitionLog;

  beforeEach(async () => {
    fixture = new TestPartitions();
    partition = await fixture.add("t", 0, { "cleanup.policy": "compact" });
  });

  function append(...entries: Entry[]): void {
    partition.append(batchOfEntries(entries));
  }

  test("keeps the newest record of each key, at its offset", async () => {
    append(["a", "1"], ["b", "1"], ["a", "2"]);
    append(["c", "1"]);
    partition.log.roll();
    append(["b", "2"]);
    partition.log.roll();
    append(["c", "2"]);
    await clean(fixture, partition);
    expect(await records(partition)).toEqual([[2, "a", "2"], [3, "c", "1"], [4, "b", "2"], [
      5,
      "c",
      "2",
    ]]);
    expect(partition.log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 5]);
    expect(partition.logEndOffset).toBe(6);
  });

  for (const [name, compressionType] of Object.entries(CompressionType)) {
    test(`recompresses what is left of a batch: ${name}`, async () => {
      const entries: Entry[] = Array.from({ length: 100 }, (_, i) => [`k${i % 60}`, `value ${i}`]);
      partition.append(batchOfEntries(entries, { compressionType }));
      const before = await state(partition);
      partition.log.roll();
      append(["other", "x"]);
      const result = await clean(fixture, partition);
      expect(result).toMatchObject({
        recordsRead: 100,
        recordsWritten: 60,
        endOffset: 100,
        keys: 60,
      });
      expect(await state(partition)).toEqual(new Map([...before, ["other", "x"]]));
    });
  }

  test("is the same log after a clean restart and after a power cut", async () => {
    for (let i = 0; i < 50; i++) {
      append([`k${i % 7}`, `v${i}`], [`k${i % 5}`, `w${i}`]);
      if (i % 10 === 9) partition.log.roll();
    }
    const before = await state(partition);
    await clean(fixture, partition);
    const crashed = fixture.crash(5);
    expect(await state(await crashed.add("t", 0, { "cleanup.policy": "compact" }))).toEqual(before);
    const restarted = await fixture.restart();
    expect(await state(await restarted.add("t", 0, { "cleanup.policy": "compact" }))).toEqual(
      before,
    );
  });

  test("drops aborted records, and readers of committed data still learn of what is left", async () => {
    const producer = { producerId: 7n, producerEpoch: 0, isTransactional: true };
    const marker = { producerId: 7, producerEpoch: 0, coordinatorEpoch: 0, transactionVersion: 1 };
    append(["a", "1"]);
    partition.append(
      batchOfEntries([["a", "bad"], ["b", "bad"]], { ...producer, baseSequence: 0 }),
    );
    partition.appendMarker({ ...marker, isCommit: false }, fixture.clock.nowMs());
    partition.append(batchOfEntries([["b", "1"]], { ...producer, baseSequence: 2 }));
    partition.appendMarker({ ...marker, isCommit: true }, fixture.clock.nowMs());
    partition.log.roll();
    append(["c", "1"]);
    expect(await partition.abortedTransactions(0, 7)).toHaveLength(1);
    await clean(fixture, partition);
    const data = (await records(partition)).filter(([, , value]) =>
      value !== null && value.length < 5
    );
    expect(data.map(([offset, key]) => [offset, key])).toContainEqual([0, "a"]);
    expect(data.some(([, , value]) => value === "bad")).toBe(false);
    // Its marker is there still, and so is the entry.
    expect(await partition.abortedTransactions(0, 7)).toMatchObject([{
      firstOffset: 1,
      lastOffset: 3,
    }]);

    // The next pass meets nothing of it: the entry goes, the marker waits for its horizon.
    partition.log.roll();
    append(["c", "2"]);
    await clean(fixture, partition);
    expect(await partition.abortedTransactions(0, 8)).toEqual([]);
    const restarted = await fixture.restart();
    const again = await restarted.add("t", 0, { "cleanup.policy": "compact" });
    expect(await again.abortedTransactions(0, 8)).toEqual([]);
    expect((await records(again)).map(([offset]) => offset)).toEqual([0, 3, 4, 5, 6, 7]);
  });

  test("keeps what an idempotent producer did last, over a restart without its snapshot", async () => {
    const producer = { producerId: 9n, producerEpoch: 2 };
    partition.append(batchOfEntries([["a", "1"], ["a", "2"]], { ...producer, baseSequence: 0 }));
    append(["a", "3"]);
    partition.log.roll();
    append(["b", "1"]);
    await clean(fixture, partition);
    await fixture.store.close();
    for (const name of fixture.files.list("/data/t-0")) {
      if (name.endsWith(".snapshot")) fixture.files.remove(`/data/t-0/${name}`);
    }
    fixture.files.remove("/data/recovery-point-offset-checkpoint");
    fixture.files.remove("/data/.kafka_cleanshutdown");
    fixture = new TestPartitions({ files: fixture.files, clock: fixture.clock });
    partition = await fixture.add("t", 0, { "cleanup.policy": "compact" });
    expect(partition.logEndOffset).toBe(4);
    expect(partition.producers.get(9)).toMatchObject({ epoch: 2 });
    const retried = batchOfEntries([["a", "1"], ["a", "2"]], { ...producer, baseSequence: 0 });
    expect(partition.append(retried)).toMatchObject({ duplicate: true, baseOffset: 0 });
  });

  test("does in several passes what does not fit into the offset map", async () => {
    for (let i = 0; i < 60; i++) {
      append([`k${i % 50}`, `${i}`]);
      if (i % 10 === 9) partition.log.roll();
    }
    const before = await state(partition);
    const ends: number[] = [];
    while (ends.at(-1) !== 60) {
      ends.push((await clean(fixture, partition, { mapBytes: 25 * 20 })).endOffset);
    }
    expect(ends.length).toBeGreaterThan(2);
    expect(await state(partition)).toEqual(before);
    expect(await records(partition)).toHaveLength(50);
  });

  test("does not give up where one key after the other fills the smallest map", async () => {
    append(["a", "1"], ["b", "1"], ["c", "1"]);
    partition.log.roll();
    append(["a", "2"]);
    await expect(clean(fixture, partition, { mapBytes: 40 })).rejects.toThrow("do not fit");
  });

  test("puts small segments together, up to segment.bytes", async () => {
    partition.configure(settingsOf({ "cleanup.policy": "compact", "segment.bytes": "1048576" }));
    for (let i = 0; i < 8; i++) {
      append([`k${i}`, "1"]);
      partition.log.roll();
    }
    append(["x", "1"]);
    await clean(fixture, partition);
    expect(partition.log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 8]);
    expect(await state(partition)).toHaveProperty("size", 9);
  });
});

describe("a compaction that a power cut ends", () => {
  for (let seed = 1; seed <= 25; seed++) {
    test(`leaves every key's newest record (seed ${seed})`, async () => {
      const random = new SeededRandom(seed);
      const files = new MemoryFileSystem({ delays: random });
      const fixture = new TestPartitions({ files });
      const partition = await fixture.add("t", 0, { "cleanup.policy": "compact" });
      for (let i = 0; i < 120; i++) {
        partition.append(batchOfEntries([[`k${random.int(15)}`, `${i}`]]));
        if (random.int(12) === 0) partition.log.roll();
      }
      await fixture.store.checkpoint();
      const before = await state(partition);
      let isOver = false;
      const cleaning = clean(fixture, partition, { mapBytes: 20 * (5 + random.int(30)) })
        .catch(() => {}).finally(() => {
          isOver = true;
        });
      for (let turns = random.int(120); turns > 0 && !isOver; turns--) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const after = fixture.crash(seed);
      const reopened = await after.add("t", 0, { "cleanup.policy": "compact" });
      expect(reopened.log.offline).toBeNull();
      expect(reopened.logEndOffset).toBe(120);
      expect(await state(reopened)).toEqual(before);
      await clean(after, reopened);
      expect(await state(reopened)).toEqual(before);
      await cleaning;
    });
  }
});
