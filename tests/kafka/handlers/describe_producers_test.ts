import { afterEach, beforeEach, expect, test } from "bun:test";
import { describeProducers } from "../../../lib/kafka/handlers/describe_producers.ts";
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from "../../../lib/kafka/messages/describe_producers.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { idempotentBatch, NOW_MS, transactionalBatch } from "../batches.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

const api = {
  handler: describeProducers,
  request: DescribeProducersRequest,
  response: DescribeProducersResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 2 });
});
afterEach(() => running.close());

async function describeOne(name: string, index: number) {
  const request = { topics: [{ name, partitionIndexes: [index] }] };
  const { topics } = await send(running.broker, api, { request });
  return topics[0]!.partitions[0]!;
}

test("tells sequences, epochs and open transactions", async () => {
  const partition = running.broker.partitions.get("orders", 1)!;
  partition.append(idempotentBatch(["a", "b"], { id: 4, epoch: 2, sequence: 0 }));
  partition.append(transactionalBatch(["c"], { id: 5, epoch: 0, sequence: 7 }));
  partition.append(transactionalBatch(["d"], { id: 6, epoch: 0, sequence: 0 }));
  partition.appendMarker({
    producerId: 6,
    producerEpoch: 1,
    coordinatorEpoch: 3,
    isCommit: true,
    transactionVersion: 2,
  }, NOW_MS + 5);
  const { errorCode, errorMessage, activeProducers } = await describeOne("orders", 1);
  expect([errorCode, errorMessage]).toEqual([0, null]);
  expect(activeProducers).toEqual([
    {
      producerId: 4n,
      producerEpoch: 2,
      lastSequence: 1,
      lastTimestamp: NOW_MS,
      coordinatorEpoch: -1,
      currentTxnStartOffset: -1,
    },
    {
      producerId: 5n,
      producerEpoch: 0,
      lastSequence: 7,
      lastTimestamp: NOW_MS,
      coordinatorEpoch: -1,
      currentTxnStartOffset: 2,
    },
    {
      producerId: 6n,
      producerEpoch: 1,
      lastSequence: -1,
      lastTimestamp: NOW_MS + 5,
      coordinatorEpoch: 3,
      currentTxnStartOffset: -1,
    },
  ]);
});

test("of a partition without producers is empty", async () => {
  expect((await describeOne("orders", 0)).activeProducers).toEqual([]);
});

test.each([["orders", 9], ["missing", 0]])("%s-%i is not there", async (name, index) => {
  const { errorCode, activeProducers } = await describeOne(name, index);
  expect(errorName(errorCode)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
  expect(activeProducers).toEqual([]);
});

test("of a log whose disk failed says so", async () => {
  running.broker.partitions.get("orders", 0)!.log.setOffline("its disk failed");
  const { errorCode, errorMessage } = await describeOne("orders", 0);
  expect(errorName(errorCode)).toBe("KAFKA_STORAGE_ERROR");
  expect(errorMessage).toContain("its disk failed");
});
