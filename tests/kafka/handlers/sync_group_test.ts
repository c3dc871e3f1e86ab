import { describe, expect, test } from "bun:test";
import { syncGroup } from "../../../lib/kafka/handlers/sync_group.ts";
import {
  SyncGroupRequest as request,
  SyncGroupResponse as response,
} from "../../../lib/kafka/messages/sync_group.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { bytes, GROUP } from "../group/fixture.ts";
import { GroupCalls, versionsOf } from "./group_calls.ts";

describe("syncGroup", () => {
  test.each(versionsOf(syncGroup))("version %d gives the assignment", async (version) => {
    const calls = new GroupCalls();
    const [leader] = await calls.fixture.joined({});
    const { memberId } = leader!;
    const protocol = version >= 5 ? { protocolType: "consumer", protocolName: "range" } : {};
    const assignments = [{ memberId, assignment: bytes("all") }];
    const value = { groupId: GROUP, generationId: 1, memberId, assignments, ...protocol };
    const answer = await calls.call(syncGroup, version, { request, response, value });
    expect(answer).toMatchObject({ errorCode: ErrorCode.NONE, assignment: bytes("all") });
    expect(answer.protocolName).toBe(version >= 5 ? "range" : null);
  });

  test.each([
    ["no type", { protocolType: null, protocolName: "range" }],
    ["no name", { protocolType: "consumer", protocolName: null }],
    ["another type", { protocolType: "connect", protocolName: "range" }],
    ["another name", { protocolType: "consumer", protocolName: "sticky" }],
  ])("version 5 with %s", async (_name, protocol) => {
    const calls = new GroupCalls();
    const [leader] = await calls.fixture.joined({});
    const value = {
      groupId: GROUP,
      generationId: 1,
      memberId: leader!.memberId,
      assignments: [],
      ...protocol,
    };
    const answer = await calls.call(syncGroup, 5, { request, response, value });
    expect(answer).toMatchObject({
      errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
      assignment: new Uint8Array(0),
    });
  });
});
