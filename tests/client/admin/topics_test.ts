import { describe, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import {
  createPartitions,
  createTopic,
  deleteTopics,
  describeTopics,
  describeTopicsById,
  listTopics,
} from "../../../lib/client/admin/mod.ts";
import {
  CreatePartitions,
  CreateTopics,
  DeleteTopics,
  DescribeTopicPartitions,
} from "../../../lib/client/apis.ts";
import { hasCode } from "../../../lib/client/errors.ts";
import type { CreateTopicsRequest } from "../../../lib/kafka/messages/create_topics.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { MemoryKafka, topicIdOf } from "../memory_kafka.ts";
import { withTime } from "../run_clock.ts";

function answerCreate(kafka: MemoryKafka, errorCodes: number[]): void {
  kafka.broker.on(CreateTopics, ({ topics }) => ({
    topics: topics.map(({ name }) => ({
      name,
      topicId: topicIdOf(name),
      errorCode: errorCodes.shift() ?? 0,
      errorMessage: "the broker's words",
      numPartitions: 3,
      replicationFactor: 1,
    })),
  }));
}

describe("createTopic", () => {
  test("leaves to the broker what was not said", async () => {
    const kafka = new MemoryKafka();
    answerCreate(kafka, []);
    const created = await createTopic(kafka.cluster(), {
      name: "t",
      configs: new Map([["retention.ms", "1"]]),
    });
    expect(created).toEqual({
      name: "t",
      topicId: topicIdOf("t"),
      partitions: 3,
      replicationFactor: 1,
    });
    const { topics } = kafka.broker.requests(CreateTopics)[0]!.request as CreateTopicsRequest;
    expect(topics).toEqual([{
      name: "t",
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [],
      configs: [{ name: "retention.ms", value: "1" }],
    }]);
  });

  test("looks for the controller again, and repeats nothing else", async () => {
    const kafka = new MemoryKafka();
    answerCreate(kafka, [ErrorCode.NOT_CONTROLLER, 0]);
    await withTime(kafka.clock, createTopic(kafka.cluster(), { name: "t", partitions: 2 }));
    expect(kafka.broker.requests(CreateTopics).length).toBe(2);
    answerCreate(kafka, [ErrorCode.TOPIC_ALREADY_EXISTS]);
    const error = await createTopic(kafka.cluster(), { name: "t" }).catch((error) => error);
    expect(hasCode(error, ErrorCode.TOPIC_ALREADY_EXISTS)).toBe(true);
    expect(error.reason).toBe("the broker's words");
  });

  test("an assignment of replicas stands for both numbers", async () => {
    const kafka = new MemoryKafka();
    answerCreate(kafka, []);
    const cluster = kafka.cluster();
    await createTopic(cluster, { name: "t", replicaAssignment: [[1], [1]] }, { mode: "validate" });
    const request = kafka.broker.requests(CreateTopics)[0]!.request as CreateTopicsRequest;
    expect(request.validateOnly).toBe(true);
    expect(request.topics[0]).toMatchObject({
      numPartitions: -1,
      assignments: [{ partitionIndex: 0, brokerIds: [1] }, { partitionIndex: 1, brokerIds: [1] }],
    });
  });
});

describe("other work on topics", () => {
  test("deletes by name, in old versions and new", async () => {
    const kafka = new MemoryKafka();
    const answer = (names: (string | null)[]) => ({
      responses: names.map((name) => ({ name, errorCode: 0 })),
    });
    kafka.broker.on(DeleteTopics, ({ topics }) => answer(topics.map(({ name }) => name)));
    await deleteTopics(kafka.cluster(), ["a", "b"]);
    expect(kafka.broker.requests(DeleteTopics)[0]!.request).toMatchObject({
      topics: [{ name: "a", topicId: ZERO_UUID }, { name: "b", topicId: ZERO_UUID }],
    });
    kafka.broker.on(DeleteTopics, ({ topicNames }) => answer(topicNames), { versions: [1, 5] });
    await deleteTopics(kafka.cluster(), ["c"]);
    expect(kafka.broker.requests(DeleteTopics)[1]!.request).toMatchObject({ topicNames: ["c"] });
  });

  test("adds partitions", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(CreatePartitions, ({ topics }) => ({
      results: topics.map(({ name, count }) => ({
        name,
        errorCode: count > 3 ? 0 : ErrorCode.INVALID_PARTITIONS,
      })),
    }));
    const cluster = kafka.cluster();
    await createPartitions(cluster, [{ name: "t", count: 4, replicaAssignment: [[1]] }]);
    const error = await createPartitions(cluster, [{ name: "t", count: 3 }]).catch((e) => e);
    expect(hasCode(error, ErrorCode.INVALID_PARTITIONS)).toBe(true);
  });

  test("lists topics with their ids", async () => {
    const kafka = new MemoryKafka();
    kafka.createTopic("b");
    kafka.createTopic("__consumer_offsets");
    expect(await listTopics(kafka.cluster())).toEqual([
      { name: "b", topicId: topicIdOf("b"), isInternal: false },
      {
        name: "__consumer_offsets",
        topicId: topicIdOf("__consumer_offsets"),
        isInternal: true,
      },
    ]);
  });
});

describe("describeTopics", () => {
  test("follows the cursor through all pages", async () => {
    const kafka = new MemoryKafka();
    const page = (name: string, indexes: number[]) => ({
      errorCode: 0,
      name,
      topicId: topicIdOf(name),
      isInternal: false,
      partitions: indexes.map((partitionIndex) => ({
        errorCode: 0,
        partitionIndex,
        leaderId: 1,
        replicaNodes: [1],
        isrNodes: [1],
        eligibleLeaderReplicas: [],
        lastKnownElr: [],
        offlineReplicas: [],
      })),
    });
    kafka.broker.on(DescribeTopicPartitions, ({ cursor }) =>
      cursor === null
        ? {
          topics: [page("a", [0]), page("b", [0, 1])],
          nextCursor: { topicName: "b", partitionIndex: 2 },
        }
        : { topics: [page("b", [2]), page("c", [0])] });
    const topics = await describeTopics(kafka.cluster(), ["c", "a", "b"], {
      partitionsPerResponse: 3,
    });
    expect(topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      ["c", 1],
      ["a", 1],
      ["b", 3],
    ]);
    const requests = kafka.broker.requests(DescribeTopicPartitions);
    expect(requests[0]!.request).toMatchObject({
      topics: [{ name: "a" }, { name: "b" }, { name: "c" }],
      responsePartitionLimit: 3,
    });
    expect(requests[1]!.request).toMatchObject({ topics: [{ name: "b" }, { name: "c" }] });
  });

  test("asks brokers without that API by Metadata, and by id", async () => {
    const kafka = new MemoryKafka();
    kafka.createTopic("t", 2);
    const cluster = kafka.cluster();
    const [topic] = await describeTopics(cluster, ["t"]);
    expect(topic!.partitions[1]).toEqual({
      index: 1,
      leaderId: 1,
      replicas: [1],
      isr: [1],
      eligibleLeaderReplicas: null,
      lastKnownElr: null,
    });
    const [byId] = await describeTopicsById(cluster, [topicIdOf("t")]);
    expect(byId!.name).toBe("t");
    const error = await describeTopics(cluster, ["nosuch"]).catch((error) => error);
    expect(hasCode(error, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)).toBe(true);
  });
});
