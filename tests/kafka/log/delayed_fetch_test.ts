import { beforeEach, expect, test } from "bun:test";
import { DelayedFetch } from "../../../lib/kafka/log/delayed_fetch.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { batchOf } from "../batches.ts";
import { TestPartitions } from "./test_partitions.ts";

let running: TestPartitions;
let partitions: PartitionLog[];
let ends: number;
/** Timers of the store, which a fetch must leave alone. */
let timers: number;

beforeEach(async () => {
  running = new TestPartitions();
  partitions = [await running.add("t", 0), await running.add("t", 1)];
  for (const partition of partitions) partition.append(batchOf(["there"]));
  ends = 0;
  timers = running.clock.pending;
});

function wait(bytesMissing: number, maxWaitMs = 100): DelayedFetch {
  const { clock } = running;
  return new DelayedFetch({ partitions, bytesMissing, maxWaitMs, clock }, () => ends += 1);
}

test("ends when the bytes of all its partitions together are enough", () => {
  const { length } = batchOf(["value"]);
  wait(2 * length);
  partitions[0]!.append(batchOf(["value"]));
  expect(ends).toBe(0);
  partitions[1]!.append(batchOf(["value"]));
  expect(ends).toBe(1);
});

test("ends at its time, once", () => {
  wait(1_000_000);
  running.clock.advance(99);
  expect(ends).toBe(0);
  running.clock.advance(1);
  expect(ends).toBe(1);
  partitions[0]!.append(batchOf(["value"]));
  expect(ends).toBe(1);
});

test("leaves no timer and no listener behind, however it ends", () => {
  wait(1);
  partitions[0]!.append(batchOf(["value"]));
  expect(running.clock.pending).toBe(timers);
  const ended = wait(1);
  ended.end();
  ended.end();
  expect(ends).toBe(2);
  expect(running.clock.pending).toBe(timers);
  partitions[1]!.append(batchOf(["value"]));
  expect(ends).toBe(2);
});

test("ends at once when a partition is removed", () => {
  wait(1_000_000);
  partitions[1]!.markRemoved();
  expect(ends).toBe(1);
});

test("many that wait for one partition all end with one append", () => {
  for (let i = 0; i < 50; i++) wait(1);
  partitions[0]!.append(batchOf(["value"]));
  expect(ends).toBe(50);
});
