import { describe, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { knownOffsets } from "../../../lib/kafka/group/group_memory.ts";
import { OffsetStore, type StoredOffset } from "../../../lib/kafka/group/offset_store.ts";
import { PendingOffsets } from "../../../lib/kafka/group/pending_offsets.ts";

const STORED: StoredOffset = {
  offset: 5,
  leaderEpoch: -1,
  metadata: "",
  commitTimestampMs: 0,
  expireTimestampMs: null,
  topicId: ZERO_UUID,
  recordOffset: 1,
};

function key(topic: string, partition: number, groupId = "g") {
  return { groupId, topic, partition };
}

describe("knownOffsets()", () => {
  test("are the committed ones, then those that are pending alone, each once", () => {
    const offsets = new OffsetStore();
    const pending = new PendingOffsets();
    for (const one of [key("a", 0), key("b", 1), key("a", 0, "other")]) offsets.set(one, STORED);
    for (const producerId of [1, 2]) {
      const transaction = { producerId, producerEpoch: 0 };
      for (const one of [key("b", 1), key("b", 2), key("c", 0, "other")]) {
        pending.set(transaction, one, STORED);
      }
    }
    expect([...knownOffsets({ offsets, pending }, "g")])
      .toEqual([key("a", 0), key("b", 1), key("b", 2)]);
    expect([...knownOffsets({ offsets, pending }, "nobody")]).toEqual([]);
  });
});
