import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { deleteRecords } from "../../../lib/kafka/handlers/delete_records.ts";
import {
  DeleteRecordsRequest,
  DeleteRecordsResponse,
} from "../../../lib/kafka/messages/delete_records.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { batchOf } from "../batches.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: deleteRecords,
  request: DeleteRecordsRequest,
  response: DeleteRecordsResponse,
};

let running: TestBroker;
let partition: PartitionLog;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { configs: { "internal.segment.bytes": "200" } });
  partition = running.broker.partitions.get("orders", 0)!;
  for (let i = 0; i < 10; i++) partition.append(batchOf([`value ${i}`]));
});
afterEach(() => running.close());

async function remove(offset: number, { name = "orders", index = 0, version = 2 } = {}) {
  const { topics } = await send(running.broker, api, {
    version,
    request: { topics: [{ name, partitions: [{ partitionIndex: index, offset }] }], timeoutMs: 0 },
  });
  return topics[0]!.partitions[0]!;
}

test.each(versionsOf(deleteRecords))("version %i moves the log start", async (version) => {
  expect(await remove(4, { version })).toMatchObject({
    partitionIndex: 0,
    lowWatermark: 4,
    errorCode: 0,
  });
  expect(partition.logStartOffset).toBe(4);
});

test("-1 means the high watermark: everything goes", async () => {
  expect(await remove(-1)).toMatchObject({ lowWatermark: 10, errorCode: 0 });
  expect(partition.logStartOffset).toBe(10);
  expect(partition.append(batchOf(["next"])).baseOffset).toBe(10);
});

test("a log start beyond the offset is no error", async () => {
  await remove(6);
  expect(await remove(2)).toMatchObject({ lowWatermark: 6, errorCode: 0 });
});

test("segments below it give their space back", async () => {
  const before = partition.log.sizeBytes;
  await remove(-1);
  expect(partition.log.segments).toHaveLength(1);
  expect(partition.log.sizeBytes).toBeLessThan(before);
});

test("the new log start survives a power cut after the answer", async () => {
  await partition.log.flushed(10);
  await remove(5);
  const { metadataStore, clock } = running;
  const files = running.files.crash(new SeededRandom(7));
  const after = await startTestBroker({ files, metadataStore, clock });
  expect(after.broker.partitions.get("orders", 0)?.logStartOffset).toBe(5);
  expect(after.broker.partitions.get("orders", 0)?.logEndOffset).toBe(10);
  await after.close();
});

test("several partitions in one request share a checkpoint", async () => {
  await running.createTopic("wide", { partitions: 3 });
  let checkpoints = 0;
  const checkpointStarts = running.store.checkpointStarts.bind(running.store);
  running.store.checkpointStarts = () => {
    checkpoints += 1;
    return checkpointStarts();
  };
  const { topics } = await send(running.broker, api, {
    request: {
      topics: [{
        name: "wide",
        partitions: [0, 1, 2].map((partitionIndex) => ({ partitionIndex, offset: 0 })),
      }],
      timeoutMs: 0,
    },
  });
  expect(topics[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([0, 0, 0]);
  expect(checkpoints).toBe(1);
});

describe("refusals", () => {
  const rows: [string, number, { name?: string; index?: number }, string][] = [
    ["unknown topic", 0, { name: "missing" }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["unknown partition", 0, { index: 1 }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["internal topic", 0, { name: "__consumer_offsets" }, "INVALID_TOPIC_EXCEPTION"],
    ["compacted topic", 0, { name: "compacted" }, "POLICY_VIOLATION"],
    ["offset past the high watermark", 11, {}, "OFFSET_OUT_OF_RANGE"],
    ["negative offset", -2, {}, "OFFSET_OUT_OF_RANGE"],
  ];

  test.each(rows)("%s", async (_, offset, place, error) => {
    await running.createTopic("compacted", { configs: { "cleanup.policy": "compact" } });
    await running.createTopic("__consumer_offsets");
    const { lowWatermark, errorCode } = await remove(offset, place);
    expect(errorName(errorCode)).toBe(error);
    expect(lowWatermark).toBe(-1);
    expect(partition.logStartOffset).toBe(0);
  });

  test("a topic that is compacted and deleted may be cut", async () => {
    await running.createTopic("both", { configs: { "cleanup.policy": "compact,delete" } });
    expect((await remove(0, { name: "both" })).errorCode).toBe(0);
  });

  test("log that is offline", async () => {
    partition.log.setOffline("broken");
    expect(errorName((await remove(4)).errorCode)).toBe("KAFKA_STORAGE_ERROR");
  });

  test("checkpoint that finds no room", async () => {
    running.store.checkpointStarts = () => Promise.reject(new DiskFullError("no room"));
    expect(errorName((await remove(4)).errorCode)).toBe("KAFKA_STORAGE_ERROR");
  });
});

test("another log's failing disk does not fail the request", async () => {
  await running.createTopic("broken");
  const broken = running.broker.partitions.get("broken", 0)!;
  broken.append(batchOf(["lost"]));
  broken.log.datasync = () => Promise.reject(new Error("I/O error"));
  expect(await remove(4)).toMatchObject({ lowWatermark: 4, errorCode: 0 });
  expect(partition.logStartOffset).toBe(4);
});
