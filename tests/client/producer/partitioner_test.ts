import { describe, expect, test } from "bun:test";
import { Partitioner, partitionForKey } from "../../../lib/client/producer/partitioner.ts";
import type { TopicMetadata } from "../../../lib/client/topic_metadata.ts";
import { SeededRandom } from "../../../lib/io/random.ts";

function topic(leaders: readonly number[]): TopicMetadata {
  const partitions = leaders.map((leaderId, index) => ({
    index,
    leaderId,
    leaderEpoch: 0,
    replicas: [],
    isr: [],
    offlineReplicas: [],
  }));
  return { name: "t", topicId: "", isInternal: false, partitions };
}

describe("Partitioner", () => {
  test("records of one key go to one partition, by the hash without its sign", () => {
    const key = new TextEncoder().encode("foobar");
    // murmur2("foobar") is -790332482, which is 1357151166 without the sign bit.
    expect(partitionForKey(key, 10)).toBe(1357151166 % 10);
    const partitioner = new Partitioner({ random: new SeededRandom(1), batchBytes: 100 });
    const found = [1, 2, 3].map(() =>
      partitioner.partitionFor(topic([1, 1, 1]), { key, sizeBytes: 60 })
    );
    expect(new Set(found).size).toBe(1);
  });

  test("records without a key stay with a partition for a batch's worth of bytes", () => {
    const partitioner = new Partitioner({ random: new SeededRandom(1), batchBytes: 100 });
    const found = Array.from(
      { length: 400 },
      () => partitioner.partitionFor(topic([1, 1, 1, 1]), { key: null, sizeBytes: 50 }),
    );
    for (let i = 0; i < found.length; i += 2) expect(found[i]).toBe(found[i + 1]!);
    expect(new Set(found)).toEqual(new Set([0, 1, 2, 3]));
  });

  test("records without a key avoid partitions without a leader", () => {
    const partitioner = new Partitioner({ random: new SeededRandom(1), batchBytes: 1 });
    const found = Array.from(
      { length: 100 },
      () => partitioner.partitionFor(topic([-1, 1, -1]), { key: null, sizeBytes: 1 }),
    );
    expect(new Set(found)).toEqual(new Set([1]));
    const leaderless = partitioner.partitionFor(topic([-1]), { key: null, sizeBytes: 1 });
    expect(leaderless).toBe(0);
  });
});
