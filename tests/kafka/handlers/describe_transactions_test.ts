import { afterEach, beforeEach, expect, test } from "bun:test";
import { describeTransactions } from "../../../lib/kafka/handlers/describe_transactions.ts";
import {
  DescribeTransactionsRequest,
  DescribeTransactionsResponse,
} from "../../../lib/kafka/messages/describe_transactions.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { send } from "../test_broker.ts";
import { ID, TransactionCalls } from "./transaction_calls.ts";

const api = {
  handler: describeTransactions,
  request: DescribeTransactionsRequest,
  response: DescribeTransactionsResponse,
};

let calls: TransactionCalls;

beforeEach(async () => {
  calls = await TransactionCalls.start();
});
afterEach(() => calls.running.close());

test("state, producer and partitions; an error for each that has none", async () => {
  const { broker, clock } = calls.running;
  await calls.add(await calls.init());
  const request = { transactionalIds: [ID, "unknown", ""] };
  const { transactionStates } = await send(broker, api, { request });
  expect(transactionStates).toMatchObject([
    {
      errorCode: 0,
      transactionalId: ID,
      transactionState: "Ongoing",
      transactionTimeoutMs: 60_000,
      transactionStartTimeMs: clock.nowMs(),
      producerId: 0n,
      producerEpoch: 0,
      topics: [{ topic: "t", partitions: [0, 1] }],
    },
    { errorCode: ErrorCode.TRANSACTIONAL_ID_NOT_FOUND, transactionalId: "unknown", topics: [] },
    { errorCode: ErrorCode.INVALID_REQUEST, transactionalId: "", transactionState: "" },
  ]);
});
