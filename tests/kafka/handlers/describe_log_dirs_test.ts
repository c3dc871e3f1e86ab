import { afterEach, beforeEach, expect, test } from "bun:test";
import { describeLogDirs } from "../../../lib/kafka/handlers/describe_log_dirs.ts";
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
} from "../../../lib/kafka/messages/describe_log_dirs.ts";
import { batchOf } from "../batches.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: describeLogDirs,
  request: DescribeLogDirsRequest,
  response: DescribeLogDirsResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 2 });
  await running.createTopic("bills");
});
afterEach(() => running.close());

function ask(topics: { topic: string; partitions: number[] }[] | null, version = 5) {
  return send(running.broker, api, { version, request: { topics } });
}

test.each(versionsOf(describeLogDirs))("version %i tells sizes", async (version) => {
  const batch = batchOf(["value"]);
  running.broker.partitions.get("orders", 1)!.append(batch);
  const { errorCode, results } = await ask(null, version);
  expect(errorCode).toBe(0);
  expect(results).toMatchObject([{ errorCode: 0, logDir: "/data", isCordoned: false }]);
  expect(results[0]?.topics).toMatchObject([
    {
      name: "orders",
      partitions: [
        { partitionIndex: 0, partitionSize: 0, offsetLag: 0, isFutureKey: false },
        { partitionIndex: 1, partitionSize: batch.length, offsetLag: 0, isFutureKey: false },
      ],
    },
    { name: "bills", partitions: [{ partitionIndex: 0, partitionSize: 0 }] },
  ]);
});

test("from version 4 on the volume's size and free space are told", async () => {
  const [before] = (await ask(null, 3)).results;
  expect(before).toMatchObject({ totalBytes: -1, usableBytes: -1 });
  const [after] = (await ask(null, 4)).results;
  expect(after?.totalBytes).toBe(running.files.capacityBytes);
  expect(after?.usableBytes).toBe(running.files.space("/data").availableBytes);
});

test("only what is asked for, and here, is told", async () => {
  const { results } = await ask([
    { topic: "orders", partitions: [1, 7] },
    { topic: "missing", partitions: [0] },
  ]);
  expect(results[0]?.topics).toMatchObject([
    { name: "orders", partitions: [{ partitionIndex: 1 }] },
  ]);
});

test("no topics at all leave the folders", async () => {
  const { results } = await ask([]);
  expect(results).toMatchObject([{ logDir: "/data", topics: [] }]);
});

test("every folder tells its own partitions", async () => {
  await running.close();
  running = await startTestBroker({ folders: ["/data", "/data2"] });
  await running.createTopic("wide", { partitions: 4 });
  const { results } = await ask(null);
  expect(results.map(({ logDir }) => logDir)).toEqual(["/data", "/data2"]);
  const indexes = results.map(({ topics }) =>
    topics.flatMap(({ partitions }) => partitions.map(({ partitionIndex }) => partitionIndex))
  );
  expect(indexes.flat().sort()).toEqual([0, 1, 2, 3]);
  expect(indexes.every((held) => held.length === 2)).toBe(true);
});
