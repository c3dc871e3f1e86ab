import { beforeEach, describe, expect, test } from "bun:test";
import { internalPartition, usedPartitions } from "../../lib/broker/internal_partitions.ts";
import { GROUP_METADATA_TOPIC } from "../../lib/kafka/topic/topic_name.ts";
import { batchOf } from "../kafka/batches.ts";
import { startTestBroker, type TestBroker } from "../kafka/test_broker.ts";

const topic = GROUP_METADATA_TOPIC;

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});

describe("internalPartition()", () => {
  test("makes the topic on the first use, and only then", async () => {
    const made = await internalPartition(running.broker, { topic, index: 1 });
    expect(running.broker.partitions.ofTopic(topic).map(({ index }) => index)).toEqual([0, 1]);
    expect(running.broker.partitions.get(topic, 1)).toBe(made);
    const { partitions } = running.broker;
    const topics = { autoCreate: () => Promise.reject(new Error("is not to be made again")) };
    expect(await internalPartition({ topics, partitions }, { topic, index: 1 })).toBe(made);
  });

  test("that are asked for together make it once", async () => {
    const asked = [0, 1, 1].map((index) => internalPartition(running.broker, { topic, index }));
    expect((await Promise.all(asked)).map(({ index }) => index)).toEqual([0, 1, 1]);
  });

  test("says so where the topic was made and this partition was not", async () => {
    await expect(internalPartition(running.broker, { topic, index: 2 })).rejects
      .toThrow("Cannot use __consumer_offsets-2: the topic was not created");
  });
});

describe("usedPartitions()", () => {
  test("are those with a record", async () => {
    expect(usedPartitions(running.broker, topic)).toEqual([]);
    const partition = await internalPartition(running.broker, { topic, index: 1 });
    expect(usedPartitions(running.broker, topic)).toEqual([]);
    partition.append(batchOf(["v"]));
    expect(usedPartitions(running.broker, topic)).toEqual([1]);
  });
});
