import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { endTxn } from "../../../lib/kafka/handlers/end_txn.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { versionsOf } from "../test_broker.ts";
import { TransactionCalls } from "./transaction_calls.ts";

let calls: TransactionCalls;

beforeEach(async () => {
  calls = await TransactionCalls.start();
});
afterEach(() => calls.running.close());

describe.each([true, false])("committed %j", (committed) => {
  test.each(versionsOf(endTxn))("version %i ends the transaction", async (version) => {
    const producer = await calls.init();
    await calls.add(producer);
    const { errorCode, producerId, producerEpoch } = await calls.end(producer, {
      version,
      committed,
    });
    expect(errorCode).toBe(0);
    expect([producerId, producerEpoch]).toEqual(version < 5 ? [-1n, -1] : [0n, 1]);
    await calls.completed();
    expect(await calls.state()).toBe(committed ? "CompleteCommit" : "CompleteAbort");
    for (const partition of calls.running.broker.partitions.ofTopic("t")) {
      expect(partition.logEndOffset).toBe(1);
    }
  });
});

test.each([[1, "INVALID_PRODUCER_EPOCH"], [2, "PRODUCER_FENCED"], [5, "PRODUCER_FENCED"]])(
  "version %i calls fencing %s",
  async (version, error) => {
    const older = await calls.init();
    await calls.init();
    const answer = await calls.end(older, { version });
    expect(errorName(answer.errorCode)).toBe(error);
    expect([answer.producerId, answer.producerEpoch]).toEqual([-1n, -1]);
  },
);

test("a partition that is deleted meanwhile is dropped from the transaction", async () => {
  const { running } = calls;
  await running.createTopic("u");
  const producer = await calls.init();
  const topics = [{ name: "t", partitions: [0] }, { name: "u", partitions: [0] }];
  await calls.add(producer, { topics });
  await running.broker.topics.delete("u");
  expect((await calls.end(producer)).errorCode).toBe(0);
  await calls.completed();
  expect(running.broker.partitions.get("t", 0)?.logEndOffset).toBe(1);
});
