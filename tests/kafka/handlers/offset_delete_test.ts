import { describe, expect, test } from "bun:test";
import { offsetDelete } from "../../../lib/kafka/handlers/offset_delete.ts";
import {
  OffsetDeleteRequest as request,
  OffsetDeleteResponse as response,
} from "../../../lib/kafka/messages/offset_delete.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { GROUP } from "../group/fixture.ts";
import { GroupCalls, TOPIC } from "./group_calls.ts";

const { NONE, UNKNOWN_TOPIC_OR_PARTITION: UNKNOWN } = ErrorCode;

function ask(groupId: string, name = TOPIC) {
  const partitions = [{ partitionIndex: 0 }, { partitionIndex: 3 }];
  return { request, response, value: { groupId, topics: [{ name, partitions }] } };
}

async function codes(calls: GroupCalls, asked: ReturnType<typeof ask>) {
  const { errorCode, topics } = await calls.call(offsetDelete, 0, asked);
  const partitions = topics.flatMap((topic) => topic.partitions);
  return [errorCode, partitions.map((partition) => partition.errorCode)];
}

describe("offsetDelete", () => {
  test("deletes what exists", async () => {
    const calls = new GroupCalls();
    await calls.fixture.commit([{ offset: 1 }]);
    expect(await codes(calls, ask(GROUP))).toEqual([NONE, [NONE, UNKNOWN]]);
    expect(await calls.fixture.committed()).toBe(-1);
  });

  test("not what a member reads", async () => {
    const calls = new GroupCalls();
    await calls.fixture.commit([{ offset: 1 }]);
    await calls.fixture.stable({});
    const { GROUP_SUBSCRIBED_TO_TOPIC } = ErrorCode;
    expect(await codes(calls, ask(GROUP))).toEqual([NONE, [GROUP_SUBSCRIBED_TO_TOPIC, UNKNOWN]]);
    expect(await calls.fixture.committed()).toBe(1);
  });

  test("a group that is not there is the whole answer", async () => {
    expect(await codes(new GroupCalls(), ask("none"))).toEqual([ErrorCode.GROUP_ID_NOT_FOUND, []]);
  });

  test("a topic that is not there is told of where the group is", async () => {
    const calls = new GroupCalls();
    await calls.fixture.commit([{ offset: 1 }]);
    expect(await codes(calls, ask(GROUP, "missing"))).toEqual([NONE, [UNKNOWN, UNKNOWN]]);
    const answer = await codes(calls, ask("none", "missing"));
    expect(answer).toEqual([ErrorCode.GROUP_ID_NOT_FOUND, []]);
  });
});
