import { describe, expect, test } from "bun:test";
import { FindCoordinator, Heartbeat, Metadata } from "../../lib/client/apis.ts";
import { byLeader } from "../../lib/client/by_leader.ts";
import { parseBootstrapServers } from "../../lib/client/cluster.ts";
import { BrokerError, hasCode } from "../../lib/client/errors.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { HOST, MemoryKafka, PORT, topicIdOf } from "./memory_kafka.ts";
import { withTime } from "./run_clock.ts";

describe("Cluster", () => {
  test("remembers topics by name and by id until they are forgotten", async () => {
    const kafka = new MemoryKafka();
    kafka.createTopic("hello", 2);
    const cluster = kafka.cluster();
    const topic = await cluster.topic("hello");
    expect(topic.partitions.map(({ leaderId }) => leaderId)).toEqual([1, 1]);
    expect(await cluster.topic("hello")).toBe(topic);
    expect(cluster.nameOf(topicIdOf("hello"))).toBe("hello");
    expect(kafka.broker.requests(Metadata).length).toBe(1);
    cluster.forget("hello");
    expect(cluster.known("hello")).toBeUndefined();
    expect(cluster.nameOf(topicIdOf("hello"))).toBeUndefined();
    cluster.close();
  });

  test("says which topic does not exist", async () => {
    const cluster = new MemoryKafka().cluster();
    await expect(cluster.topic("nosuch")).rejects.toThrow("for topic nosuch");
  });

  test("asks all topics of a broker that knows only version 0 by an empty list", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(Metadata, ({ topics }) => ({
      brokers: [{ nodeId: 1, host: HOST, port: PORT }],
      topics: (topics ?? []).length === 0 ? [{ errorCode: 0, name: "all", partitions: [] }] : [],
    }), { versions: [0, 0] });
    const { topics } = await kafka.cluster().metadata("all");
    expect(topics.map(({ name }) => name)).toEqual(["all"]);
  });

  test("looks for a coordinator again after it has moved", async () => {
    const kafka = new MemoryKafka();
    let calls = 0;
    kafka.broker.on(Heartbeat, () => ({
      errorCode: calls++ === 0 ? ErrorCode.NOT_COORDINATOR : ErrorCode.NONE,
    }));
    const cluster = kafka.cluster();
    const beat = cluster.withCoordinator("g", { what: "Heartbeat" }, async (transport) => {
      const request = { groupId: "g", generationId: 1, memberId: "m" };
      const { errorCode } = await transport.send(Heartbeat, request);
      if (errorCode !== 0) throw new BrokerError(errorCode, { api: "Heartbeat", broker: "b" });
      return "beaten";
    });
    expect(await withTime(kafka.clock, beat)).toBe("beaten");
    expect(kafka.broker.requests(FindCoordinator).length).toBe(2);
    cluster.close();
  });

  test("a coordinator that refuses for good is told", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(FindCoordinator, ({ coordinatorKeys }) => ({
      coordinators: coordinatorKeys.map((key) => ({
        key,
        nodeId: -1,
        host: "",
        port: -1,
        errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED,
        errorMessage: "not for you",
      })),
    }), { versions: [4, 6] });
    const error = await kafka.cluster().coordinatorId("g").catch((error) => error);
    expect(hasCode(error, ErrorCode.GROUP_AUTHORIZATION_FAILED)).toBe(true);
    expect(error.message).toBe(
      "FindCoordinator for g refused by 127.0.0.1:29092 with GROUP_AUTHORIZATION_FAILED: not for you",
    );
  });

  test("asks old brokers for one coordinator at a time", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(FindCoordinator, ({ key, keyType }) => {
      expect([key, keyType]).toEqual(["g", 0]);
      return { errorCode: 0, nodeId: 1, host: HOST, port: PORT };
    }, { versions: [0, 3] });
    expect(await kafka.cluster().coordinatorId("g")).toBe(1);
  });
});

describe("byLeader", () => {
  test("sorts partitions by the broker that leads them", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(Metadata, () => ({
      brokers: [1, 2].map((nodeId) => ({ nodeId, host: HOST, port: PORT })),
      topics: [{
        errorCode: 0,
        name: "t",
        topicId: topicIdOf("t"),
        partitions: [1, 2, 1, -1].map((leaderId, partitionIndex) => ({
          errorCode: 0,
          partitionIndex,
          leaderId,
          replicaNodes: [],
          isrNodes: [],
        })),
      }],
    }));
    const cluster = kafka.cluster();
    const at = (partition: number) => ({ topic: "t", partition });
    expect([...await byLeader(cluster, [0, 1, 2].map(at))]).toEqual([
      [1, [at(0), at(2)]],
      [2, [at(1)]],
    ]);
    const leaderless = await byLeader(cluster, [at(3)]).catch((error) => error);
    expect(hasCode(leaderless, ErrorCode.LEADER_NOT_AVAILABLE)).toBe(true);
    const missing = await byLeader(cluster, [at(4)]).catch((error) => error);
    expect(hasCode(missing, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)).toBe(true);
  });
});

describe("parseBootstrapServers", () => {
  test("reads lists, protocols and IPv6 addresses", () => {
    expect(parseBootstrapServers("a:1, PLAINTEXT://b.c:9092,[::1]:3")).toEqual([
      { host: "a", port: 1 },
      { host: "b.c", port: 9092 },
      { host: "::1", port: 3 },
    ]);
  });

  test("says what is wrong", () => {
    expect(() => parseBootstrapServers("a")).toThrow("Cannot read bootstrap server a");
    expect(() => parseBootstrapServers("a:0")).toThrow(RangeError);
    expect(() => parseBootstrapServers("a:65536")).toThrow(RangeError);
  });
});
