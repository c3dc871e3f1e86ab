import { describe, expect, test } from "bun:test";
import {
  brokerApiVersions,
  deleteRecords,
  describeCluster,
  describeLogDirs,
  listReassignments,
} from "../../../lib/client/admin/mod.ts";
import {
  DeleteRecords,
  DescribeCluster,
  DescribeLogDirs,
  ListPartitionReassignments,
} from "../../../lib/client/apis.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { HOST, MemoryKafka, PORT } from "../memory_kafka.ts";

const NODE = { id: 1, host: HOST, port: PORT, rack: null };

describe("the cluster", () => {
  test("is described by its own API, or by Metadata", async () => {
    const kafka = new MemoryKafka();
    expect(await describeCluster(kafka.cluster())).toEqual({
      clusterId: "memory",
      controllerId: 1,
      brokers: [{ ...NODE, isFenced: false }],
    });
    kafka.broker.on(DescribeCluster, () => ({
      errorCode: 0,
      clusterId: "own",
      controllerId: 1,
      brokers: [{ brokerId: 1, host: HOST, port: PORT }],
    }));
    expect((await describeCluster(kafka.cluster())).clusterId).toBe("own");
  });

  test("tells what each broker serves", async () => {
    const kafka = new MemoryKafka();
    const [broker] = await brokerApiVersions(kafka.cluster());
    expect(broker!.node).toEqual(NODE);
    expect(broker!.apis.find(({ apiKey }) => apiKey === 9)).toEqual({
      apiKey: 9,
      minVersion: 8,
      maxVersion: 9,
    });
  });

  test("tells what log folders hold", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(DescribeLogDirs, () => ({
      results: [{
        errorCode: 0,
        logDir: "/data",
        topics: [{
          name: "t",
          partitions: [{
            partitionIndex: 0,
            partitionSize: 10,
            offsetLag: 0,
            isFutureKey: false,
          }],
        }],
        totalBytes: 100,
        usableBytes: 50,
      }, { errorCode: ErrorCode.KAFKA_STORAGE_ERROR, logDir: "/bad", topics: [] }],
    }));
    const [good, bad] = await describeLogDirs(kafka.cluster(), 1);
    expect(good).toEqual({
      path: "/data",
      error: null,
      totalBytes: 100,
      usableBytes: 50,
      replicas: [{ topic: "t", partition: 0, sizeBytes: 10, offsetLag: 0, isFuture: false }],
    });
    expect(bad!.error?.code).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
  });

  test("tells which replicas move; none where brokers do not know", async () => {
    const kafka = new MemoryKafka();
    expect((await listReassignments(kafka.cluster())).size).toBe(0);
    kafka.broker.on(ListPartitionReassignments, () => ({
      errorCode: 0,
      errorMessage: null,
      topics: [{
        name: "t",
        partitions: [{
          partitionIndex: 1,
          replicas: [1, 2],
          addingReplicas: [2],
          removingReplicas: [],
        }],
      }],
    }));
    const moves = await listReassignments(kafka.cluster());
    expect(moves.get("t-1")).toMatchObject({ addingReplicas: [2] });
  });
});

test("deleteRecords tells where each partition starts now", async () => {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", 2);
  kafka.broker.on(DeleteRecords, ({ topics }) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, offset }) => ({
        partitionIndex,
        lowWatermark: offset,
        errorCode: partitionIndex === 0 ? 0 : ErrorCode.OFFSET_OUT_OF_RANGE,
      })),
    })),
  }));
  const results = await deleteRecords(kafka.cluster(), [
    { topic: "t", partition: 1, beforeOffset: 9 },
    { topic: "t", partition: 0, beforeOffset: 3 },
  ]);
  expect(results.map(({ partition, lowWatermark, error }) => [
    partition,
    lowWatermark,
    error?.code ?? 0,
  ])).toEqual([[1, 9, 1], [0, 3, 0]]);
});
