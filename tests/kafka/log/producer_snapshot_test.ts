import { describe, expect, test } from "bun:test";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import {
  decodeProducerSnapshot,
  encodeProducerSnapshot,
} from "../../../lib/kafka/log/producer_snapshot.ts";
import { type ProducerEntry, ProducerState } from "../../../lib/kafka/log/producer_state.ts";

/** Version 1 with one producer, byte by byte as ProducerStateManager lays it out. */
const HEADER = "0001";
const BODY = "00000001" + // one entry
  "0000000000000fa1" + // producer id 4001
  "0002" + // epoch 2
  "00000009" + // last sequence 9
  "000000000000002a" + // last offset 42
  "00000003" + // offset delta 3
  "0000018bcfe56800" + // timestamp 1700000000000
  "ffffffff" + // coordinator epoch -1
  "ffffffffffffffff"; // no open transaction

function entry(rest: Partial<ProducerEntry> = {}): ProducerEntry {
  return {
    producerId: 4001,
    epoch: 2,
    batches: [{
      baseSequence: 6,
      lastSequence: 9,
      baseOffset: 39,
      lastOffset: 42,
      timestampMs: 1_700_000_000_000,
    }],
    lastTimestampMs: 1_700_000_000_000,
    coordinatorEpoch: -1,
    currentTxnFirstOffset: -1,
    ...rest,
  };
}

function stateOf(...entries: ProducerEntry[]): ProducerState {
  const state = new ProducerState();
  state.restore(entries);
  return state;
}

function decoded(bytes: Uint8Array): ProducerEntry[] {
  const state = new ProducerState();
  decodeProducerSnapshot(bytes, state);
  return [...state.entries()];
}

test("is laid out as Kafka's", () => {
  const bytes = encodeProducerSnapshot(stateOf(entry()));
  const hex = Buffer.from(bytes).toString("hex");
  expect(hex.slice(0, 4)).toBe(HEADER);
  expect(hex.slice(12)).toBe(BODY);
  expect(bytes[2]! | bytes[3]! | bytes[4]! | bytes[5]!).not.toBe(0);
});

describe("comes back as it was", () => {
  const rows: [string, ProducerEntry[]][] = [
    ["no producers", []],
    ["one", [entry()]],
    ["several", [entry(), entry({ producerId: 1 }), entry({ producerId: 2 ** 40 })]],
    ["one without batches", [entry({ batches: [] })]],
    ["one with an open transaction", [entry({ currentTxnFirstOffset: 12, coordinatorEpoch: 3 })]],
    [
      "one whose last batch wraps",
      [entry({
        batches: [{
          baseSequence: 2 ** 31 - 1,
          lastSequence: 1,
          baseOffset: 10,
          lastOffset: 12,
          timestampMs: 1_700_000_000_000,
        }],
      })],
    ],
  ];

  test.each(rows)("%s", (_, entries) => {
    expect(decoded(encodeProducerSnapshot(stateOf(...entries)))).toEqual(entries);
  });
});

test("brings open transactions back, the oldest first", () => {
  const state = new ProducerState();
  const bytes = encodeProducerSnapshot(stateOf(
    entry({ producerId: 1, currentTxnFirstOffset: 30 }),
    entry({ producerId: 2, currentTxnFirstOffset: 12 }),
    entry({ producerId: 3 }),
  ));
  decodeProducerSnapshot(bytes, state);
  expect(state.openTransactions.size).toBe(2);
  expect(state.openTransactions.firstOffset).toBe(12);
  expect(state.hasOpenTransaction(2, 2)).toBe(true);
  state.openTransactions.end(2);
  expect(state.openTransactions.firstOffset).toBe(30);
});

test("keeps of several batches the last", () => {
  const [last] = entry().batches;
  const earlier = { ...last!, baseSequence: 0, lastSequence: 5, baseOffset: 33, lastOffset: 38 };
  const [found] = decoded(encodeProducerSnapshot(stateOf(entry({ batches: [earlier, last!] }))));
  expect(found?.batches).toEqual([last!]);
});

describe("is refused", () => {
  const good = encodeProducerSnapshot(stateOf(entry()));

  test("with one bit changed, wherever", () => {
    for (let at = 0; at < good.length; at++) {
      const bytes = good.slice();
      bytes[at] = bytes[at]! ^ 1;
      expect(() => decoded(bytes)).toThrow(MalformedError);
    }
  });

  test("cut short, wherever", () => {
    for (let length = 0; length < good.length; length++) {
      expect(() => decoded(good.slice(0, length))).toThrow(MalformedError);
    }
  });

  test("in another version, by name", () => {
    const bytes = good.slice();
    bytes[1] = 2;
    expect(() => decoded(bytes)).toThrow("version 2, not 1");
  });
});
