import { describe, expect, test } from "bun:test";
import { readGroupRecord } from "../../../lib/kafka/group/group_records.ts";
import { offsetCommit } from "../../../lib/kafka/handlers/offset_commit.ts";
import {
  OffsetCommitRequest as request,
  OffsetCommitResponse as response,
} from "../../../lib/kafka/messages/offset_commit.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { GROUP } from "../group/fixture.ts";
import { GroupCalls, OTHER_ID, TOPIC, TOPIC_ID, versionsOf } from "./group_calls.ts";

const { NONE, UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID } = ErrorCode;

function partition(partitionIndex: number, committedOffset: number) {
  return { partitionIndex, committedOffset, committedMetadata: null };
}

function topics(version: number) {
  const names = version >= 10
    ? [{ topicId: TOPIC_ID }, { topicId: OTHER_ID }]
    : [{ name: TOPIC }, { name: "missing" }];
  return [
    { ...names[0]!, partitions: [partition(0, 5), partition(3, 6), partition(2, 7)] },
    { ...names[1]!, partitions: [partition(0, 8)] },
  ];
}

function storedValue(calls: GroupCalls) {
  const read = readGroupRecord(calls.fixture.log().records[0]!);
  if (read.kind !== "offset" || read.value === null) throw new Error("not an offset");
  return read.value;
}

describe("offsetCommit", () => {
  test.each(versionsOf(offsetCommit))("version %d stores what exists", async (version) => {
    const calls = new GroupCalls();
    const value = { groupId: GROUP, topics: topics(version) };
    const answer = await calls.call(offsetCommit, version, { request, response, value });
    const missing = version >= 10 ? UNKNOWN_TOPIC_ID : UNKNOWN_TOPIC_OR_PARTITION;
    expect(answer.topics.map(({ partitions }) => partitions)).toEqual([
      [
        { partitionIndex: 0, errorCode: NONE },
        { partitionIndex: 3, errorCode: UNKNOWN_TOPIC_OR_PARTITION },
        { partitionIndex: 2, errorCode: NONE },
      ],
      [{ partitionIndex: 0, errorCode: missing }],
    ]);
    expect(answer.topics[0]).toMatchObject(version >= 10 ? { topicId: TOPIC_ID } : { name: TOPIC });
    expect(await calls.fixture.committed(TOPIC, 0)).toBe(5);
    expect(await calls.fixture.committed(TOPIC, 2)).toBe(7);
    expect(calls.fixture.log().records).toHaveLength(2);
    // The topic's id is stored whether the client named it or not.
    expect(storedValue(calls)).toMatchObject({ topicId: TOPIC_ID, metadata: "" });
  });

  test.each([
    [7, ErrorCode.ILLEGAL_GENERATION],
    [8, ErrorCode.ILLEGAL_GENERATION],
    [9, ErrorCode.GROUP_ID_NOT_FOUND],
  ])("version %d, a member whose group is gone", async (version, errorCode) => {
    const value = {
      groupId: GROUP,
      memberId: "m",
      generationIdOrMemberEpoch: 3,
      topics: topics(version).slice(0, 1),
    };
    const calls = new GroupCalls();
    const { topics: [topic] } = await calls.call(offsetCommit, version, {
      request,
      response,
      value,
    });
    expect(topic!.partitions.map((each) => each.errorCode)).toEqual([
      errorCode,
      UNKNOWN_TOPIC_OR_PARTITION,
      errorCode,
    ]);
  });

  test("nothing that exists: the group is not asked", async () => {
    const calls = new GroupCalls();
    const value = { groupId: GROUP, topics: topics(9).slice(1) };
    await calls.call(offsetCommit, 9, { request, response, value });
    expect(calls.fixture.logs.size).toBe(0);
  });

  test("leader epoch and metadata are kept", async () => {
    const calls = new GroupCalls();
    const partitions = [{ ...partition(0, 5), committedLeaderEpoch: 4, committedMetadata: "메모" }];
    const value = { groupId: GROUP, topics: [{ name: TOPIC, partitions }] };
    await calls.call(offsetCommit, 9, { request, response, value });
    expect(storedValue(calls)).toMatchObject({ leaderEpoch: 4, metadata: "메모", offset: 5 });
  });

  test("version 1: the client's own time", async () => {
    const calls = new GroupCalls();
    const partitions = [{ ...partition(0, 5), commitTimestamp: 123_456 }];
    const value = { groupId: GROUP, topics: [{ name: TOPIC, partitions }] };
    await calls.call(offsetCommit, 1, { request, response, value });
    expect(storedValue(calls).commitTimestampMs).toBe(123_456);
  });

  test.each([
    ["a minute", 60_000n, 60_000],
    ["none", -1n, null],
    ["for ever", 2n ** 63n - 1n, 2 ** 52],
  ])("versions 2 to 4: a retention of the client's own: %s", async (_name, asked, addedMs) => {
    const calls = new GroupCalls();
    const value = {
      groupId: GROUP,
      retentionTimeMs: asked,
      topics: [{ name: TOPIC, partitions: [partition(0, 5)] }],
    };
    await calls.call(offsetCommit, 2, { request, response, value });
    const nowMs = calls.fixture.clock.nowMs();
    expect(storedValue(calls).expireTimestampMs).toBe(addedMs === null ? null : nowMs + addedMs);
  });
});
