import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createPartitions } from "../../../lib/kafka/handlers/create_partitions.ts";
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from "../../../lib/kafka/messages/create_partitions.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { Input } from "../../../lib/kafka/schema/mod.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

type TopicInput = Input<typeof CreatePartitionsRequest>["topics"][number];

const api = {
  handler: createPartitions,
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 2 });
});
afterEach(() => running.close());

function grow(topics: TopicInput[], options: { version?: number; validateOnly?: boolean } = {}) {
  const { version = 3, validateOnly = false } = options;
  return send(running.broker, api, { version, request: { topics, timeoutMs: 0, validateOnly } });
}

function partitionsOf(name: string) {
  return running.broker.image.topics.get(name)!.partitions;
}

test.each(versionsOf(createPartitions))("version %i adds partitions", async (version) => {
  const { results } = await grow([{ name: "orders", count: 4, assignments: null }], { version });
  expect(results).toMatchObject([{ name: "orders", errorCode: 0, errorMessage: null }]);
  expect(partitionsOf("orders").map(({ index, leader }) => [index, leader])).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
  expect(running.broker.partitions.get("orders", 3)?.logEndOffset).toBe(0);
});

test("the partitions there were keep their logs", async () => {
  const before = running.broker.partitions.get("orders", 0);
  await grow([{ name: "orders", count: 3, assignments: null }]);
  expect(running.broker.partitions.get("orders", 0)).toBe(before!);
});

test("an assignment names the brokers of the added partitions", async () => {
  const assignments = [{ brokerIds: [1] }];
  const { results } = await grow([{ name: "orders", count: 3, assignments }]);
  expect(results[0]?.errorCode).toBe(0);
  expect(partitionsOf("orders")[2]?.replicas).toEqual([1]);
});

test("validateOnly adds nothing", async () => {
  const { results } = await grow([{ name: "orders", count: 3, assignments: null }], {
    validateOnly: true,
  });
  expect(results[0]?.errorCode).toBe(0);
  expect(partitionsOf("orders")).toHaveLength(2);
});

test("two requests at once both have their way", async () => {
  const answers = await Promise.all([
    grow([{ name: "orders", count: 3, assignments: null }]),
    grow([{ name: "orders", count: 5, assignments: null }]),
  ]);
  expect(answers.map(({ results }) => results[0]?.errorCode)).toEqual([0, 0]);
  expect(partitionsOf("orders")).toHaveLength(5);
});

describe("refusals", () => {
  const rows: [string, TopicInput, string, string][] = [
    [
      "unknown topic",
      { name: "missing", count: 3, assignments: null },
      "UNKNOWN_TOPIC_OR_PARTITION",
      "This server does not host this topic-partition.",
    ],
    [
      "as many as before",
      { name: "orders", count: 2, assignments: null },
      "INVALID_PARTITIONS",
      "Topic already has 2 partition(s).",
    ],
    [
      "fewer",
      { name: "orders", count: -22, assignments: null },
      "INVALID_PARTITIONS",
      "The topic orders currently has 2 partition(s); -22 would not be an increase.",
    ],
    [
      "too few assignments",
      { name: "orders", count: 4, assignments: [{ brokerIds: [1] }] },
      "INVALID_REPLICA_ASSIGNMENT",
      "Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified.",
    ],
    [
      "assignment to an unknown broker",
      { name: "orders", count: 3, assignments: [{ brokerIds: [9] }] },
      "INVALID_REPLICA_ASSIGNMENT",
      "The manual partition assignment includes broker 9, but no such broker is registered.",
    ],
    [
      "assignment without brokers",
      { name: "orders", count: 3, assignments: [{ brokerIds: [] }] },
      "INVALID_REPLICA_ASSIGNMENT",
      "The manual partition assignment includes an empty replica list.",
    ],
  ];

  test.each(rows)("%s", async (_, asked, error, errorMessage) => {
    const { results: [refused] } = await grow([asked]);
    expect(errorName(refused!.errorCode)).toBe(error);
    expect(refused).toMatchObject({ name: asked.name, errorMessage });
    expect(partitionsOf("orders")).toHaveLength(2);
  });

  test("a topic that stands twice", async () => {
    const topic = { name: "orders", count: 3, assignments: null };
    const { results } = await grow([topic, topic]);
    expect(results).toMatchObject([
      { name: "orders", errorCode: 42, errorMessage: "Duplicate topic name." },
    ]);
    expect(partitionsOf("orders")).toHaveLength(2);
  });
});
