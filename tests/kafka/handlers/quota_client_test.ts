import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createPartitions } from "../../../lib/kafka/handlers/create_partitions.ts";
import { createTopics } from "../../../lib/kafka/handlers/create_topics.ts";
import { deleteTopics } from "../../../lib/kafka/handlers/delete_topics.ts";
import { fetch } from "../../../lib/kafka/handlers/fetch.ts";
import { metadata } from "../../../lib/kafka/handlers/metadata.ts";
import { quotaClient } from "../../../lib/kafka/handlers/quota_client.ts";
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from "../../../lib/kafka/messages/create_partitions.ts";
import {
  CreateTopicsRequest,
  CreateTopicsResponse,
} from "../../../lib/kafka/messages/create_topics.ts";
import {
  DeleteTopicsRequest,
  DeleteTopicsResponse,
} from "../../../lib/kafka/messages/delete_topics.ts";
import { FetchRequest, FetchResponse } from "../../../lib/kafka/messages/fetch.ts";
import { MetadataRequest, MetadataResponse } from "../../../lib/kafka/messages/metadata.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { batchOf } from "../batches.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

async function limit(key: string, value: number): Promise<void> {
  const entity = [{ entityType: "user", entityName: "ANONYMOUS" }];
  await running.broker.quotaStore.alter(entity, [{ key, value, remove: false }], "apply");
}

test("who authenticates by nothing is the user ANONYMOUS", () => {
  expect(quotaClient({ clientId: "c" })).toEqual({ user: "ANONYMOUS", clientId: "c" });
  expect(quotaClient({ clientId: null }).clientId).toBe("");
});

const CREATE = {
  handler: createTopics,
  request: CreateTopicsRequest,
  response: CreateTopicsResponse,
};
const GROW = {
  handler: createPartitions,
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
};
const DELETE = {
  handler: deleteTopics,
  request: DeleteTopicsRequest,
  response: DeleteTopicsResponse,
};

function create(version: number, ...names: string[]) {
  const topics = names.map((name) => ({
    name,
    numPartitions: 20,
    replicationFactor: 1,
    assignments: [],
    configs: [],
  }));
  return send(running.broker, CREATE, { version, request: { topics } });
}

function grow(version: number, count: number) {
  const topics = [{ name: "a", count, assignments: null }];
  return send(running.broker, GROW, {
    version,
    request: { topics, timeoutMs: 1000, validateOnly: false },
  });
}

describe("changes of topics at one per second, eleven at once", () => {
  test("are refused to clients that know the error while the bucket is in debt", async () => {
    await limit("controller_mutation_rate", 1);
    const { throttleTimeMs, topics } = await create(7, "a", "b");
    expect(topics.map(({ errorCode }) => errorName(errorCode))).toEqual([
      "NONE",
      "THROTTLING_QUOTA_EXCEEDED",
    ]);
    expect(throttleTimeMs).toBe(9000);
    const grown = await grow(3, 21);
    expect(grown.results.map(({ errorCode }) => errorName(errorCode))).toEqual([
      "THROTTLING_QUOTA_EXCEEDED",
    ]);
    expect(running.broker.partitions.ofTopic("a")).toHaveLength(20);
    const request = { topicNames: ["a"], timeoutMs: 1000 };
    const deleted = await send(running.broker, DELETE, { version: 5, request });
    expect(errorName(deleted.responses[0]!.errorCode)).toBe("THROTTLING_QUOTA_EXCEEDED");
    running.clock.advance(9000);
    expect((await grow(3, 21)).results).toMatchObject([{ errorCode: 0 }]);
  });

  test("are made for older clients, which wait after them", async () => {
    await limit("controller_mutation_rate", 1);
    const created = await create(5, "a", "b");
    expect(created.topics).toMatchObject([{ errorCode: 0 }, { errorCode: 0 }]);
    expect(created.throttleTimeMs).toBe(29_000);
    expect((await grow(2, 21)).throttleTimeMs).toBe(30_000);
    const request = { topicNames: ["a", "b"], timeoutMs: 1000 };
    const deleted = await send(running.broker, DELETE, { version: 4, request });
    expect(deleted).toMatchObject({
      throttleTimeMs: 71_000,
      responses: [{ errorCode: 0 }, { errorCode: 0 }],
    });
  });
});

describe("topics made by asking for them", () => {
  const ASK = { handler: metadata, request: MetadataRequest, response: MetadataResponse };

  async function ask(...names: string[]) {
    const topics = names.map((name) => ({ name }));
    const request = { topics, allowAutoTopicCreation: true };
    const answer = await send(running.broker, ASK, { version: 9, request });
    return answer.topics.map(({ errorCode }) => errorName(errorCode));
  }

  test("count, and are not made while the bucket is in debt", async () => {
    await limit("controller_mutation_rate", 1);
    await create(5, "big");
    expect(await ask("a")).toEqual(["UNKNOWN_TOPIC_OR_PARTITION"]);
    expect(running.broker.image.topics.has("a")).toBe(false);
    running.clock.advance(9000);
    expect(await ask("a")).toEqual(["NONE"]);
  });

  test("of the broker's own do not", async () => {
    await limit("controller_mutation_rate", 1);
    await create(5, "big");
    expect(await ask("__consumer_offsets")).toEqual(["NONE"]);
  });

  test("are not bounded without such a quota", async () => {
    await create(5, "big");
    expect(await ask("a", "b")).toEqual(["NONE", "NONE"]);
  });
});

describe("a consumer above its rate", () => {
  const FETCH = { handler: fetch, request: FetchRequest, response: FetchResponse };

  function read(fetchOffset: number) {
    const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: 1 << 20 }];
    const topics = [{ topic: "orders", partitions }];
    const request = { maxWaitMs: 0, minBytes: 0, sessionEpoch: -1, topics };
    return send(running.broker, FETCH, { version: 12, request });
  }

  test("reads no more than the windows allow, then nothing until it has waited", async () => {
    await running.createTopic("orders");
    const partition = running.broker.partitions.get("orders", 0)!;
    for (let i = 0; i < 10; i++) partition.append(batchOf(["x".repeat(2000)]));
    await limit("consumer_byte_rate", 1000);
    const first = await read(0);
    const { length } = first.responses[0]!.partitions[0]!.records!;
    expect(length).toBeGreaterThan(4000);
    expect(length).toBeLessThanOrEqual(10_000);
    expect(first.throttleTimeMs).toBe(0);
    const second = await read(4);
    expect(second.responses).toEqual([]);
    expect(second.throttleTimeMs).toBeGreaterThan(0);
    running.clock.advance(11_000);
    expect((await read(4)).responses).toHaveLength(1);
  });
});
