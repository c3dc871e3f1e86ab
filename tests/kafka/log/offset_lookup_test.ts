import { beforeEach, describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { offsetForTimestamp, offsetOfMaxTimestamp } from "../../../lib/kafka/log/offset_lookup.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import { TestPartitions } from "./test_partitions.ts";

/** Segments of a few batches, and an index entry at every one. */
const CONFIGS = { "internal.segment.bytes": "500", "index.interval.bytes": "1" };

let running: TestPartitions;
let partition: PartitionLog;
/** The timestamp of each record, by offset. */
let timestamps: number[];

beforeEach(async () => {
  running = new TestPartitions();
  partition = await running.add("t", 0, CONFIGS);
  timestamps = [];
});

function append(...batch: number[]): void {
  timestamps.push(...batch);
  partition.append(
    writeRecordBatch(batch.map((timestamp) => ({ timestamp, key: null, value: null }))),
  );
}

/** What must be found, by looking at everything. */
function firstFrom(timestamp: number): { offset: number; timestamp: number } | null {
  const offset = timestamps.findIndex((each, i) =>
    i >= partition.logStartOffset && each >= timestamp
  );
  return offset < 0 ? null : { offset, timestamp: timestamps[offset]! };
}

function latest(): { offset: number; timestamp: number } | null {
  const remaining = timestamps.slice(partition.logStartOffset);
  return remaining.length === 0 ? null : firstFrom(Math.max(...remaining));
}

describe("every time of a log with times in any order is found", () => {
  test.each([1, 2, 3])("seed %i", async (seed) => {
    const random = new SeededRandom(seed);
    for (let i = 0; i < 60; i++) {
      append(...Array.from({ length: 1 + random.int(3) }, () => random.int(100)));
    }
    for (const start of [0, 17, 40]) {
      partition.deleteRecordsBefore(start);
      for (let timestamp = 0; timestamp <= 101; timestamp++) {
        const found = await offsetForTimestamp(partition, timestamp);
        expect({ start, timestamp, found }).toEqual({
          start,
          timestamp,
          found: firstFrom(timestamp),
        });
      }
    }
  });

  test("after a restart as well, from the index files", async () => {
    for (let i = 0; i < 40; i++) append(i * 2, i * 2 + 1);
    running = await running.restart();
    partition = await running.add("t", 0, CONFIGS);
    for (let timestamp = 0; timestamp < 81; timestamp++) {
      expect(await offsetForTimestamp(partition, timestamp)).toEqual(firstFrom(timestamp));
    }
    expect(await offsetOfMaxTimestamp(partition)).toEqual(latest());
  });
});

describe("the largest timestamp", () => {
  test("is that of the first record that has it", async () => {
    append(5, 9);
    append(9);
    append(3);
    expect(await offsetOfMaxTimestamp(partition)).toEqual({ offset: 1, timestamp: 9 });
  });

  test.each([1, 2, 3])("is found in any segment, whatever is deleted, seed %i", async (seed) => {
    const random = new SeededRandom(seed);
    for (let i = 0; i < 60; i++) append(random.int(1000));
    for (let start = 0; start < 60; start += 3) {
      partition.deleteRecordsBefore(start);
      expect({ start, found: await offsetOfMaxTimestamp(partition) }).toEqual({
        start,
        found: latest(),
      });
    }
  });

  test("of an empty log, and of one without timestamps, is none", async () => {
    expect(await offsetOfMaxTimestamp(partition)).toBeNull();
    append(-1);
    expect(await offsetOfMaxTimestamp(partition)).toBeNull();
  });

  test("of a log from which everything was deleted is none", async () => {
    append(5);
    partition.deleteRecordsBefore(1);
    expect(await offsetOfMaxTimestamp(partition)).toBeNull();
    expect(await offsetForTimestamp(partition, 0)).toBeNull();
  });
});
