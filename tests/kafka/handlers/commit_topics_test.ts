import { afterEach, beforeEach, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { CommitTopics } from "../../../lib/kafka/handlers/commit_topics.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { startTestBroker, type TestBroker } from "../test_broker.ts";

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 2 });
});
afterEach(() => running.close());

function asked(partitionIndex: number, more: object = {}) {
  return {
    partitionIndex,
    committedOffset: 7,
    committedLeaderEpoch: 3,
    committedMetadata: null,
    ...more,
  };
}

test("what exists is to be stored, and every partition is answered in its place", () => {
  const { image } = running.broker;
  const topics = new CommitTopics([
    { name: "missing", topicId: ZERO_UUID, partitions: [asked(0)] },
    { name: "orders", topicId: ZERO_UUID, partitions: [asked(2), asked(1)] },
  ], { byId: false, image });
  const [only, ...more] = topics.existing();
  expect(more).toEqual([]);
  expect(only?.commit).toEqual({
    topic: "orders",
    topicId: image.topics.get("orders")!.id,
    partition: 1,
    offset: 7,
    leaderEpoch: 3,
    metadata: "",
    commitTimestampMs: null,
  });
  only!.errorCode = ErrorCode.OFFSET_METADATA_TOO_LARGE;
  const unknown = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  expect(topics.answer()).toEqual([
    {
      name: "missing",
      topicId: ZERO_UUID,
      partitions: [{ partitionIndex: 0, errorCode: unknown }],
    },
    {
      name: "orders",
      topicId: ZERO_UUID,
      partitions: [
        { partitionIndex: 2, errorCode: unknown },
        { partitionIndex: 1, errorCode: ErrorCode.OFFSET_METADATA_TOO_LARGE },
      ],
    },
  ]);
});

test("topics by id: an unknown id has a code of its own", () => {
  const { image } = running.broker;
  const topicId = image.topics.get("orders")!.id;
  const topics = new CommitTopics([
    { name: "", topicId, partitions: [asked(0)] },
    { name: "", topicId: "AAAAAAAAAAAAAAAAAAAAAQ", partitions: [asked(0)] },
  ], { byId: true, image });
  expect(topics.existing().map(({ commit }) => commit.topic)).toEqual(["orders"]);
  expect(topics.answer().map(({ partitions }) => partitions[0]?.errorCode)).toEqual([
    ErrorCode.NONE,
    ErrorCode.UNKNOWN_TOPIC_ID,
  ]);
});

test("a client's own time is kept where it says one", () => {
  const { image } = running.broker;
  const partitions = [asked(0, { commitTimestamp: 1234 }), asked(1, { commitTimestamp: -1 })];
  const topics = new CommitTopics([{ name: "orders", topicId: ZERO_UUID, partitions }], {
    byId: false,
    image,
  });
  expect(topics.existing().map(({ commit }) => commit.commitTimestampMs)).toEqual([1234, null]);
});
