import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { DiskFullError } from "../../../lib/io/file.ts";
import { createTopics } from "../../../lib/kafka/handlers/create_topics.ts";
import {
  CreateTopicsRequest,
  CreateTopicsResponse,
} from "../../../lib/kafka/messages/create_topics.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { Input } from "../../../lib/kafka/schema/mod.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

type TopicInput = Input<typeof CreateTopicsRequest>["topics"][number];

const api = {
  handler: createTopics,
  request: CreateTopicsRequest,
  response: CreateTopicsResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker({ overrides: ["num.partitions=3"] });
});
afterEach(() => running.close());

function topic(name: string, rest: Partial<TopicInput> = {}): TopicInput {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...rest };
}

function create(topics: TopicInput[], options: { version?: number; validateOnly?: boolean } = {}) {
  const { version = 7, validateOnly = false } = options;
  const request = version === 0 ? { topics } : { topics, validateOnly };
  return send(running.broker, api, { version, request });
}

test.each(versionsOf(createTopics))(
  "version %i creates a topic that can be used",
  async (version) => {
    const { topics: [created] } = await create([topic("orders", { numPartitions: 2 })], {
      version,
    });
    expect(created?.errorCode).toBe(0);
    expect(running.broker.image.topics.get("orders")?.partitions).toHaveLength(2);
    expect(running.broker.partitions.ofTopic("orders")).toHaveLength(2);
  },
);

test("the answer tells id, counts and settings", async () => {
  const { topics: [created] } = await create([
    topic("orders", {
      numPartitions: -1,
      replicationFactor: -1,
      configs: [
        { name: "retention.ms", value: "1000" },
      ],
    }),
  ]);
  expect(created?.topicId).toBe(running.broker.image.topics.get("orders")!.id);
  expect(created?.numPartitions).toBe(3);
  expect(created?.replicationFactor).toBe(1);
  const configs = created?.configs ?? [];
  expect(configs.map(({ name }) => name)).toEqual([...configs.map(({ name }) => name)].sort());
  expect(configs.find(({ name }) => name === "retention.ms")).toEqual({
    name: "retention.ms",
    value: "1000",
    readOnly: false,
    configSource: 1,
    isSensitive: false,
  });
  expect(configs.find(({ name }) => name === "cleanup.policy")).toMatchObject({
    value: "delete",
    configSource: 5,
  });
});

test("validateOnly tells the counts and creates nothing", async () => {
  const { topics: [checked] } = await create([topic("orders")], { validateOnly: true });
  expect(checked).toMatchObject({ errorCode: 0, numPartitions: 1, topicId: ZERO_UUID });
  expect(running.broker.image.topics.size).toBe(0);
});

test("validateOnly finds what is wrong", async () => {
  const { topics: [checked] } = await create([topic("bad!topic")], { validateOnly: true });
  expect(errorName(checked!.errorCode)).toBe("INVALID_TOPIC_EXCEPTION");
});

test("a manual assignment decides counts", async () => {
  const assignments = [
    { partitionIndex: 1, brokerIds: [1] },
    { partitionIndex: 0, brokerIds: [1] },
  ];
  const { topics: [created] } = await create([
    topic("orders", { numPartitions: -1, replicationFactor: -1, assignments }),
  ]);
  expect(created).toMatchObject({ errorCode: 0, numPartitions: 2, replicationFactor: 1 });
});

test("a name that stands twice is refused once, the others are created", async () => {
  const { topics } = await create([topic("twice"), topic("once"), topic("twice")]);
  expect(topics.map(({ name, errorCode, errorMessage }) => ({
    name,
    error: errorName(errorCode),
    errorMessage,
  }))).toEqual([
    { name: "once", error: "NONE", errorMessage: null },
    { name: "twice", error: "INVALID_REQUEST", errorMessage: "Duplicate topic name." },
  ]);
});

test("a full disk is told, and nothing is created", async () => {
  running.metadataStore.failWrites(new DiskFullError("full"));
  const { topics: [refused] } = await create([topic("orders")]);
  expect(errorName(refused!.errorCode)).toBe("KAFKA_STORAGE_ERROR");
  running.metadataStore.failWrites(null);
  expect(running.broker.image.topics.size).toBe(0);
});

describe("refusals", () => {
  const manual = { numPartitions: -1, replicationFactor: -1 };
  const rows: [string, TopicInput, string, string][] = [
    [
      "existing name",
      topic("taken"),
      "TOPIC_ALREADY_EXISTS",
      "Topic 'taken' already exists.",
    ],
    [
      "name that differs in . and _ alone",
      topic("a_b"),
      "INVALID_TOPIC_EXCEPTION",
      "Topic 'a_b' collides with existing topic: a.b",
    ],
    [
      "name with foreign characters",
      topic("bad!topic"),
      "INVALID_TOPIC_EXCEPTION",
      "Topic name is invalid: 'bad!topic' contains one or more characters other than ASCII " +
      "alphanumerics, '.', '_' and '-'",
    ],
    [
      "empty name",
      topic(""),
      "INVALID_TOPIC_EXCEPTION",
      "Topic name is invalid: the empty string is not allowed",
    ],
    [
      "no partitions",
      topic("new", { numPartitions: 0 }),
      "INVALID_PARTITIONS",
      "Number of partitions was set to an invalid non-positive value.",
    ],
    [
      "no replicas",
      topic("new", { replicationFactor: 0 }),
      "INVALID_REPLICATION_FACTOR",
      "Replication factor must be larger than 0, or -1 to use the default value.",
    ],
    [
      "more replicas than brokers",
      topic("new", { replicationFactor: 3 }),
      "INVALID_REPLICATION_FACTOR",
      "Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot " +
      "be reached because only 1 broker(s) are registered.",
    ],
    [
      "unknown config",
      topic("new", { configs: [{ name: "nope", value: "1" }] }),
      "INVALID_CONFIG",
      "Unknown topic config name: nope",
    ],
    [
      "bad value",
      topic("new", { configs: [{ name: "retention.ms", value: "abc" }] }),
      "INVALID_CONFIG",
      "Invalid value abc for configuration retention.ms: Not a number of type LONG",
    ],
    [
      "no value",
      topic("new", { configs: [{ name: "retention.ms", value: null }] }),
      "INVALID_CONFIG",
      "Null value not supported for topic configs: retention.ms",
    ],
    [
      "assignment and count",
      topic("new", { ...manual, numPartitions: 1, assignments: [assign(0, 1)] }),
      "INVALID_REQUEST",
      "A manual partition assignment was specified, but numPartitions was not set to -1.",
    ],
    [
      "assignment and factor",
      topic("new", { ...manual, replicationFactor: 1, assignments: [assign(0, 1)] }),
      "INVALID_REQUEST",
      "A manual partition assignment was specified, but replication factor was not set to -1.",
    ],
    [
      "partition assigned twice",
      topic("new", { ...manual, assignments: [assign(0, 1), assign(0, 1)] }),
      "INVALID_REPLICA_ASSIGNMENT",
      "Found multiple manual partition assignments for partition 0",
    ],
    [
      "gap between partitions",
      topic("new", { ...manual, assignments: [assign(0, 1), assign(2, 1)] }),
      "INVALID_REPLICA_ASSIGNMENT",
      "partitions should be a consecutive 0-based integer sequence",
    ],
    [
      "partition without replicas",
      topic("new", { ...manual, assignments: [assign(0)] }),
      "INVALID_REPLICA_ASSIGNMENT",
      "The manual partition assignment includes an empty replica list.",
    ],
    [
      "unknown broker",
      topic("new", { ...manual, assignments: [assign(0, 7)] }),
      "INVALID_REPLICA_ASSIGNMENT",
      "The manual partition assignment includes broker 7, but no such broker is registered.",
    ],
    [
      "broker twice",
      topic("new", { ...manual, assignments: [assign(0, 1, 1)] }),
      "INVALID_REPLICA_ASSIGNMENT",
      "The manual partition assignment includes the broker 1 more than once.",
    ],
  ];

  function assign(partitionIndex: number, ...brokerIds: number[]) {
    return { partitionIndex, brokerIds };
  }

  test.each(rows)("%s", async (_, asked, error, message) => {
    await running.createTopic("taken");
    await running.createTopic("a.b");
    const { topics: [refused] } = await create([asked]);
    expect(errorName(refused!.errorCode)).toBe(error);
    expect(refused).toMatchObject({
      name: asked.name,
      errorMessage: message,
      numPartitions: -1,
      configs: [],
    });
    expect(running.broker.image.topics.size).toBe(2);
  });
});
