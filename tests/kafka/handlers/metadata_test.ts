import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { metadata } from "../../../lib/kafka/handlers/metadata.ts";
import { MetadataRequest, MetadataResponse } from "../../../lib/kafka/messages/metadata.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { Input } from "../../../lib/kafka/schema/mod.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = { handler: metadata, request: MetadataRequest, response: MetadataResponse };
/** First version in which the client says whether a missing topic may be made. */
const AUTO_CREATE_VERSION = 4;
/** First version with topic ids. */
const TOPIC_ID_VERSION = 10;

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker({ overrides: ["num.partitions=2"] });
});
afterEach(() => running.close());

interface Asking {
  version?: number;
  allowAutoTopicCreation?: boolean;
}

function ask(topics: Input<typeof MetadataRequest>["topics"], asking: Asking = {}) {
  const { version = 13, allowAutoTopicCreation = true } = asking;
  const request = version < AUTO_CREATE_VERSION ? { topics } : { topics, allowAutoTopicCreation };
  return send(running.broker, api, { version, request });
}

describe.each(versionsOf(metadata))("version %i", (version) => {
  test("names the broker by the address the client connected to", async () => {
    const { brokers, clusterId, controllerId } = await ask([], { version });
    expect(brokers).toMatchObject([{ nodeId: 1, host: "10.1.2.3", port: 9092 }]);
    if (version >= 1) expect(controllerId).toBe(1);
    if (version >= 2) expect(clusterId).toBe("test-cluster-id-000000");
  });

  test("describes a topic that an old tool has just made, without an id", async () => {
    await running.createTopic("orders");
    Object.assign(running.broker.image.topics.get("orders")!, { id: "" });
    const { topics } = await ask(version === 0 ? [] : null, { version });
    expect(topics).toMatchObject([{ errorCode: 0, name: "orders", topicId: ZERO_UUID }]);
  });

  test("describes a topic", async () => {
    const { id } = await running.createTopic("orders", { partitions: 2 });
    const { topics: [topic] } = await ask([{ name: "orders" }], { version });
    expect(topic).toMatchObject({ errorCode: 0, name: "orders", isInternal: false });
    expect(topic?.topicId).toBe(version < TOPIC_ID_VERSION ? ZERO_UUID : id);
    expect(
      topic?.partitions.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
        partitionIndex,
        leaderId,
        replicaNodes,
        isrNodes,
      })),
    ).toEqual([0, 1].map((partitionIndex) => ({
      partitionIndex,
      leaderId: 1,
      replicaNodes: [1],
      isrNodes: [1],
    })));
  });

  test("tells all topics", async () => {
    await running.createTopic("orders");
    await running.createTopic("bills");
    const { topics } = await ask(version === 0 ? [] : null, { version });
    expect(topics.map(({ name }) => name).sort()).toEqual(["bills", "orders"]);
  });

  test("makes a missing topic, with the broker's defaults, in the same answer", async () => {
    const { topics: [topic] } = await ask([{ name: "new" }], { version });
    expect(topic).toMatchObject({ errorCode: 0, name: "new" });
    expect(topic?.partitions).toHaveLength(2);
    expect(running.broker.partitions.get("new", 1)).toBeDefined();
  });
});

test("from version 1 on an empty list asks for no topics", async () => {
  await running.createTopic("orders");
  expect((await ask([], { version: 1 })).topics).toEqual([]);
});

test("many clients that ask for a missing topic at once all get it", async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask([{ name: "new" }])));
  for (const { topics } of answers) expect(topics[0]?.errorCode).toBe(0);
});

describe("a missing topic", () => {
  test("is an error where the client wants none made", async () => {
    const { topics } = await ask([{ name: "new" }], { allowAutoTopicCreation: false });
    expect(topics.map(({ errorCode }) => errorName(errorCode))).toEqual([
      "UNKNOWN_TOPIC_OR_PARTITION",
    ]);
    expect(running.broker.image.topics.size).toBe(0);
  });

  test("is an error where auto.create.topics.enable is off", async () => {
    await running.close();
    running = await startTestBroker({ overrides: ["auto.create.topics.enable=false"] });
    const { topics } = await ask([{ name: "new" }]);
    expect(errorName(topics[0]!.errorCode)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
  });

  test("with an impossible name is an error of its own", async () => {
    const { topics } = await ask([{ name: "bad!name" }]);
    expect(errorName(topics[0]!.errorCode)).toBe("INVALID_TOPIC_EXCEPTION");
  });

  test("that cannot be made is not available yet", async () => {
    running.metadataStore.failWrites(new Error("no room"));
    const { topics } = await ask([{ name: "new" }]);
    expect(errorName(topics[0]!.errorCode)).toBe("LEADER_NOT_AVAILABLE");
  });

  test("that is __consumer_offsets is made with its own settings", async () => {
    const { topics } = await ask([{ name: "__consumer_offsets" }]);
    expect(topics[0]).toMatchObject({ errorCode: 0, isInternal: true });
    expect(topics[0]?.partitions).toHaveLength(2);
    const image = running.broker.image.topics.get("__consumer_offsets")!;
    expect(Object.fromEntries(image.configs)).toEqual({
      "cleanup.policy": "compact",
      "compression.type": "producer",
      "segment.bytes": "104857600",
    });
  });

  test("that is __znodes is made for whoever asks, in whatever way", async () => {
    await running.close();
    running = await startTestBroker({ overrides: ["auto.create.topics.enable=false"] });
    const { topics } = await ask([{ name: "__znodes" }], { allowAutoTopicCreation: false });
    expect(topics[0]).toMatchObject({ errorCode: 0, isInternal: true });
    expect(topics[0]?.partitions).toHaveLength(1);
  });

  test("that is __znodes is no topic where it is switched off", async () => {
    await running.close();
    running = await startTestBroker({ overrides: ["znodes.topic.enable=false"] });
    const { topics } = await ask([{ name: "__znodes" }]);
    expect(errorName(topics[0]!.errorCode)).toBe("INVALID_TOPIC_EXCEPTION");
    expect(running.broker.image.topics.size).toBe(0);
  });
});

describe("by id", () => {
  test("a topic is found", async () => {
    const { id } = await running.createTopic("orders");
    const { topics } = await ask([{ name: null, topicId: id }]);
    expect(topics).toMatchObject([{ errorCode: 0, name: "orders", topicId: id }]);
  });

  test.each([12, 13])("an unknown one has no name in version %i", async (version) => {
    const topicId = "AAAAAAAAAAAAAAAAAAAAAQ";
    const { topics } = await ask([{ name: null, topicId }], { version });
    expect(topics).toMatchObject([{ name: null, topicId }]);
    expect(errorName(topics[0]!.errorCode)).toBe("UNKNOWN_TOPIC_ID");
  });
});

test("a partition without a leader says so", async () => {
  await running.createTopic("orders");
  const path = "/brokers/topics/orders/partitions/0/state";
  const data = '{"controller_epoch":1,"leader":-1,"version":1,"leader_epoch":4,"isr":[]}';
  await running.metadataStore.apply([{ kind: "set", path, data, version: -1 }]);
  await running.settled();
  const { topics: [topic] } = await ask([{ name: "orders" }]);
  const [partition] = topic!.partitions;
  expect(errorName(partition!.errorCode)).toBe("LEADER_NOT_AVAILABLE");
  expect(partition).toMatchObject({ leaderId: -1, leaderEpoch: 4, isrNodes: [] });
});

test("replicas on brokers that are gone are offline", async () => {
  await running.createTopic("orders");
  const path = "/brokers/topics/orders";
  const id = running.broker.image.topics.get("orders")!.id;
  const data = JSON.stringify({ version: 3, topic_id: id, partitions: { "0": [1, 7] } });
  await running.metadataStore.apply([{ kind: "set", path, data, version: -1 }]);
  await running.settled();
  const { topics: [topic] } = await ask([{ name: "orders" }]);
  expect(topic!.partitions[0]).toMatchObject({ replicaNodes: [1, 7], offlineReplicas: [7] });
});

test("other brokers are named by their registration at the client's listener", async () => {
  const data = JSON.stringify({
    version: 5,
    endpoints: ["INTERNAL://inside:1", "PLAINTEXT://outside:2"],
    rack: "r2",
  });
  await running.metadataStore.apply([{ kind: "create", path: "/brokers/ids/2", data }]);
  await running.settled();
  const { brokers } = await ask([]);
  expect(brokers.find(({ nodeId }) => nodeId === 2)).toMatchObject({
    host: "outside",
    port: 2,
    rack: "r2",
  });
});
