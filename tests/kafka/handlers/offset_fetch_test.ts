import { describe, expect, test } from "bun:test";
import { offsetFetch } from "../../../lib/kafka/handlers/offset_fetch.ts";
import {
  OffsetFetchRequest as request,
  OffsetFetchResponse as response,
} from "../../../lib/kafka/messages/offset_fetch.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { GROUP } from "../group/fixture.ts";
import { GroupCalls, OTHER_ID, TOPIC, TOPIC_ID, versionsOf } from "./group_calls.ts";

const { NONE, UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID, COORDINATOR_NOT_AVAILABLE } = ErrorCode;

async function withOffsets(): Promise<GroupCalls> {
  const calls = new GroupCalls();
  await calls.fixture.commit([
    { topic: TOPIC, partition: 0, offset: 5, leaderEpoch: 4, metadata: "m" },
    { topic: TOPIC, partition: 2, offset: 7 },
    { topic: "gone", partition: 0, offset: 9 },
  ]);
  return calls;
}

const ASKED = { name: TOPIC, partitionIndexes: [0, 1] };
type Given = Parameters<typeof request.encode>[2];

function call(calls: GroupCalls, version: number, value: Given) {
  return calls.call(offsetFetch, version, { request, response, value });
}

describe("offsetFetch", () => {
  test.each(versionsOf(offsetFetch, 0, 7))("version %d", async (version) => {
    const { topics, errorCode } = await call(await withOffsets(), version, {
      groupId: GROUP,
      topics: [ASKED],
    });
    expect(errorCode).toBe(NONE);
    const missing = version === 0 ? UNKNOWN_TOPIC_OR_PARTITION : NONE;
    const partitions = [
      {
        partitionIndex: 0,
        committedOffset: 5,
        committedLeaderEpoch: version >= 5 ? 4 : -1,
        metadata: "m",
        errorCode: NONE,
      },
      { partitionIndex: 1, committedOffset: -1, metadata: "", errorCode: missing },
    ];
    expect(topics).toMatchObject([{ name: TOPIC, partitions }]);
  });

  test.each(versionsOf(offsetFetch, 2, 7))("version %d: everything", async (version) => {
    const { topics } = await call(await withOffsets(), version, { groupId: GROUP, topics: null });
    expect(topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      [TOPIC, 2],
      ["gone", 1],
    ]);
  });

  test.each(versionsOf(offsetFetch, 8, 9))("version %d: several groups", async (version) => {
    const calls = await withOffsets();
    const { groups } = await call(calls, version, {
      groups: [
        { groupId: GROUP, topics: [ASKED] },
        { groupId: "none", topics: [ASKED] },
        { groupId: GROUP, topics: null },
      ],
    });
    const offsets = groups.map(({ groupId, errorCode, topics }) => {
      const found = topics.flatMap(({ partitions }) => partitions);
      return [groupId, errorCode, found.map(({ committedOffset }) => committedOffset)];
    });
    expect(offsets).toEqual([
      [GROUP, NONE, [5, -1]],
      ["none", NONE, [-1, -1]],
      [GROUP, NONE, [5, 7, 9]],
    ]);
  });

  test("version 10: topics by id", async () => {
    const { groups: [group] } = await call(await withOffsets(), 10, {
      groups: [{
        groupId: GROUP,
        topics: [
          { topicId: OTHER_ID, partitionIndexes: [3] },
          { topicId: TOPIC_ID, partitionIndexes: [2, 0] },
        ],
      }],
    });
    expect(group!.topics).toMatchObject([
      {
        topicId: OTHER_ID,
        partitions: [{ partitionIndex: 3, committedOffset: -1, errorCode: UNKNOWN_TOPIC_ID }],
      },
      {
        topicId: TOPIC_ID,
        partitions: [
          { partitionIndex: 2, committedOffset: 7, errorCode: NONE },
          { partitionIndex: 0, committedOffset: 5, errorCode: NONE },
        ],
      },
    ]);
  });

  test("version 10: everything that still has an id", async () => {
    const { groups: [group] } = await call(await withOffsets(), 10, {
      groups: [{ groupId: GROUP, topics: null }],
    });
    expect(group!.topics.map(({ topicId }) => topicId)).toEqual([TOPIC_ID]);
    expect(group!.topics[0]!.partitions).toHaveLength(2);
  });

  test.each(versionsOf(offsetFetch, 7))(
    "version %d: stable offsets on request",
    async (version) => {
      const calls = await withOffsets();
      await calls.fixture.commitInTransaction([{ topic: TOPIC, offset: 6 }]);
      const topic = { ...(version >= 10 ? { topicId: TOPIC_ID } : { name: TOPIC }) };
      const asked = { groupId: GROUP, topics: [{ ...topic, partitionIndexes: [0, 2] }] };
      const single = { groupId: GROUP, topics: [{ name: TOPIC, partitionIndexes: [0, 2] }] };
      for (const requireStable of [true, false]) {
        const value = version < 8
          ? { ...single, requireStable }
          : { groups: [asked], requireStable };
        const answer = await call(calls, version, value);
        const [found] = version < 8 ? answer.topics : answer.groups[0]!.topics;
        const pending = requireStable
          ? { committedOffset: -1, errorCode: ErrorCode.UNSTABLE_OFFSET_COMMIT }
          : { committedOffset: 5, errorCode: NONE };
        expect(found!.partitions).toMatchObject([pending, { committedOffset: 7, errorCode: NONE }]);
      }
    },
  );

  test.each(versionsOf(offsetFetch))("version %d says what failed", async (version) => {
    const calls = await withOffsets();
    calls.fixture.groups.close();
    const isById = version >= 10;
    const topics = [{
      ...(isById ? { topicId: TOPIC_ID } : { name: TOPIC }),
      partitionIndexes: [0],
    }];
    const single = { groupId: GROUP, topics: [{ name: TOPIC, partitionIndexes: [0] }] };
    const value = version < 8 ? single : { groups: [{ groupId: GROUP, topics }] };
    const answer = await call(calls, version, value);
    if (version >= 8) expect(answer.groups[0]!.errorCode).toBe(COORDINATOR_NOT_AVAILABLE);
    else if (version >= 2) expect(answer.errorCode).toBe(COORDINATOR_NOT_AVAILABLE);
    else {
      const codes = answer.topics.flatMap(({ partitions }) => partitions)
        .map((partition) => partition.errorCode);
      expect(codes).toEqual([COORDINATOR_NOT_AVAILABLE]);
    }
  });
});
