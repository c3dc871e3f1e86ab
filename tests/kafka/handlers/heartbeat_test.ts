import { describe, expect, test } from "bun:test";
import { heartbeat } from "../../../lib/kafka/handlers/heartbeat.ts";
import {
  HeartbeatRequest as request,
  HeartbeatResponse as response,
} from "../../../lib/kafka/messages/heartbeat.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { GROUP } from "../group/fixture.ts";
import { GroupCalls, versionsOf } from "./group_calls.ts";

describe("heartbeat", () => {
  test.each(versionsOf(heartbeat))("version %d", async (version) => {
    const calls = new GroupCalls();
    const [leader] = await calls.fixture.stable({ groupInstanceId: "s" });
    const { memberId } = leader!;
    const value = { groupId: GROUP, generationId: 1, memberId };
    const answer = await calls.call(heartbeat, version, { request, response, value });
    expect(answer.errorCode).toBe(ErrorCode.NONE);
    const stale = { ...value, generationId: 7 };
    const refused = await calls.call(heartbeat, version, { request, response, value: stale });
    expect(refused.errorCode).toBe(ErrorCode.ILLEGAL_GENERATION);
    if (version < 3) return;
    const fenced = { ...value, memberId: "old", groupInstanceId: "s" };
    const other = await calls.call(heartbeat, version, { request, response, value: fenced });
    expect(other.errorCode).toBe(ErrorCode.FENCED_INSTANCE_ID);
  });
});
