import { beforeEach, describe, expect, test } from "bun:test";
import { CompactionSchedule } from "../../lib/broker/compaction_schedule.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { DiskFullError } from "../../lib/io/file.ts";
import { MemoryBudget } from "../../lib/io/memory_budget.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { UncleanableError } from "../../lib/kafka/log/compaction/cleaning_job.ts";
import {
  type CleaningRunner,
  SlicedCleaning,
} from "../../lib/kafka/log/compaction/cleaning_runner.ts";
import type { PartitionLog } from "../../lib/kafka/log/partition_log.ts";
import { batchOfEntries, state } from "../kafka/log/compaction/test_compaction.ts";
import { TestPartitions } from "../kafka/log/test_partitions.ts";

const BACKOFF_MS = 15_000;

describe("the schedule of compaction", () => {
  let fixture: TestPartitions;
  let logger: MemoryLogger;

  beforeEach(() => {
    fixture = new TestPartitions();
    logger = new MemoryLogger();
  });

  function schedule(
    runner: CleaningRunner = new SlicedCleaning(fixture.files, fixture.clock),
    ...overrides: string[]
  ): CompactionSchedule {
    const { config } = loadServerConfig({ overrides });
    const { store, partitions, clock } = fixture;
    return new CompactionSchedule({
      store,
      partitions,
      clock,
      logger,
      config: () => config,
      runner,
    });
  }

  /** A partition with so many sealed segments of which each has the same keys. */
  async function filled(
    topic: string,
    segments: number,
    configs: Record<string, string> = {},
  ): Promise<PartitionLog> {
    const partition = await fixture.add(topic, 0, { "cleanup.policy": "compact", ...configs });
    for (let i = 0; i < segments; i++) append(partition, i);
    return partition;
  }

  function append(partition: PartitionLog, round: number): void {
    const timestamp = fixture.clock.nowMs();
    partition.append(batchOfEntries([["a", `${round}`], ["b", `${round}`]], { timestamp }));
    partition.log.roll();
  }

  /** Which logs were compacted, in order, from where and to where. */
  function compacted(): unknown[] {
    return logger.lines.filter(({ message }) => message === "compacted log")
      .map(({ fields }) => [fields?.["log"], fields?.["from"], fields?.["to"]]);
  }

  test("works within its share of the memory, which comes back", async () => {
    await filled("t", 3);
    const account = new MemoryBudget().open({ name: "compaction", bytesMax: 4096 });
    const sizes: number[] = [];
    const sliced = new SlicedCleaning(fixture.files, fixture.clock);
    const compaction = schedule({
      run(job, cleaning) {
        sizes.push(job.limits.mapBytes, account.bytes - job.limits.bufferBytes);
        return sliced.run(job, cleaning);
      },
      rest: () => {},
    });
    compaction.memory = account;
    await compaction.run();
    expect([compacted().length, sizes, account.bytes]).toEqual([1, [4096, 4096], 0]);
  });

  test("compacts what is dirty, notes how far, and rests until there is more", async () => {
    const partition = await filled("t", 3);
    const compaction = schedule();
    await compaction.run();
    expect(compacted()).toEqual([["t-0", 0, 6]]);
    expect(await state(partition)).toEqual(new Map([["a", "2"], ["b", "2"]]));
    await compaction.run();
    expect(compacted().length).toBe(1);
    const checkpoint = fixture.files.readFile("/data/cleaner-offset-checkpoint");
    expect(Buffer.from(checkpoint).toString()).toBe("0\n1\nt 0 6\n");
    expect(compaction.reading).toMatchObject({
      runs: 1,
      uncleanablePartitions: 0,
      maxDirtyPercent: 0,
    });
    // Another start knows it too.
    fixture = await fixture.restart();
    const again = await fixture.add("t", 0, { "cleanup.policy": "compact" });
    append(again, 7);
    append(again, 8);
    await schedule().run();
    expect(compacted().at(-1)).toEqual(["t-0", 6, 10]);
  });

  test("begins after the backoff, and ends when it is stopped", async () => {
    await filled("t", 3);
    const compaction = schedule();
    compaction.start();
    fixture.clock.advance(BACKOFF_MS - 1);
    expect(fixture.files.list("/data/t-0").some((name) => name.includes("cleaned"))).toBe(false);
    fixture.clock.advance(1);
    await compaction.stop();
    const before = compacted().length;
    fixture.clock.advance(10 * BACKOFF_MS);
    expect(compacted().length).toBe(before);
  });

  test("does nothing with log.cleaner.enable=false", async () => {
    await filled("t", 3);
    const compaction = schedule(undefined, "log.cleaner.enable=false");
    compaction.start();
    fixture.clock.advance(10 * BACKOFF_MS);
    await compaction.stop();
    expect(compacted()).toEqual([]);
  });

  test("takes the partition with the largest dirty share first", async () => {
    const little = await filled("little", 6);
    await schedule().run();
    append(little, 9);
    append(little, 10);
    append(little, 11);
    await filled("much", 3);
    await schedule().run();
    expect(compacted().map((row) => (row as string[])[0])).toEqual([
      "little-0",
      "much-0",
      "little-0",
    ]);
  });

  test("leaves alone what is below min.cleanable.dirty.ratio, unless it is overdue", async () => {
    const partition = await filled("t", 4, { "max.compaction.lag.ms": "60000" });
    await schedule().run();
    append(partition, 9);
    await schedule().run();
    expect(compacted().length).toBe(1);
    fixture.clock.advance(60_001);
    await schedule().run();
    expect(compacted().length).toBe(2);
  });

  test("leaves alone topics that are not compacted", async () => {
    await filled("t", 3, { "cleanup.policy": "delete" });
    await schedule().run();
    expect(compacted()).toEqual([]);
  });

  test("gives a log up that cannot be compacted, says so once, and goes on with the others", async () => {
    const bad = await filled("bad", 5);
    await filled("good", 3);
    const path = bad.log.segments[1]!.path;
    const file = fixture.files.open(path, "existing");
    file.writeSync(new Uint8Array([0xff]), 70);
    file.close();
    const compaction = schedule();
    await compaction.run();
    await compaction.run();
    expect(compacted()).toEqual([["good-0", 0, 6]]);
    expect(logger.lines.filter(({ level }) => level === "ERROR")).toMatchObject([{
      message: "this log is not compacted any more until the next start: " +
        `damaged batch at byte 0 of ${path}`,
      fields: { log: "bad-0" },
    }]);
    expect(compaction.reading.uncleanablePartitions).toBe(1);
    await fixture.partitions.remove("bad");
    expect(compaction.reading.uncleanablePartitions).toBe(0);
  });

  test("puts a log off while the disk is full, without giving it up", async () => {
    const partition = await filled("t", 3);
    let isFull = true;
    const sliced = new SlicedCleaning(fixture.files, fixture.clock);
    const runner: CleaningRunner = {
      run(job, hooks) {
        return isFull
          ? Promise.reject(new DiskFullError("Cannot write: no space"))
          : sliced.run(job, hooks);
      },
      rest() {},
    };
    const compaction = schedule(runner);
    await compaction.run();
    expect(logger.lines).toMatchObject([{
      level: "WARN",
      message: "compaction is put off: Cannot write: no space",
    }]);
    isFull = false;
    await compaction.run();
    expect(await state(partition)).toEqual(new Map([["a", "2"], ["b", "2"]]));
  });

  test("a disk that fills up in the middle leaves the log as it was", async () => {
    const partition = await filled("t", 3);
    await fixture.store.checkpoint();
    fixture.files.capacityBytes = 0;
    await schedule().run();
    expect(logger.lines.some(({ message }) => message.startsWith("compaction is put off"))).toBe(
      true,
    );
    expect(fixture.files.list("/data/t-0").some((name) => name.includes("cleaned"))).toBe(false);
    expect(partition.log.segments.length).toBe(4);
  });

  test("says nothing of a log that was deleted meanwhile", async () => {
    await filled("t", 3);
    const sliced = new SlicedCleaning(fixture.files, fixture.clock);
    const compaction = schedule({
      async run(job, hooks) {
        await fixture.partitions.remove("t");
        return await sliced.run(job, hooks);
      },
      rest() {},
    });
    await compaction.run();
    expect(logger.lines).toEqual([]);
    expect(compaction.reading.uncleanablePartitions).toBe(0);
  });

  test("an error nobody thought of gives one log up, not all", async () => {
    await filled("t", 3);
    const compaction = schedule({
      run: () => Promise.reject(new UncleanableError("strange")),
      rest() {},
    });
    await compaction.run();
    expect(compaction.reading).toMatchObject({ runs: 0, uncleanablePartitions: 1 });
  });
});
