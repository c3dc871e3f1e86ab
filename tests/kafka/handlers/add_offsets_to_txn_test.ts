import { afterEach, beforeEach, expect, test } from "bun:test";
import { addOffsetsToTxn } from "../../../lib/kafka/handlers/add_offsets_to_txn.ts";
import {
  AddOffsetsToTxnRequest,
  AddOffsetsToTxnResponse,
} from "../../../lib/kafka/messages/add_offsets_to_txn.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, versionsOf } from "../test_broker.ts";
import { ID, TransactionCalls, type WireProducer } from "./transaction_calls.ts";

const api = {
  handler: addOffsetsToTxn,
  request: AddOffsetsToTxnRequest,
  response: AddOffsetsToTxnResponse,
};

let calls: TransactionCalls;

beforeEach(async () => {
  calls = await TransactionCalls.start();
});
afterEach(() => calls.running.close());

async function ask(version: number, { producerId, producerEpoch }: WireProducer): Promise<string> {
  const request = { transactionalId: ID, producerId, producerEpoch, groupId: "g" };
  return errorName((await send(calls.running.broker, api, { version, request })).errorCode);
}

test.each(versionsOf(addOffsetsToTxn))("version %i brings the group in", async (version) => {
  const { broker } = calls.running;
  expect(await ask(version, await calls.init())).toBe("NONE");
  const { topics, transactionState } = await broker.transactions.describe(ID);
  expect(transactionState).toBe("Ongoing");
  expect(topics).toEqual([
    { topic: "__consumer_offsets", partitions: [broker.groups.partitionFor("g")] },
  ]);
});

test.each([[1, "INVALID_PRODUCER_EPOCH"], [2, "PRODUCER_FENCED"]])(
  "version %i calls fencing %s",
  async (version, error) => {
    const older = await calls.init();
    await calls.init();
    expect(await ask(version, older)).toBe(error);
  },
);
