import { describe, expect, test } from "bun:test";
import { leaveGroup } from "../../../lib/kafka/handlers/leave_group.ts";
import {
  LeaveGroupRequest as request,
  LeaveGroupResponse as response,
} from "../../../lib/kafka/messages/leave_group.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { GROUP } from "../group/fixture.ts";
import { GroupCalls, versionsOf } from "./group_calls.ts";

const { NONE, UNKNOWN_MEMBER_ID } = ErrorCode;

describe("leaveGroup", () => {
  test.each(versionsOf(leaveGroup, 0, 2))("version %d: one member", async (version) => {
    const calls = new GroupCalls();
    const [leader] = await calls.fixture.stable({});
    const value = { groupId: GROUP, memberId: leader!.memberId };
    const first = await calls.call(leaveGroup, version, { request, response, value });
    expect(first.errorCode).toBe(NONE);
    const again = await calls.call(leaveGroup, version, { request, response, value });
    expect(again.errorCode).toBe(UNKNOWN_MEMBER_ID);
    expect(await calls.fixture.state()).toBe("Empty");
  });

  test.each(versionsOf(leaveGroup, 3))("version %d: several, each by itself", async (version) => {
    const calls = new GroupCalls();
    const [leader] = await calls.fixture.stable({}, { groupInstanceId: "s" });
    const members = [
      { memberId: leader!.memberId },
      { memberId: "x" },
      { memberId: "", groupInstanceId: "s" },
    ];
    const value = { groupId: GROUP, members };
    const answer = await calls.call(leaveGroup, version, { request, response, value });
    expect(answer).toMatchObject({
      errorCode: NONE,
      members: [
        { memberId: leader!.memberId, groupInstanceId: null, errorCode: NONE },
        { memberId: "x", groupInstanceId: null, errorCode: UNKNOWN_MEMBER_ID },
        { memberId: "", groupInstanceId: "s", errorCode: NONE },
      ],
    });
  });

  test.each([0, 5])("version %d without a group", async (version) => {
    const value = { groupId: "" };
    const answer = await new GroupCalls().call(leaveGroup, version, { request, response, value });
    expect(answer).toMatchObject({ errorCode: ErrorCode.INVALID_GROUP_ID, members: [] });
  });
});
