import { describe, expect, test } from "bun:test";
import {
  readTransactionRecord,
  transactionRecord,
  transactionTombstone,
} from "../../../lib/kafka/transaction/transaction_records.ts";
import { TransactionState } from "../../../lib/kafka/transaction/transaction_state.ts";
import { ID, metadata, withT } from "./fixture.ts";

function hex(bytes: Uint8Array | null): string {
  return bytes === null ? "" : Buffer.from(bytes).toString("hex");
}

describe("the record of a transactional id", () => {
  test("Empty has no partitions, byte by byte", () => {
    const { key, value } = transactionRecord(
      metadata({ transactionalId: "ab", lastUpdateTimestampMs: 2, timeoutMs: 1 }),
    );
    expect(hex(key)).toBe("0000" + "0002" + "6162");
    expect(hex(value)).toBe(
      "0001" + "0000000000000007" + "0003" + "00000001" + "00" + "00" + // version .. null array
        "0000000000000002" + "ffffffffffffffff" + "00",
    );
  });

  test("Ongoing has them by topic, and tells the client's version as a tagged field", () => {
    const partitions = new Map([["t", new Set([3])]]);
    const { value } = transactionRecord(metadata({
      state: TransactionState.Ongoing,
      partitions,
      startTimestampMs: 1,
      lastUpdateTimestampMs: 2,
      timeoutMs: 1,
      clientTransactionVersion: 2,
    }));
    expect(hex(value)).toBe(
      "0001" + "0000000000000007" + "0003" + "00000001" + "01" +
        "02" + "0274" + "02" + "00000003" + "00" +
        "0000000000000002" + "0000000000000001" + "01" + "02" + "02" + "0002",
    );
  });

  const whole = [
    metadata(),
    metadata({ previousProducerId: 6 }),
    metadata({ nextProducerId: 9, state: TransactionState.PrepareCommit }),
    withT({ state: TransactionState.PrepareAbort, clientTransactionVersion: 2 }),
    metadata({ state: TransactionState.CompleteAbort, startTimestampMs: 4 }),
  ];
  test.each(whole)("%# reads as it was written", (transaction) => {
    expect(readTransactionRecord(transactionRecord(transaction)))
      .toEqual({ transactionalId: ID, transaction });
  });

  test("the last epoch is in memory alone, and the id before only where it differs", () => {
    const record = transactionRecord(metadata({ lastProducerEpoch: 2, previousProducerId: 7 }));
    expect(readTransactionRecord(record)?.transaction)
      .toMatchObject({ lastProducerEpoch: -1, previousProducerId: -1 });
  });

  test("version 0, as brokers before 4.0 wrote it, is read", () => {
    const { key } = transactionTombstone(ID);
    const value = Buffer.from(
      "0000" + "0000000000000007" + "0003" + "0000ea60" + "01" +
        "00000001" + "000174" + "00000002" + "00000000" + "00000001" +
        "0000000000000002" + "0000000000000001",
      "hex",
    );
    expect(readTransactionRecord({ key, value })?.transaction).toEqual(withT({
      state: TransactionState.Ongoing,
      lastUpdateTimestampMs: 2,
      startTimestampMs: 1,
    }));
  });

  test("a tombstone says that it is gone", () => {
    expect(readTransactionRecord(transactionTombstone(ID)))
      .toEqual({ transactionalId: ID, transaction: null });
  });

  test("a record of another type is nobody's", () => {
    expect(readTransactionRecord({ key: Uint8Array.of(0, 7), value: null })).toBeNull();
  });

  test("a state that there is not cannot be read", () => {
    const { key, value } = transactionRecord(metadata());
    value![2 + 8 + 2 + 4] = 99;
    expect(() => readTransactionRecord({ key, value })).toThrow("99");
  });

  test("Empty with partitions is not written", () => {
    expect(() => transactionRecord(withT({ state: TransactionState.Empty }))).toThrow("Empty");
  });
});
