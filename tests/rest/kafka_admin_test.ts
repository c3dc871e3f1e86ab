import { describe, expect, test } from "bun:test";
import {
  ConsumerGroupDescribe,
  CreateTopics,
  DescribeCluster,
  DescribeConfigs,
  DescribeGroups,
  FindCoordinator,
  IncrementalAlterConfigs,
  ListGroups,
  ListOffsets,
  Metadata,
  OffsetFetch,
} from "../../lib/client/apis.ts";
import { BrokerError } from "../../lib/client/errors.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { RestError } from "../../lib/rest/failure.ts";
import { KafkaAdmin } from "../../lib/rest/kafka_admin.ts";
import { scriptedCluster } from "./scripted_cluster.ts";

function setUp(topics: Record<string, number> = { orders: 2, __offsets: 1 }) {
  const made = scriptedCluster(topics);
  made.broker.on(FindCoordinator, (request) => ({
    coordinators: request.coordinatorKeys.map((key) => ({
      key,
      nodeId: 1,
      host: "127.0.0.1",
      port: 9092,
      errorCode: ErrorCode.NONE,
      errorMessage: null,
    })),
  }), { versions: [4, 4] });
  return { ...made, admin: new KafkaAdmin(made.cluster) };
}

async function codeOf(work: Promise<unknown>): Promise<number> {
  const error = await work.then(() => null, (failure: unknown) => failure);
  if (!(error instanceof BrokerError)) throw new Error(`Found ${error}`);
  return error.code;
}

describe("KafkaAdmin", () => {
  test("describes the cluster, brokers by id", async () => {
    const { admin, broker } = setUp();
    broker.on(DescribeCluster, () => ({
      errorCode: ErrorCode.NONE,
      clusterId: "abc",
      controllerId: 2,
      brokers: [
        { brokerId: 2, host: "b", port: 2, rack: "r" },
        { brokerId: 1, host: "a", port: 1, rack: null },
      ],
    }));
    expect(await admin.describeCluster()).toEqual({
      clusterId: "abc",
      controllerId: 2,
      brokers: [
        { id: 1, host: "a", port: 1, rack: null },
        { id: 2, host: "b", port: 2, rack: "r" },
      ],
    });
  });

  test("lists topics by name, with partitions", async () => {
    const { admin } = setUp();
    const topics = await admin.listTopics();
    expect(topics.map(({ name, isInternal }) => [name, isInternal])).toEqual([
      ["__offsets", true],
      ["orders", false],
    ]);
    expect(topics[1]!.partitions[1]).toEqual({ partition: 1, leader: 1, replicas: [1], isr: [1] });
  });

  test("does not wait for a topic that is not", async () => {
    const { admin, broker } = setUp();
    expect((await admin.describeTopic("orders")).partitions.length).toBe(2);
    const before = broker.requests(Metadata).length;
    expect(await codeOf(admin.describeTopic("none"))).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    expect(broker.requests(Metadata).length).toBe(before + 1);
  });

  test("creates a topic with what is said, and the broker's defaults for the rest", async () => {
    const { admin, broker } = setUp();
    broker.on(CreateTopics, ({ topics }) => ({
      topics: topics.map(({ name }) => ({ name, errorCode: ErrorCode.NONE, errorMessage: null })),
    }));
    const topic = {
      name: "new",
      partitionsCount: null,
      replicationFactor: null,
      replicasAssignments: null,
      configs: [{ name: "retention.ms", value: "5" }, { name: "x", value: null }],
      mode: "create" as const,
    };
    await admin.createTopic(topic);
    await admin.createTopic({
      ...topic,
      replicasAssignments: [{ partition: 1, brokerIds: [2] }, { partition: 0, brokerIds: [1] }],
      mode: "validate",
    });
    const seen = broker.requests(CreateTopics).map(({ request }) => request);
    expect(seen).toMatchObject([
      {
        topics: [{
          numPartitions: -1,
          replicationFactor: -1,
          assignments: [],
          configs: [{ name: "retention.ms", value: "5" }],
        }],
        validateOnly: false,
      },
      {
        topics: [{
          assignments: [
            { partitionIndex: 0, brokerIds: [1] },
            { partitionIndex: 1, brokerIds: [2] },
          ],
        }],
        validateOnly: true,
      },
    ]);
    const gap = admin.createTopic({
      ...topic,
      replicasAssignments: [{ partition: 1, brokerIds: [1] }],
    });
    await expect(gap).rejects.toThrow(RestError);
    await expect(gap).rejects.toThrow("found partition_id 1; allowed: each of 0 to 0 once");
  });

  test("describes configs by name, sources by Kafka's names", async () => {
    const { admin, broker } = setUp();
    const own = { readOnly: false, isSensitive: false, synonyms: [] };
    broker.on(DescribeConfigs, ({ resources }) => ({
      results: resources.map(({ resourceType, resourceName }) => ({
        errorCode: ErrorCode.NONE,
        errorMessage: null,
        resourceType,
        resourceName,
        configs: [
          {
            ...own,
            name: "retention.ms",
            value: "5",
            configSource: 1,
            synonyms: [{ name: "log.retention.ms", value: "7", source: 5 }],
          },
          { ...own, name: "cleanup.policy", value: "delete", configSource: 5 },
        ],
      })),
    }), { versions: [1, 4] });
    expect(await admin.describeConfigs({ type: "TOPIC", name: "orders" })).toEqual([
      {
        name: "cleanup.policy",
        value: "delete",
        isReadOnly: false,
        isSensitive: false,
        source: "DEFAULT_CONFIG",
        synonyms: [],
      },
      {
        name: "retention.ms",
        value: "5",
        isReadOnly: false,
        isSensitive: false,
        source: "DYNAMIC_TOPIC_CONFIG",
        synonyms: [{ name: "log.retention.ms", value: "7", source: "DEFAULT_CONFIG" }],
      },
    ]);
  });

  test("alters configs", async () => {
    const { admin, broker } = setUp();
    broker.on(IncrementalAlterConfigs, ({ resources }) => ({
      responses: resources.map(({ resourceType, resourceName }) => ({
        errorCode: ErrorCode.NONE,
        errorMessage: null,
        resourceType,
        resourceName,
      })),
    }));
    await admin.alterConfigs({ type: "TOPIC", name: "orders" }, {
      changes: [
        { name: "a", operation: "SET", value: "1" },
        { name: "b", operation: "DELETE", value: null },
      ],
      mode: "validate",
    });
    expect(broker.requests(IncrementalAlterConfigs)[0]!.request).toMatchObject({
      resources: [{
        resourceType: 2,
        resourceName: "orders",
        configs: [
          { name: "a", configOperation: 0, value: "1" },
          { name: "b", configOperation: 1, value: null },
        ],
      }],
      validateOnly: true,
    });
  });

  test("lists consumer groups only, and leaves out groups that are not", async () => {
    const { admin, broker } = setUp();
    broker.on(ListGroups, () => ({
      errorCode: ErrorCode.NONE,
      groups: [
        { groupId: "billing", protocolType: "consumer" },
        { groupId: "simple", protocolType: "" },
        { groupId: "workers", protocolType: "connect" },
      ],
    }));
    broker.on(ConsumerGroupDescribe, ({ groupIds }) => ({
      groups: groupIds.map((groupId) => ({
        errorCode: ErrorCode.GROUP_ID_NOT_FOUND,
        groupId,
        groupState: "",
        groupEpoch: 0,
        assignmentEpoch: 0,
        assignorName: "",
        members: [],
      })),
    }));
    broker.on(DescribeGroups, ({ groups }) => ({
      groups: groups.map((groupId) => ({
        errorCode: ErrorCode.NONE,
        groupId,
        groupState: groupId === "simple" ? "Empty" : "Dead",
        protocolType: "",
        protocolData: "",
        members: [],
      })),
    }), { versions: [0, 5] });
    expect(await admin.listGroupIds()).toEqual(["billing", "simple"]);
    expect(await admin.describeGroups(["simple", "gone"])).toEqual([{
      groupId: "simple",
      isSimple: true,
      state: "Empty",
      assignor: "",
      coordinatorId: 1,
      members: [],
    }]);
  });

  test("gives a group's offsets", async () => {
    const { admin, broker } = setUp();
    broker.on(OffsetFetch, ({ groups }) => ({
      groups: groups.map(({ groupId }) => ({
        groupId,
        errorCode: ErrorCode.NONE,
        topics: [{
          name: "orders",
          partitions: [{
            partitionIndex: 1,
            committedOffset: 7,
            committedLeaderEpoch: -1,
            metadata: "",
            errorCode: ErrorCode.NONE,
          }],
        }],
      })),
    }), { versions: [8, 9] });
    expect(await admin.groupOffsets("billing")).toEqual([
      { topic: "orders", partition: 1, offset: 7 },
    ]);
  });

  test("lists offsets of partitions that exist; a time past the last is the end", async () => {
    const { admin, broker } = setUp();
    broker.on(ListOffsets, ({ topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, timestamp }) => ({
          partitionIndex,
          errorCode: ErrorCode.NONE,
          timestamp: -1,
          leaderEpoch: 0,
          // Partition 0 has a record at time 500, partition 1 none so late.
          offset: timestamp === -1 ? 10 : timestamp === -2 ? 3 : partitionIndex === 0 ? 5 : -1,
        })),
      })),
    }), { versions: [1, 7] });
    const partitions = [
      { topic: "orders", partition: 0 },
      { topic: "orders", partition: 1 },
      { topic: "orders", partition: 2 },
      { topic: "deleted", partition: 0 },
    ];
    async function offsets(position: "earliest" | "latest" | number) {
      return (await admin.listOffsets(partitions, position)).map(({ offset }) => offset);
    }
    expect(await offsets("earliest")).toEqual([3, 3]);
    expect(await offsets("latest")).toEqual([10, 10]);
    expect(await offsets(500)).toEqual([5, 10]);
    expect(await admin.listOffsets([], "latest")).toEqual([]);
  });
});
