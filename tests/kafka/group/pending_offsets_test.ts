import { describe, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import type { StoredOffset } from "../../../lib/kafka/group/offset_store.ts";
import { PendingOffsets } from "../../../lib/kafka/group/pending_offsets.ts";

const ONE = { producerId: 1, producerEpoch: 0 };
const TWO = { producerId: 2, producerEpoch: 5 };
const KEY = { groupId: "g", topic: "t", partition: 0 };

function stored(offset: number): StoredOffset {
  return {
    offset,
    leaderEpoch: -1,
    metadata: "",
    commitTimestampMs: 0,
    expireTimestampMs: null,
    topicId: ZERO_UUID,
    recordOffset: offset,
  };
}

describe("PendingOffsets", () => {
  test("keeps what each transaction committed last, until it ends", () => {
    const pending = new PendingOffsets();
    pending.set(ONE, KEY, stored(1));
    pending.set(ONE, KEY, stored(2));
    pending.set(TWO, KEY, stored(3));
    expect(pending.end(1).map(([key, { offset }]) => [key, offset])).toEqual([[KEY, 2]]);
    expect(pending.has(KEY)).toBe(true);
    expect(pending.end(2)).toHaveLength(1);
    expect(pending.has(KEY)).toBe(false);
    expect(pending.hasGroup("g")).toBe(false);
    expect(pending.end(2)).toEqual([]);
  });

  test("is open for the epoch that wrote last", () => {
    const pending = new PendingOffsets();
    expect(pending.isOpen(ONE)).toBe(false);
    pending.set(ONE, KEY, stored(1));
    expect(pending.isOpen(ONE)).toBe(true);
    expect(pending.isOpen({ ...ONE, producerEpoch: 1 })).toBe(false);
    pending.end(1);
    expect(pending.isOpen(ONE)).toBe(false);
  });

  test("an offset that is deleted is gone from every transaction; they stay open", () => {
    const pending = new PendingOffsets();
    const other = { ...KEY, partition: 1 };
    pending.set(ONE, KEY, stored(1));
    pending.set(ONE, other, stored(2));
    pending.set(TWO, KEY, stored(3));
    pending.delete(KEY);
    pending.delete(KEY);
    expect([...pending.keysOf("g")]).toEqual([other]);
    expect(pending.isOpen(TWO)).toBe(true);
    expect(pending.end(2)).toEqual([]);
    expect(pending.end(1).map(([key]) => key)).toEqual([other]);
  });

  test("clear forgets all", () => {
    const pending = new PendingOffsets();
    pending.set(ONE, KEY, stored(1));
    pending.clear();
    expect(pending.isOpen(ONE)).toBe(false);
    expect(pending.hasGroup("g")).toBe(false);
  });
});
