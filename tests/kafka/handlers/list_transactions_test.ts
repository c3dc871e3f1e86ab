import { afterEach, beforeEach, expect, test } from "bun:test";
import { listTransactions } from "../../../lib/kafka/handlers/list_transactions.ts";
import {
  ListTransactionsRequest,
  ListTransactionsResponse,
} from "../../../lib/kafka/messages/list_transactions.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, versionsOf } from "../test_broker.ts";
import { TransactionCalls } from "./transaction_calls.ts";

const api = {
  handler: listTransactions,
  request: ListTransactionsRequest,
  response: ListTransactionsResponse,
};

let calls: TransactionCalls;

beforeEach(async () => {
  calls = await TransactionCalls.start();
  await calls.add(await calls.init());
  calls.running.clock.advance(500);
  for (const transactionalId of ["b", "c"]) await calls.init({ transactionalId });
});
afterEach(() => calls.running.close());

/** The transactional ids listed. */
async function ask(
  version: number,
  filter: { states?: string[]; ids?: bigint[]; durationMs?: bigint; pattern?: string } = {},
) {
  const answer = await send(calls.running.broker, api, {
    version,
    request: {
      stateFilters: filter.states ?? [],
      producerIdFilters: filter.ids ?? [],
      ...(filter.durationMs === undefined ? {} : { durationFilter: filter.durationMs }),
      ...(filter.pattern === undefined ? {} : { transactionalIdPattern: filter.pattern }),
    },
  });
  return { ...answer, ids: answer.transactionStates.map((one) => one.transactionalId).sort() };
}

test.each(versionsOf(listTransactions))(
  "version %i: all, by state, by producer",
  async (version) => {
    expect((await ask(version)).ids).toEqual(["b", "c", "transactional-id"]);
    const { transactionStates } = await ask(version, { states: ["Ongoing"] });
    expect(transactionStates).toMatchObject([
      { transactionalId: "transactional-id", producerId: 0n, transactionState: "Ongoing" },
    ]);
    expect((await ask(version, { ids: [2n] })).ids).toEqual(["c"]);
    expect(await ask(version, { states: ["Nowhere"] }))
      .toMatchObject({ errorCode: 0, ids: [], unknownStateFilters: ["Nowhere"] });
  },
);

test.each([1, 2])("version %i: open for longer", async (version) => {
  const states = ["Ongoing"];
  expect((await ask(version, { states, durationMs: 499n })).ids).toEqual(["transactional-id"]);
  expect((await ask(version, { states, durationMs: 500n })).ids).toEqual([]);
});

test("version 2: by pattern", async () => {
  expect((await ask(2, { pattern: "[bx]|trans.*" })).ids).toEqual(["b", "transactional-id"]);
  expect(errorName((await ask(2, { pattern: "[" })).errorCode)).toBe("INVALID_REGULAR_EXPRESSION");
});
