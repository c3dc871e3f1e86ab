import { expect, test } from "bun:test";
import {
  identityAfterEnd,
  includesAll,
  isEpochExhausted,
  LAST_CLIENT_EPOCH,
  placesOf,
  withPartitions,
} from "../../../lib/kafka/transaction/transaction_metadata.ts";
import { metadata, T0, T1, withT } from "./fixture.ts";

test("partitions are added without changing what was there", () => {
  const before = new Map([["t", new Set([0])]]);
  const after = withPartitions(before, [T0, T1, { topic: "u", partition: 2 }]);
  expect(placesOf(after)).toEqual([T0, T1, { topic: "u", partition: 2 }]);
  expect(placesOf(before)).toEqual([T0]);
});

test("all of them, or not", () => {
  const { partitions } = withT({});
  expect(includesAll(partitions, [T0, T1])).toBe(true);
  expect(includesAll(partitions, [T0, { topic: "t", partition: 2 }])).toBe(false);
  expect(includesAll(partitions, [{ topic: "u", partition: 0 }])).toBe(false);
});

test("the last epoch of clients leaves one for fencing", () => {
  expect([LAST_CLIENT_EPOCH - 1, LAST_CLIENT_EPOCH, LAST_CLIENT_EPOCH + 1].map(isEpochExhausted))
    .toEqual([false, true, true]);
});

test("who a producer is after the end", () => {
  expect(identityAfterEnd(metadata())).toEqual({ producerId: 7, producerEpoch: 3 });
  expect(identityAfterEnd(metadata({ nextProducerId: 9 })))
    .toEqual({ producerId: 9, producerEpoch: 0 });
});
