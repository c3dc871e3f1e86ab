import { expect, test } from "bun:test";
import {
  isEnding,
  isIdle,
  isTransactionState,
  mayFollow,
  TransactionState,
  transactionStateName,
  transactionStateOf,
} from "../../../lib/kafka/transaction/transaction_state.ts";

const all = Object.entries(TransactionState);

test("numbers and names are Kafka's", () => {
  expect(all.map(([name, id]) => `${id} ${name}`)).toEqual([
    "0 Empty",
    "1 Ongoing",
    "2 PrepareCommit",
    "3 PrepareAbort",
    "4 CompleteCommit",
    "5 CompleteAbort",
    "6 Dead",
    "7 PrepareEpochFence",
  ]);
  for (const [name, id] of all) {
    expect([transactionStateName(id), transactionStateOf(name)]).toEqual([name, id]);
  }
  expect([transactionStateName(8), transactionStateOf("ongoing"), isTransactionState(8)])
    .toEqual(["8", undefined, false]);
});

test("which state may follow which", () => {
  const allowed = all.flatMap(([name, next]) =>
    all.filter(([, previous]) => mayFollow(next, previous)).map(([from]) => `${from} > ${name}`)
  );
  expect(allowed.sort()).toEqual([
    "CompleteAbort > Empty",
    "CompleteAbort > Ongoing",
    "CompleteAbort > PrepareAbort",
    "CompleteCommit > Empty",
    "CompleteCommit > Ongoing",
    "CompleteCommit > PrepareAbort",
    "Empty > Empty",
    "Empty > Ongoing",
    "Empty > PrepareAbort",
    "Ongoing > Ongoing",
    "Ongoing > PrepareAbort",
    "Ongoing > PrepareCommit",
    "PrepareAbort > CompleteAbort",
    "PrepareCommit > CompleteCommit",
  ]);
});

test("idle and ending states", () => {
  const names = (is: (state: TransactionState) => boolean) =>
    all.filter(([, state]) => is(state)).map(([name]) => name);
  expect(names(isEnding)).toEqual(["PrepareCommit", "PrepareAbort"]);
  expect(names(isIdle)).toEqual(["Empty", "CompleteCommit", "CompleteAbort"]);
});
