import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { describeTopicPartitions } from "../../../lib/kafka/handlers/describe_topic_partitions.ts";
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from "../../../lib/kafka/messages/describe_topic_partitions.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

const api = {
  handler: describeTopicPartitions,
  request: DescribeTopicPartitionsRequest,
  response: DescribeTopicPartitionsResponse,
};

interface Cursor {
  topicName: string;
  partitionIndex: number;
}

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 3 });
  await running.createTopic("bills", { partitions: 2 });
  await running.createTopic("Ads", { partitions: 1 });
});
afterEach(() => running.close());

function ask(names: string[], limit = 2000, cursor: Cursor | null = null) {
  return send(running.broker, api, {
    request: { topics: names.map((name) => ({ name })), responsePartitionLimit: limit, cursor },
  });
}

/** Each topic with the indexes of its partitions, or its error. */
function told({ topics }: Awaited<ReturnType<typeof ask>>) {
  return topics.map(({ name, errorCode, partitions }) =>
    errorCode === 0
      ? `${name} ${partitions.map(({ partitionIndex }) => partitionIndex)}`
      : `${name} ${errorName(errorCode)}`
  );
}

test("no names ask for all topics, in order of name", async () => {
  const answer = await ask([]);
  expect(told(answer)).toEqual(["Ads 0", "bills 0,1", "orders 0,1,2"]);
  expect(answer.nextCursor).toBeNull();
});

test("a topic that an old tool has just made has no id yet", async () => {
  Object.assign(running.broker.image.topics.get("bills")!, { id: "" });
  const { topics } = await ask(["bills"]);
  expect(topics).toMatchObject([{ errorCode: 0, topicId: "AAAAAAAAAAAAAAAAAAAAAA" }]);
});

test("names come back in order, each once", async () => {
  expect(told(await ask(["orders", "bills", "orders"]))).toEqual(["bills 0,1", "orders 0,1,2"]);
});

test("a partition is described", async () => {
  const { topics: [topic] } = await ask(["Ads"]);
  expect(topic).toMatchObject({
    topicId: running.broker.image.topics.get("Ads")!.id,
    isInternal: false,
    topicAuthorizedOperations: -2147483648,
  });
  expect(topic?.partitions).toMatchObject([{
    errorCode: 0,
    leaderId: 1,
    leaderEpoch: 0,
    replicaNodes: [1],
    isrNodes: [1],
    eligibleLeaderReplicas: [],
    lastKnownElr: [],
    offlineReplicas: [],
  }]);
});

test("unknown and impossible names are errors of their own", async () => {
  expect(told(await ask(["missing", "bad!name", "Ads"]))).toEqual([
    "Ads 0",
    "bad!name INVALID_TOPIC_EXCEPTION",
    "missing UNKNOWN_TOPIC_OR_PARTITION",
  ]);
});

describe("pages", () => {
  test.each([1, 2, 3, 4, 5, 6])("of %i partitions give everything once", async (limit) => {
    const found: string[] = [];
    let cursor: Cursor | null = null;
    let pages = 0;
    do {
      const answer: Awaited<ReturnType<typeof ask>> = await ask([], limit, cursor);
      let count = 0;
      for (const { name, partitions } of answer.topics) {
        for (const { partitionIndex } of partitions) found.push(`${name} ${partitionIndex}`);
        count += partitions.length;
      }
      expect(count).toBeLessThanOrEqual(limit);
      cursor = answer.nextCursor;
      pages += 1;
    } while (cursor !== null);
    expect(found).toEqual(["Ads 0", "bills 0", "bills 1", "orders 0", "orders 1", "orders 2"]);
    expect(pages).toBe(Math.ceil(6 / limit));
  });

  test("the cursor names the first partition that is missing", async () => {
    expect((await ask([], 2)).nextCursor).toMatchObject({ topicName: "bills", partitionIndex: 1 });
    expect((await ask([], 3)).nextCursor).toMatchObject({ topicName: "orders", partitionIndex: 0 });
  });

  test("a cursor at a topic that is gone goes on with the next", async () => {
    const cursor = { topicName: "bargains", partitionIndex: 5 };
    expect(told(await ask([], 2000, cursor))).toEqual(["bills 0,1", "orders 0,1,2"]);
  });

  test("a limit below 1 counts as 1", async () => {
    expect(told(await ask([], 0))).toEqual(["Ads 0"]);
  });

  test("max.request.partition.size.limit bounds what a client may ask for", async () => {
    await running.close();
    running = await startTestBroker({ overrides: ["max.request.partition.size.limit=2"] });
    await running.createTopic("orders", { partitions: 3 });
    expect(told(await ask([]))).toEqual(["orders 0,1"]);
  });

  test("a cursor below 0 is refused, for each topic that is named", async () => {
    const cursor = { topicName: "orders", partitionIndex: -1 };
    expect(told(await ask(["orders", "bills"], 2000, cursor))).toEqual([
      "orders INVALID_REQUEST",
      "bills INVALID_REQUEST",
    ]);
  });
});
