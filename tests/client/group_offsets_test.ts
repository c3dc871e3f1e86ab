import { describe, expect, test } from "bun:test";
import { OffsetCommit, OffsetDelete, OffsetFetch } from "../../lib/client/apis.ts";
import { hasCode } from "../../lib/client/errors.ts";
import { commitOffsets, deleteOffsets, fetchOffsets } from "../../lib/client/group_offsets.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { MemoryKafka } from "./memory_kafka.ts";

const T0 = { topic: "t", partition: 0 };

describe("group offsets", () => {
  test("what is committed is fetched, all or some", async () => {
    const kafka = new MemoryKafka();
    const cluster = kafka.cluster();
    await commitOffsets(cluster, "g", {
      offsets: [{ ...T0, offset: 5 }, { topic: "u", partition: 2, offset: 7 }],
    });
    expect((await fetchOffsets(cluster, "g")).map(({ topic, partition, offset }) => [
      topic,
      partition,
      offset,
    ])).toEqual([["t", 0, 5], ["u", 2, 7]]);
    const some = await fetchOffsets(cluster, "g", {
      partitions: [T0, { topic: "t", partition: 1 }],
      requireStable: "stable",
    });
    expect(some).toEqual([{ ...T0, offset: 5, leaderEpoch: -1, metadata: "" }]);
    const [commit] = kafka.broker.requests(OffsetCommit);
    expect(commit!.request).toMatchObject({ generationIdOrMemberEpoch: -1, memberId: "" });
    expect(kafka.broker.requests(OffsetFetch)[1]!.request).toMatchObject({ requireStable: true });
  });

  test("a refusal of one partition is told", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(OffsetCommit, () => ({
      topics: [{
        name: "t",
        partitions: [{ partitionIndex: 0, errorCode: ErrorCode.UNKNOWN_MEMBER_ID }],
      }],
    }));
    const error = await commitOffsets(kafka.cluster(), "g", { offsets: [{ ...T0, offset: 1 }] })
      .catch((error) => error);
    expect(hasCode(error, ErrorCode.UNKNOWN_MEMBER_ID)).toBe(true);
    expect(error.message).toContain("OffsetCommit for t-0");
  });

  test("reads the answers of brokers that know one group only", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(OffsetFetch, ({ groupId, topics }) => {
      expect([groupId, topics]).toEqual(["g", null]);
      return {
        topics: [{
          name: "t",
          partitions: [{ partitionIndex: 0, committedOffset: 3, metadata: "m", errorCode: 0 }],
        }],
      };
    }, { versions: [2, 7] });
    const [found] = await fetchOffsets(kafka.cluster(), "g");
    expect(found).toMatchObject({ offset: 3, metadata: "m" });
  });

  test("deleting tells what became of each partition", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(OffsetDelete, ({ topics }) => ({
      errorCode: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode: partitionIndex === 0 ? 0 : ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC,
        })),
      })),
    }));
    const results = await deleteOffsets(kafka.cluster(), "g", [T0, { topic: "t", partition: 1 }]);
    expect(results.map(({ error }) => error?.code ?? null)).toEqual([
      null,
      ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC,
    ]);
  });
});
