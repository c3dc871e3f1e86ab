import { beforeEach, describe, expect, test } from "bun:test";
import { cleanableRange, isOverdue } from "../../../../lib/kafka/log/compaction/cleanable_range.ts";
import type { PartitionLog } from "../../../../lib/kafka/log/partition_log.ts";
import { TestPartitions } from "../test_partitions.ts";
import { batchOfEntries } from "./test_compaction.ts";

describe("the cleanable range of a partition", () => {
  let fixture: TestPartitions;

  beforeEach(() => {
    fixture = new TestPartitions();
  });

  /** A partition with segments of two records each, an hour apart, the last of them active. */
  async function partitionOf(
    segments: number,
    configs: Record<string, string> = {},
  ): Promise<PartitionLog> {
    const partition = await fixture.add("t", 0, { "cleanup.policy": "compact", ...configs });
    for (let i = 0; i < segments; i++) {
      fixture.clock.advance(3_600_000);
      partition.log.roll();
      append(partition);
    }
    return partition;
  }

  function append(partition: PartitionLog, isTransactional = false): void {
    const timestamp = fixture.clock.nowMs();
    const producer = { producerId: 7n, producerEpoch: 0, baseSequence: 0, isTransactional };
    partition.append(
      batchOfEntries(
        [["a", "1"], ["b", "1"]],
        isTransactional ? { timestamp, ...producer } : {
          timestamp,
        },
      ),
    );
  }

  function rangeOf(partition: PartitionLog, checkpoint?: number) {
    const { firstDirtyOffset, firstUncleanableOffset, dirtyRatio } = cleanableRange(partition, {
      checkpoint,
      nowMs: fixture.clock.nowMs(),
    });
    return [firstDirtyOffset, firstUncleanableOffset, Math.round(dirtyRatio * 100)];
  }

  test("ends at the active segment and begins at the checkpoint", async () => {
    const partition = await partitionOf(5);
    expect(rangeOf(partition)).toEqual([0, 8, 100]);
    expect(rangeOf(partition, 6)).toEqual([6, 8, 25]);
    expect(rangeOf(partition, 8)).toEqual([8, 8, 0]);
  });

  test("begins at the log's start where the checkpoint lies outside the log", async () => {
    const partition = await partitionOf(5);
    partition.deleteRecordsBefore(4);
    expect(rangeOf(partition, 2)).toEqual([4, 8, 100]);
    expect(rangeOf(partition, 99)).toEqual([4, 8, 100]);
  });

  test("is empty where there is nothing but the active segment", async () => {
    expect(rangeOf(await partitionOf(1))).toEqual([0, 0, 0]);
    expect(rangeOf(await fixture.add("empty"))).toEqual([0, 0, 0]);
  });

  test("ends before what is younger than min.compaction.lag.ms", async () => {
    const partition = await partitionOf(5, { "min.compaction.lag.ms": String(2.5 * 3_600_000) });
    expect(rangeOf(partition)).toEqual([0, 4, 100]);
  });

  test("ends before the segment in which a transaction is open", async () => {
    const partition = await partitionOf(2);
    append(partition, true);
    partition.log.roll();
    append(partition);
    partition.log.roll();
    append(partition);
    expect(partition.lastStableOffset).toBe(4);
    expect(rangeOf(partition)).toEqual([0, 2, 100]);
  });

  test("is overdue when its first record is older than max.compaction.lag.ms", async () => {
    const partition = await partitionOf(3, { "max.compaction.lag.ms": String(3 * 3_600_000) });
    const nowMs = fixture.clock.nowMs();
    const range = cleanableRange(partition, { checkpoint: 0, nowMs });
    expect(await isOverdue(range, nowMs + 3_600_000)).toBe(false);
    expect(await isOverdue(range, nowMs + 3_600_001)).toBe(true);
    // What is compacted does not count.
    const rest = cleanableRange(partition, { checkpoint: 2, nowMs });
    expect(await isOverdue(rest, nowMs + 3_600_001)).toBe(false);
  });

  test("is never overdue without max.compaction.lag.ms", async () => {
    const partition = await partitionOf(3);
    const range = cleanableRange(partition, { checkpoint: 0, nowMs: fixture.clock.nowMs() });
    expect(await isOverdue(range, Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
