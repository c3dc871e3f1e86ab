import { expect, test } from "bun:test";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import {
  ProducerIdNeeded,
  TransactionTurn,
} from "../../../lib/kafka/transaction/transaction_turn.ts";
import { ID, metadata } from "./fixture.ts";

function turn(producerId: number | null = null): TransactionTurn {
  return new TransactionTurn(new Map([[ID, metadata()]]), { nowMs: 1, producerId });
}

test("a producer id is given once", () => {
  const one = turn(5);
  expect(one.takeProducerId()).toBe(5);
  expect(() => one.takeProducerId()).toThrow(ProducerIdNeeded);
  expect(() => turn().takeProducerId()).toThrow(ProducerIdNeeded);
});

test("a state that may not follow is not written", () => {
  const one = turn();
  const next = metadata({ state: TransactionState.CompleteCommit });
  expect(() => one.put(next)).toThrow(`${ID} cannot go from Empty to CompleteCommit`);
  expect([one.records, one.changed]).toEqual([[], []]);
});

test.each([{ producerId: -1 }, { producerEpoch: -1 }])("nor a producer of %j", (wrong) => {
  expect(() => turn().put(metadata(wrong))).toThrow("cannot have producer id");
});
