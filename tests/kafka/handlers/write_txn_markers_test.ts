import { afterEach, beforeEach, expect, test } from "bun:test";
import { writeTxnMarkers } from "../../../lib/kafka/handlers/write_txn_markers.ts";
import {
  WriteTxnMarkersRequest,
  WriteTxnMarkersResponse,
} from "../../../lib/kafka/messages/write_txn_markers.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, versionsOf } from "../test_broker.ts";
import { TransactionCalls } from "./transaction_calls.ts";

const api = {
  handler: writeTxnMarkers,
  request: WriteTxnMarkersRequest,
  response: WriteTxnMarkersResponse,
};

let calls: TransactionCalls;

beforeEach(async () => {
  calls = await TransactionCalls.start();
});
afterEach(() => calls.running.close());

/** Errors by producer and partition. */
async function ask(version: number, ...markers: WriteTxnMarkersRequest["markers"]) {
  const answer = await send(calls.running.broker, api, { version, request: { markers } });
  return answer.markers.flatMap(({ producerId, topics }) =>
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, errorCode }) => {
        return `${producerId} ${name}-${partitionIndex} ${errorName(errorCode)}`;
      })
    )
  );
}

function marker(changes: Partial<WriteTxnMarkersRequest["markers"][number]> = {}) {
  return {
    producerId: 5n,
    producerEpoch: 1,
    transactionResult: false,
    topics: [{ name: "t", partitionIndexes: [0, 1] }],
    coordinatorEpoch: 0,
    transactionVersion: 0,
    ...changes,
  };
}

test.each(versionsOf(writeTxnMarkers))("version %i writes them", async (version) => {
  const other = { producerId: 6n, topics: [{ name: "t", partitionIndexes: [1] }] };
  expect(await ask(version, marker(), marker(other)))
    .toEqual(["5 t-0 NONE", "5 t-1 NONE", "6 t-1 NONE"]);
  const ends = calls.running.broker.partitions.ofTopic("t").map((one) => one.logEndOffset);
  expect(ends).toEqual([1, 2]);
});

test("a partition that there is not, an epoch and a coordinator that are too old", async () => {
  await ask(2, marker({ coordinatorEpoch: 4 }));
  const topics = [{ name: "t", partitionIndexes: [0, 7] }, { name: "u", partitionIndexes: [0] }];
  expect(await ask(2, marker({ producerEpoch: 0, coordinatorEpoch: 4, topics }))).toEqual([
    "5 t-0 INVALID_PRODUCER_EPOCH",
    "5 t-7 UNKNOWN_TOPIC_OR_PARTITION",
    "5 u-0 UNKNOWN_TOPIC_OR_PARTITION",
  ]);
  expect(await ask(2, marker({ coordinatorEpoch: 3 })))
    .toEqual(["5 t-0 TRANSACTION_COORDINATOR_FENCED", "5 t-1 TRANSACTION_COORDINATOR_FENCED"]);
});

test("nothing asked, nothing answered", async () => {
  expect(await ask(1)).toEqual([]);
});
