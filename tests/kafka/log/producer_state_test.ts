import { beforeEach, describe, expect, test } from "bun:test";
import { type ProducerFields, ProducerState } from "../../../lib/kafka/log/producer_state.ts";
import type { TransactionMarker } from "../../../lib/state_machine/record_log.ts";

const SEQUENCE_MAX = 2 ** 31 - 1;

let state: ProducerState;

beforeEach(() => {
  state = new ProducerState();
});

/** A batch of `count` records of producer 9. */
function batch(baseSequence: number, count = 1, epoch = 0): ProducerFields {
  const lastOffsetDelta = count - 1;
  return { producerId: 9, epoch, baseSequence, lastOffsetDelta, isTransactional: false };
}

/** The same in a transaction. */
function inTransaction(baseSequence: number, count = 1, epoch = 0): ProducerFields {
  return { ...batch(baseSequence, count, epoch), isTransactional: true };
}

function marker(rest: Partial<TransactionMarker> = {}): TransactionMarker {
  return {
    producerId: 9,
    producerEpoch: 0,
    coordinatorEpoch: 0,
    isCommit: true,
    transactionVersion: 1,
    ...rest,
  };
}

function end(rest: Partial<TransactionMarker> = {}, timestampMs = 0): number {
  expect(state.checkMarker(marker(rest))).toBeNull();
  return state.noteMarker(marker(rest), timestampMs);
}

function markerVerdict(rest: Partial<TransactionMarker>): string {
  return state.checkMarker(marker(rest))?.error ?? "append";
}

function append(fields: ReturnType<typeof batch>, baseOffset: number, timestampMs = 0): void {
  expect(state.check(fields)).toEqual({ kind: "append" });
  state.note(fields, { baseOffset, timestampMs });
}

function verdict(fields: ReturnType<typeof batch>): string {
  const found = state.check(fields);
  if (found.kind === "duplicate") return `duplicate of ${found.batch.baseOffset}`;
  return found.kind === "error" ? found.error : "append";
}

describe("check()", () => {
  test("a producer of which nothing is known may begin anywhere", () => {
    expect(verdict(batch(17))).toBe("append");
  });

  test("a batch that follows the last is appended", () => {
    append(batch(0, 3), 100);
    expect(verdict(batch(3))).toBe("append");
  });

  const rows: [string, ReturnType<typeof batch>, string][] = [
    ["the last batch again", batch(3, 2), "duplicate of 103"],
    ["the batch before it again", batch(0, 3), "duplicate of 100"],
    ["a gap", batch(6), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
    ["the beginning of a batch", batch(0, 2), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
    ["an older epoch", batch(5, 1, -1), "INVALID_PRODUCER_EPOCH"],
    ["a newer epoch from 0 on", batch(0, 1, 1), "append"],
    ["a newer epoch from elsewhere", batch(5, 1, 1), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  ];

  test.each(rows)("%s", (_, fields, expected) => {
    append(batch(0, 3), 100);
    append(batch(3, 2), 103);
    expect(verdict(fields)).toBe(expected);
  });

  test("five batches are remembered, as many as may be in flight", () => {
    for (let i = 0; i < 6; i++) append(batch(i), 100 + i);
    expect(verdict(batch(1))).toBe("duplicate of 101");
    expect(verdict(batch(0))).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
  });

  test("a new epoch forgets the batches of the one before", () => {
    append(batch(0), 100);
    append(batch(0, 1, 1), 101);
    expect(verdict(batch(0, 1, 1))).toBe("duplicate of 101");
    expect(state.get(9)?.batches).toHaveLength(1);
  });

  test("sequences wrap to 0, between batches and within one", () => {
    append(batch(SEQUENCE_MAX), 100);
    append(batch(0), 101);
    state = new ProducerState();
    append(batch(SEQUENCE_MAX - 1, 4), 100);
    expect(state.get(9)?.batches[0]?.lastSequence).toBe(1);
    expect(verdict(batch(SEQUENCE_MAX - 1, 4))).toBe("duplicate of 100");
    expect(verdict(batch(2))).toBe("append");
  });

  test("says what was found", () => {
    append(batch(0), 100);
    expect(state.check(batch(7))).toEqual({
      kind: "error",
      error: "OUT_OF_ORDER_SEQUENCE_NUMBER",
      message: "Out of order sequence number for producer 9: 7 (incoming), " +
        "but the last sequence is 0",
    });
  });

  test("changes nothing", () => {
    append(batch(0), 100);
    state.changed = false;
    for (const fields of [batch(0), batch(1), batch(7), batch(0, 1, 1)]) state.check(fields);
    expect(state.changed).toBe(false);
    expect(state.get(9)).toMatchObject({ epoch: 0, lastTimestampMs: 0 });
  });
});

describe("expireBefore()", () => {
  test("forgets producers that appended nothing since", () => {
    state.note({ ...batch(0), producerId: 1 }, { baseOffset: 0, timestampMs: 99 });
    state.note({ ...batch(0), producerId: 2 }, { baseOffset: 1, timestampMs: 100 });
    state.changed = false;
    state.expireBefore(100);
    expect([...state.entries()].map(({ producerId }) => producerId)).toEqual([2]);
    expect(state.changed).toBe(true);
  });

  test("keeps a producer with an open transaction", () => {
    state.note(inTransaction(0), { baseOffset: 0, timestampMs: 1 });
    state.changed = false;
    state.expireBefore(100);
    expect(state.size).toBe(1);
    expect(state.changed).toBe(false);
  });
});

describe("transactions", () => {
  test("the first batch opens one, the marker ends it", () => {
    append(batch(0), 100);
    expect(state.openTransactions.firstOffset).toBe(Infinity);
    append(inTransaction(1, 3), 101);
    append(inTransaction(4), 104);
    expect(state.get(9)?.currentTxnFirstOffset).toBe(101);
    expect(state.openTransactions.firstOffset).toBe(101);
    expect(state.hasOpenTransaction(9, 0)).toBe(true);
    expect(end()).toBe(101);
    expect(state.get(9)?.currentTxnFirstOffset).toBe(-1);
    expect(state.openTransactions.firstOffset).toBe(Infinity);
    expect(state.hasOpenTransaction(9, 0)).toBe(false);
  });

  test("are told by id and epoch", () => {
    append(inTransaction(0, 1, 3), 100);
    expect([2, 3, 4].map((epoch) => state.hasOpenTransaction(9, epoch)))
      .toEqual([false, true, false]);
    expect(state.hasOpenTransaction(8, 3)).toBe(false);
  });

  test("the oldest of several counts, in whatever order they end", () => {
    for (const [i, producerId] of [7, 3, 5].entries()) {
      append({ ...inTransaction(0), producerId }, 100 + i);
    }
    expect(state.openTransactions.firstOffset).toBe(100);
    end({ producerId: 3 });
    expect(state.openTransactions.firstOffset).toBe(100);
    end({ producerId: 7 });
    expect(state.openTransactions.firstOffset).toBe(102);
    end({ producerId: 5 });
    expect(state.openTransactions.size).toBe(0);
  });

  test("a batch outside of the open transaction is refused", () => {
    append(inTransaction(0), 100);
    expect(verdict(batch(1))).toBe("INVALID_TXN_STATE");
    expect(verdict(batch(0))).toBe("duplicate of 100");
    end();
    expect(verdict(batch(1))).toBe("append");
  });

  test("what a coordinator writes has no sequence, only an epoch", () => {
    append(inTransaction(-1, 2, 4), 100);
    append(inTransaction(-1, 2, 4), 102);
    expect(verdict(inTransaction(-1, 1, 3))).toBe("INVALID_PRODUCER_EPOCH");
    expect(verdict(batch(-1, 1, 4))).toBe("INVALID_TXN_STATE");
    expect(state.openTransactions.firstOffset).toBe(100);
  });

  test("after a marker of the same epoch sequences go on", () => {
    append(inTransaction(0, 5), 100);
    end();
    expect(verdict(inTransaction(5))).toBe("append");
    expect(verdict(inTransaction(0))).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
    expect(verdict(inTransaction(0, 5))).toBe("duplicate of 100");
  });

  test("after a marker of the next epoch they begin at 0", () => {
    append(inTransaction(0, 5), 100);
    end({ producerEpoch: 1, transactionVersion: 2 });
    expect(verdict(inTransaction(5, 1, 0))).toBe("INVALID_PRODUCER_EPOCH");
    expect(verdict(inTransaction(5, 1, 1))).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
    expect(verdict(inTransaction(0, 1, 1))).toBe("append");
  });

  const rows: [string, Partial<TransactionMarker>, string][] = [
    ["version 1, same epoch", { producerEpoch: 5 }, "append"],
    ["version 1, larger epoch: the coordinator fenced it", { producerEpoch: 6 }, "append"],
    ["version 1, smaller epoch", { producerEpoch: 4 }, "INVALID_PRODUCER_EPOCH"],
    ["version 2, next epoch", { producerEpoch: 6, transactionVersion: 2 }, "append"],
    [
      "version 2, same epoch",
      { producerEpoch: 5, transactionVersion: 2 },
      "INVALID_PRODUCER_EPOCH",
    ],
    [
      "version 2, smaller epoch",
      { producerEpoch: 4, transactionVersion: 2 },
      "INVALID_PRODUCER_EPOCH",
    ],
    ["a later coordinator", { producerEpoch: 5, coordinatorEpoch: 8 }, "append"],
    [
      "an earlier coordinator",
      { producerEpoch: 5, coordinatorEpoch: 6 },
      "TRANSACTION_COORDINATOR_FENCED",
    ],
    ["a producer that wrote nothing here", { producerId: 1 }, "append"],
  ];
  test.each(rows)("marker of %s", (_, rest, expected) => {
    end({ producerEpoch: 5, coordinatorEpoch: 7 });
    append(inTransaction(0, 1, 5), 100);
    expect(markerVerdict({ coordinatorEpoch: 7, ...rest })).toBe(expected);
  });

  test("version 2, the marker of a finished transaction once more", () => {
    append(inTransaction(0, 1, 5), 100);
    end({ producerEpoch: 6, transactionVersion: 2 });
    expect(markerVerdict({ producerEpoch: 6, transactionVersion: 2 })).toBe("append");
    expect(end({ producerEpoch: 6, transactionVersion: 2 })).toBe(-1);
  });

  test("version 2, the largest epoch has no next one", () => {
    append(inTransaction(0, 1, 32767), 100);
    expect(markerVerdict({ producerEpoch: 32767, transactionVersion: 2 })).toBe("append");
  });

  test("a marker counts as a sign of life", () => {
    end({}, 50);
    state.expireBefore(50);
    expect(state.size).toBe(1);
    state.expireBefore(51);
    expect(state.size).toBe(0);
  });
});

describe("batches of which the coordinator was asked", () => {
  function ask(baseSequence: number, bumpsEpoch = true, epoch = 0) {
    const from = { producerId: 9, epoch, baseSequence };
    return state.verifications.start(from, { nowMs: 0, bumpsEpoch });
  }

  const rows: [string, boolean, number, number, string][] = [
    ["version 2 begins at 0", true, 0, 0, "append"],
    ["version 2 begins nowhere else", true, 3, 3, "OUT_OF_ORDER_SEQUENCE_NUMBER"],
    ["version 1 goes on anywhere", false, 3, 3, "append"],
    ["none before the lowest that was seen", false, 3, 4, "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  ];
  test.each(rows)("%s", (_, bumpsEpoch, asked, sent, expected) => {
    ask(asked, bumpsEpoch);
    expect(verdict(inTransaction(sent))).toBe(expected);
  });

  test("the lowest sequence of an epoch counts, a new epoch counts anew", () => {
    ask(7, false);
    ask(3, false);
    ask(5, false);
    expect(state.verifications.get(9)?.lowestSequence).toBe(3);
    ask(6, false, 1);
    expect(state.verifications.get(9)).toMatchObject({ epoch: 1, lowestSequence: 6 });
    ask(1, false, 0);
    expect(state.verifications.get(9)).toMatchObject({ epoch: 1, lowestSequence: 6 });
  });

  test("a batch or a marker ends the question, and it never comes back", () => {
    const question = ask(0);
    append(inTransaction(0), 100);
    expect(state.verifications.size).toBe(0);
    end({ producerEpoch: 1, transactionVersion: 2 });
    ask(0, true, 1);
    end({ producerEpoch: 1, transactionVersion: 2 });
    expect(state.verifications.get(9)).toBeUndefined();
    expect(ask(0, true, 1)).not.toBe(question);
  });

  test("a question that nobody answered is forgotten with idle producers", () => {
    ask(0);
    state.expireBefore(0);
    expect(state.verifications.size).toBe(1);
    state.expireBefore(1);
    expect(state.verifications.size).toBe(0);
  });
});
