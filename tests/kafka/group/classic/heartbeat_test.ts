import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../../lib/kafka/protocol/error_code.ts";
import { Fixture, SESSION_TIMEOUT_MS, settle } from "../fixture.ts";

const { NONE, UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS } = ErrorCode;

describe("heartbeat", () => {
  test.each([
    ["without a group id", "", ErrorCode.INVALID_GROUP_ID],
    ["to a group that is not there", "none", UNKNOWN_MEMBER_ID],
  ])("%s", async (_name, groupId, code) => {
    const fixture = new Fixture();
    const request = { memberId: "m", generationId: 1, groupInstanceId: null };
    expect(await fixture.groups.heartbeat(groupId, request)).toBe(code);
  });

  test("to an empty group is of an unknown member", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    expect(await fixture.heartbeat("m", 0)).toBe(UNKNOWN_MEMBER_ID);
  });

  test.each([
    ["the member", 1, NONE],
    ["an old generation", 0, ILLEGAL_GENERATION],
    ["a generation to come", 2, ILLEGAL_GENERATION],
  ])("Stable: %s", async (_name, generationId, code) => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    expect(await fixture.heartbeat(leader!.memberId, generationId)).toBe(code);
    expect(await fixture.heartbeat("stranger", generationId)).toBe(UNKNOWN_MEMBER_ID);
  });

  test("CompletingRebalance: a heartbeat like any other", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.joined({});
    expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(NONE);
  });

  test("PreparingRebalance: join again, and the session goes on", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    void fixture.join();
    await settle();
    for (let i = 0; i < 3; i++) {
      await fixture.advance(SESSION_TIMEOUT_MS - 1);
      expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(REBALANCE_IN_PROGRESS);
    }
  });

  test("a static member is known by its instance", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({ groupInstanceId: "s" });
    const { memberId } = leader!;
    expect(await fixture.heartbeat(memberId, 1, "s")).toBe(NONE);
    expect(await fixture.heartbeat(memberId, 1, "t")).toBe(UNKNOWN_MEMBER_ID);
    expect(await fixture.heartbeat("other", 1, "s")).toBe(ErrorCode.FENCED_INSTANCE_ID);
  });

  test("heartbeats keep a member for as long as they come", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    for (let i = 0; i < 10; i++) {
      await fixture.advance(SESSION_TIMEOUT_MS - 1);
      expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(NONE);
    }
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(UNKNOWN_MEMBER_ID);
  });
});
