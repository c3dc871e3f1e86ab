import { beforeEach, describe, expect, test } from "bun:test";
import { ProducerState, sequenceAfter } from "../../../lib/kafka/log/producer_state.ts";

const SEQUENCE_MAX = 2 ** 31 - 1;

let state: ProducerState;

beforeEach(() => {
  state = new ProducerState();
});

/** A batch of `count` records of producer 9. */
function batch(baseSequence: number, count = 1, epoch = 0) {
  return { producerId: 9, epoch, baseSequence, lastOffsetDelta: count - 1 };
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
    state.note(batch(0), { baseOffset: 0, timestampMs: 1 });
    state.get(9)!.currentTxnFirstOffset = 0;
    state.changed = false;
    state.expireBefore(100);
    expect(state.size).toBe(1);
    expect(state.changed).toBe(false);
  });
});

test("sequenceAfter() wraps from the largest int32 to 0", () => {
  expect(sequenceAfter(5, 3)).toBe(8);
  expect(sequenceAfter(SEQUENCE_MAX, 1)).toBe(0);
  expect(sequenceAfter(SEQUENCE_MAX - 1, 4)).toBe(2);
});
