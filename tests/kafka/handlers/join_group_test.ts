import { describe, expect, test } from "bun:test";
import { joinGroup } from "../../../lib/kafka/handlers/join_group.ts";
import {
  JoinGroupRequest as request,
  JoinGroupResponse as response,
} from "../../../lib/kafka/messages/join_group.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { bytes, GROUP, isSettled } from "../group/fixture.ts";
import { GroupCalls, versionsOf } from "./group_calls.ts";

type Value = Parameters<typeof request.encode>[2];

function ask(value: Partial<Value> = {}): Value {
  return {
    groupId: GROUP,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    memberId: "",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: bytes("sub") }],
    ...value,
  };
}

async function join(calls: GroupCalls, version: number, value: Partial<Value> = {}) {
  const answer = calls.call(joinGroup, version, { request, response, value: ask(value) });
  await calls.fixture.advance(0);
  return await answer;
}

describe("joinGroup", () => {
  test.each(versionsOf(joinGroup, 0, 3))("version %d takes the member in", async (version) => {
    const answer = await join(new GroupCalls(), version);
    expect(answer).toMatchObject({
      errorCode: ErrorCode.NONE,
      generationId: 1,
      protocolName: "range",
      leader: answer.memberId,
      members: [{ memberId: answer.memberId, metadata: bytes("sub") }],
    });
  });

  test.each(versionsOf(joinGroup, 4))("version %d gives an id first", async (version) => {
    const calls = new GroupCalls();
    const first = await join(calls, version);
    expect(first).toMatchObject({
      errorCode: ErrorCode.MEMBER_ID_REQUIRED,
      generationId: -1,
      protocolName: version >= 7 ? null : "",
    });
    const { memberId } = first;
    const answer = await join(calls, version, { memberId });
    expect(answer).toMatchObject({ errorCode: ErrorCode.NONE, memberId, generationId: 1 });
    expect(answer.protocolType).toBe(version >= 7 ? "consumer" : null);
  });

  test.each(versionsOf(joinGroup, 5))("version %d: a static member back", async (version) => {
    const calls = new GroupCalls();
    const groupInstanceId = "s";
    const first = await join(calls, version, { groupInstanceId });
    await calls.fixture.sync({ memberId: first.memberId, groupInstanceId, generationId: 1 });
    const back = await join(calls, version, { groupInstanceId });
    expect(back.memberId).not.toBe(first.memberId);
    expect(back).toMatchObject({
      errorCode: ErrorCode.NONE,
      generationId: 1,
      skipAssignment: version >= 9,
      leader: version >= 9 ? back.memberId : first.memberId,
    });
  });

  test("the member is known by its client and address", async () => {
    const calls = new GroupCalls();
    const { memberId } = await join(calls, 3);
    expect(memberId).toStartWith("client-");
    const { members } = await calls.fixture.groups.describeGroup(GROUP);
    expect(members[0]).toMatchObject({ clientId: "client", clientHost: "/10.1.2.3" });
  });

  test.each([
    [0, 10_000],
    [1, 77_000],
  ])("version %d waits for %d ms in a rebalance", async (version, rebalanceTimeoutMs) => {
    const calls = new GroupCalls();
    const value = version === 0 ? {} : { rebalanceTimeoutMs };
    const { memberId } = await join(calls, version, value);
    await calls.fixture.sync({ memberId });
    const again = calls.fixture.join({
      terms: { sessionTimeoutMs: 6000, rebalanceTimeoutMs: 1, protocols: ask().protocols.slice() },
    });
    let waitedMs = 0;
    for (; waitedMs < 200_000 && !await isSettled(again); waitedMs += 1000) {
      await calls.fixture.heartbeat(memberId, 1);
      await calls.fixture.advance(1000);
    }
    expect(waitedMs).toBe(rebalanceTimeoutMs);
  });

  test("an error names the member that asked", async () => {
    const answer = await join(new GroupCalls(), 9, { memberId: "m" });
    expect(answer).toMatchObject({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID, memberId: "m" });
  });

  test("what the member says outlives the request's frame", async () => {
    const calls = new GroupCalls();
    const frame = ask({ protocols: [{ name: "range", metadata: bytes("kept") }] });
    const decoded = { ...frame, rebalanceTimeoutMs: 1, groupInstanceId: null, reason: null };
    const answer = joinGroup.handle(
      { ...decoded, protocols: [...frame.protocols] },
      calls.context(11, 3),
    );
    await calls.fixture.advance(0);
    const reply = await answer;
    frame.protocols[0]!.metadata.fill(0);
    expect(reply!.members[0]!.metadata).toEqual(bytes("kept"));
  });
});
