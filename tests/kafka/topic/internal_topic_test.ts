import { expect, test } from "bun:test";
import { loadServerConfig } from "../../../lib/config/server_config.ts";
import { internalTopic } from "../../../lib/kafka/topic/internal_topic.ts";

const { config } = loadServerConfig({ overrides: ["listeners=PLAINTEXT://localhost:9092"] });

test("__transaction_state, as Kafka makes it", () => {
  const topic = internalTopic("__transaction_state", { config, brokers: 3 });
  expect(topic).toMatchObject({ partitions: 50, replicationFactor: 3, assignments: [] });
  expect(Object.fromEntries(topic!.configs)).toEqual({
    "cleanup.policy": "compact",
    "compression.type": "uncompressed",
    "min.insync.replicas": "2",
    "segment.bytes": "104857600",
    "unclean.leader.election.enable": "false",
  });
});

test.each([[0, "1"], [1, "1"], [2, "2"], [9, "2"]])("%i brokers: in sync %s", (brokers, count) => {
  const topic = internalTopic("__transaction_state", { config, brokers });
  expect(topic!.configs.get("min.insync.replicas")).toBe(count);
});

test("__consumer_offsets, as Kafka makes it", () => {
  const topic = internalTopic("__consumer_offsets", { config, brokers: 1 });
  expect(topic).toMatchObject({ partitions: 50, replicationFactor: 3 });
  expect(Object.fromEntries(topic!.configs)).toEqual({
    "cleanup.policy": "compact",
    "compression.type": "producer",
    "segment.bytes": "104857600",
  });
});

test("__znodes has one partition, since changes have one order", () => {
  const topic = internalTopic("__znodes", { config, brokers: 1 });
  expect(topic).toMatchObject({ partitions: 1, replicationFactor: -1 });
  expect(Object.fromEntries(topic!.configs)).toEqual({ "cleanup.policy": "delete" });
});

test("other topics are made by whoever asks", () => {
  expect(internalTopic("t", { config, brokers: 1 })).toBeNull();
});
