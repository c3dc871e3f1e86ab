import { describe, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { OffsetStore, type StoredOffset } from "../../../lib/kafka/group/offset_store.ts";

function committed(offset: number): StoredOffset {
  return {
    offset,
    leaderEpoch: -1,
    metadata: "",
    commitTimestampMs: 0,
    expireTimestampMs: null,
    topicId: ZERO_UUID,
    recordOffset: 0,
  };
}

describe("OffsetStore", () => {
  test("keeps the last offset of each partition", () => {
    const store = new OffsetStore();
    const key = { groupId: "g", topic: "t", partition: 3 };
    store.set(key, committed(1));
    store.set(key, committed(2));
    store.set({ ...key, partition: 4 }, committed(9));
    expect(store.get(key)?.offset).toBe(2);
    expect([...store.of("g").get("t")!.keys()]).toEqual([3, 4]);
    expect(store.of("other").size).toBe(0);
  });

  test("forgets topics and groups that have nothing left", () => {
    const store = new OffsetStore();
    const key = { groupId: "g", topic: "t", partition: 0 };
    store.set(key, committed(1));
    store.delete({ ...key, partition: 1 });
    expect(store.has("g")).toBe(true);
    store.delete(key);
    store.delete(key);
    expect(store.has("g")).toBe(false);
    expect([...store.groupIds()]).toEqual([]);
  });

  test("clear forgets all", () => {
    const store = new OffsetStore();
    store.set({ groupId: "g", topic: "t", partition: 0 }, committed(1));
    store.clear();
    expect(store.has("g")).toBe(false);
  });
});
