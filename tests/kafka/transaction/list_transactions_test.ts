import { describe, expect, test } from "bun:test";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { Fixture, logOf, metadata, withT } from "./fixture.ts";

const ALL = { states: [], producerIds: [], durationMs: -1, pattern: null };
const NOW_MS = 1_700_000_000_000;
const left = [
  metadata({ transactionalId: "a-1", producerId: 1 }),
  withT({ transactionalId: "a-2", producerId: 2, state: TransactionState.Ongoing }),
  withT({
    transactionalId: "b-3",
    producerId: 3,
    state: TransactionState.Ongoing,
    startTimestampMs: NOW_MS - 5000,
  }),
];

async function list(filter: Partial<typeof ALL> | Record<string, unknown>) {
  const fixture = await Fixture.loaded(left);
  const listing = await fixture.transactions.list({ ...ALL, ...filter });
  return { ...listing, transactions: listing.transactions.map((one) => one.transactionalId) };
}

describe("listTransactions", () => {
  const rows = [
    [{}, ["a-1", "a-2", "b-3"]],
    [{ states: ["Ongoing"] }, ["a-2", "b-3"]],
    [{ states: ["Empty", "Ongoing"] }, ["a-1", "a-2", "b-3"]],
    [{ producerIds: [1, 3, 9] }, ["a-1", "b-3"]],
    [{ durationMs: 0 }, ["a-1", "b-3"]],
    [{ durationMs: 4999, states: ["Ongoing"] }, ["b-3"]],
    [{ durationMs: 5000, states: ["Ongoing"] }, []],
    [{ pattern: "" }, ["a-1", "a-2", "b-3"]],
    [{ pattern: "a-.*" }, ["a-1", "a-2"]],
    [{ pattern: "a" }, []],
    [{ pattern: "a-1|b-3" }, ["a-1", "b-3"]],
    [{ pattern: "(a+)+-\\d" }, ["a-1", "a-2"]],
  ] as const;

  test.each(rows)("%j", async (filter, expected) => {
    const { transactions, unknownStates } = await list(filter);
    expect([...transactions].sort()).toEqual([...expected]);
    expect(unknownStates).toEqual([]);
  });

  test("a state that there is not is told, and nothing is in it", async () => {
    expect(await list({ states: ["ongoing"] }))
      .toMatchObject({ errorCode: 0, unknownStates: ["ongoing"], transactions: [] });
    expect((await list({ states: ["ongoing", "Empty"] })).transactions).toEqual(["a-1"]);
  });

  test("what is told of each", async () => {
    const fixture = await Fixture.loaded(left);
    const { transactions } = await fixture.transactions.list({ ...ALL, producerIds: [2] });
    expect(transactions)
      .toEqual([{ transactionalId: "a-2", producerId: 2, transactionState: "Ongoing" }]);
  });

  const invalid = ["(", "a{2,1}", "(?=a)a", "(?<!a)b", "(a)\\1"];
  test.each(invalid)("the pattern %s is refused", async (pattern) => {
    const { errorCode, transactions } = await list({ pattern });
    expect(errorName(errorCode)).toBe("INVALID_REGULAR_EXPRESSION");
    expect(transactions).toEqual([]);
  });

  test("a pattern that takes a backtracking matcher for ever is answered at once", async () => {
    const fixture = await Fixture.loaded([
      metadata({ transactionalId: "a".repeat(200) + "!", producerId: 1 }),
    ]);
    const startMs = performance.now();
    const { errorCode, transactions } = await fixture.transactions.list({
      ...ALL,
      pattern: "(a+)+$",
    });
    expect({ errorCode, transactions }).toEqual({ errorCode: 0, transactions: [] });
    // Backtracking would not come to an end.
    expect(performance.now() - startMs).toBeLessThan(20_000);
  });

  test("while a partition is loading the client is to come again", async () => {
    const fixture = new Fixture({ log: logOf(...left) });
    const loading = fixture.transactions.start([0]);
    expect(errorName((await fixture.transactions.list(ALL)).errorCode))
      .toBe("COORDINATOR_LOAD_IN_PROGRESS");
    await loading;
    expect((await fixture.transactions.list(ALL)).transactions).toHaveLength(3);
  });
});
