import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { alterReplicaLogDirs } from "../../../lib/kafka/handlers/alter_replica_log_dirs.ts";
import { describeLogDirs } from "../../../lib/kafka/handlers/describe_log_dirs.ts";
import { describeTopicPartitions } from "../../../lib/kafka/handlers/describe_topic_partitions.ts";
import { metadata } from "../../../lib/kafka/handlers/metadata.ts";
import { produce } from "../../../lib/kafka/handlers/produce.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import {
  AlterReplicaLogDirsRequest,
  AlterReplicaLogDirsResponse,
} from "../../../lib/kafka/messages/alter_replica_log_dirs.ts";
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
} from "../../../lib/kafka/messages/describe_log_dirs.ts";
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from "../../../lib/kafka/messages/describe_topic_partitions.ts";
import { MetadataRequest, MetadataResponse } from "../../../lib/kafka/messages/metadata.ts";
import { ProduceRequest, ProduceResponse } from "../../../lib/kafka/messages/produce.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { FailingFolders } from "../../io/failing_folders.ts";
import { until } from "../../io/turns.ts";
import { batchOf } from "../batches.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const ALTER = {
  handler: alterReplicaLogDirs,
  request: AlterReplicaLogDirsRequest,
  response: AlterReplicaLogDirsResponse,
};
const DESCRIBE = {
  handler: describeLogDirs,
  request: DescribeLogDirsRequest,
  response: DescribeLogDirsResponse,
};
const METADATA = { handler: metadata, request: MetadataRequest, response: MetadataResponse };
const PARTITIONS = {
  handler: describeTopicPartitions,
  request: DescribeTopicPartitionsRequest,
  response: DescribeTopicPartitionsResponse,
};
const PRODUCE = { handler: produce, request: ProduceRequest, response: ProduceResponse };
const FOLDERS = ["/one", "/two"];

let disk: FailingFolders;
let running: TestBroker;

beforeEach(async () => {
  disk = new FailingFolders({ capacityBytes: 24 << 20, delays: new SeededRandom(1) });
  const overrides = ["log.reserved.disk.bytes=0"];
  running = await startTestBroker({ folders: FOLDERS, files: disk.files, overrides });
  await running.createTopic("orders", { partitions: 2 });
});
afterEach(() => running.close());

/** Names of the answer's errors, by partition. */
async function alter(
  path: string,
  place: { topic?: string; partitions?: number[]; version?: number } = {},
): Promise<string[]> {
  const { topic: name = "orders", partitions = [0], version = 2 } = place;
  const { results } = await send(running.broker, ALTER, {
    version,
    request: { dirs: [{ path, topics: [{ name, partitions }] }] },
  });
  expect(results.map(({ topicName }) => topicName)).toEqual([name]);
  return results[0]!.partitions.map(({ errorCode }) => errorName(errorCode));
}

/** `folder topic-partition`, with `future` where it is a copy. */
async function places(): Promise<string[]> {
  const { results } = await send(running.broker, DESCRIBE, { request: { topics: null } });
  return results.flatMap(({ logDir, topics }) =>
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, isFutureKey }) => {
        return `${logDir} ${name}-${partitionIndex}${isFutureKey ? " future" : ""}`;
      })
    )
  );
}

async function moved(topic = "orders", index = 0): Promise<void> {
  const { log } = running.broker.partitions.get(topic, index)!;
  await until("the move ends", () => !running.store.moves.has(log));
}

async function write(index: number): Promise<string> {
  const { responses } = await send(running.broker, PRODUCE, {
    version: 9,
    request: {
      acks: -1,
      timeoutMs: 1000,
      topicData: [{ name: "orders", partitionData: [{ index, records: batchOf(["a"]) }] }],
    },
  });
  return errorName(responses[0]!.partitionResponses[0]!.errorCode);
}

test.each(versionsOf(alterReplicaLogDirs))("version %i moves a partition", async (version) => {
  expect(await write(0)).toBe("NONE");
  expect(await places()).toEqual(["/one orders-0", "/two orders-1"]);
  expect(await alter("/two", { version })).toEqual(["NONE"]);
  expect(await places()).toEqual(["/one orders-0", "/two orders-0 future", "/two orders-1"]);
  await moved();
  expect(await places()).toEqual(["/two orders-0", "/two orders-1"]);
  expect(await write(0)).toBe("NONE");
  expect(running.broker.partitions.get("orders", 0)!.highWatermark).toBe(2);
});

test("a copy that is not complete lags", async () => {
  const partition = running.broker.partitions.get("orders", 0)!;
  for (let i = 0; i < 5; i++) partition.append(batchOf(["x".repeat(100_000)]));
  await alter("/two");
  const { results } = await send(running.broker, DESCRIBE, { request: { topics: null } });
  expect(results[1]!.topics[0]!.partitions[0]).toMatchObject({
    partitionIndex: 0,
    isFutureKey: true,
    offsetLag: 5,
  });
  await moved();
});

describe("is answered at once with", () => {
  test("LOG_DIR_NOT_FOUND for a folder that is not of log.dirs", async () => {
    expect(await alter("/three")).toEqual(["LOG_DIR_NOT_FOUND"]);
  });

  test("NONE where the partition is there already, which moves nothing", async () => {
    expect(await alter("/one")).toEqual(["NONE"]);
    expect([...running.store.moves.all()]).toEqual([]);
  });

  test("UNKNOWN_TOPIC_OR_PARTITION before a topic is there, which then is made there", async () => {
    const topic = "later";
    expect(await alter("/two", { topic, partitions: [0, 1] })).toEqual([
      "UNKNOWN_TOPIC_OR_PARTITION",
      "UNKNOWN_TOPIC_OR_PARTITION",
    ]);
    await running.createTopic(topic, { partitions: 3 });
    expect((await places()).filter((place) => place.includes(topic))).toEqual([
      "/one later-2",
      "/two later-0",
      "/two later-1",
    ]);
  });

  test("KAFKA_STORAGE_ERROR where one of the two folders is offline", async () => {
    disk.fail("/two");
    expect(await write(1)).toBe("KAFKA_STORAGE_ERROR");
    expect(await alter("/two")).toEqual(["KAFKA_STORAGE_ERROR"]);
    expect(await alter("/one", { partitions: [0, 1] })).toEqual(["NONE", "KAFKA_STORAGE_ERROR"]);
  });
});

test("back to where it is takes a move back", async () => {
  await alter("/two");
  expect(await alter("/one")).toEqual(["NONE"]);
  expect(await places()).toEqual(["/one orders-0", "/two orders-1"]);
});

test("a topic that is deleted while it moves is gone from both folders", async () => {
  await write(0);
  await alter("/two");
  await running.broker.topics.delete("orders");
  expect(await places()).toEqual([]);
  const left = FOLDERS.flatMap((folder) => disk.files.list(folder));
  expect(left.filter((name) => name.startsWith("orders"))).toEqual([]);
});

describe("a folder that fails", () => {
  beforeEach(async () => {
    await write(0);
    disk.fail("/two");
    expect(await write(1)).toBe("KAFKA_STORAGE_ERROR");
  });

  test("is told with its error and without its partitions", async () => {
    const { results } = await send(running.broker, DESCRIBE, { request: { topics: null } });
    expect(results).toMatchObject([
      { logDir: "/one", errorCode: 0 },
      { logDir: "/two", errorCode: 56, topics: [], totalBytes: -1, usableBytes: -1 },
    ]);
  });

  test("leaves its partitions without a leader, and no others", async () => {
    const { topics } = await send(running.broker, METADATA, {
      request: { topics: [{ name: "orders" }] },
    });
    const [online, offline] = topics[0]!.partitions;
    expect(online).toMatchObject({ errorCode: 0, leaderId: 1, offlineReplicas: [] });
    expect(offline).toMatchObject({
      errorCode: 5,
      leaderId: -1,
      replicaNodes: [1],
      offlineReplicas: [1],
    });
    const described = await send(running.broker, PARTITIONS, {
      request: { topics: [{ name: "orders" }], responsePartitionLimit: 10 },
    });
    expect(described.topics[0]!.partitions).toMatchObject([
      { leaderId: 1, offlineReplicas: [] },
      { leaderId: -1, offlineReplicas: [1], errorCode: 5 },
    ]);
    expect(await write(0)).toBe("NONE");
  });

  test("gets no new partitions", async () => {
    await running.createTopic("bills", { partitions: 3 });
    const bills = (await places()).filter((place) => place.includes("bills"));
    expect(bills.every((place) => place.startsWith("/one"))).toBe(true);
    expect(bills.length).toBe(3);
  });
});
