import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../../lib/kafka/protocol/error_code.ts";
import { Fixture, GROUP, isSettled, settle } from "../fixture.ts";

const { NONE, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, REBALANCE_IN_PROGRESS } = ErrorCode;

function leaver(memberId: string, groupInstanceId: string | null = null) {
  return { memberId, groupInstanceId, reason: null };
}

describe("leaveGroup", () => {
  test("without a group id fails as a whole", async () => {
    const fixture = new Fixture();
    expect(await fixture.groups.leaveGroup("", [leaver("m")])).toEqual({
      errorCode: ErrorCode.INVALID_GROUP_ID,
      value: null,
    });
  });

  test("of a group that is not there: nobody is a member", async () => {
    const fixture = new Fixture();
    expect(await fixture.groups.leaveGroup("none", [leaver("a"), leaver("b")])).toEqual({
      errorCode: NONE,
      value: [UNKNOWN_MEMBER_ID, UNKNOWN_MEMBER_ID],
    });
  });

  test("several leave at once, each with its own answer", async () => {
    const fixture = new Fixture();
    const [leader, follower, fixed, other] = await fixture.stable(
      {},
      {},
      { groupInstanceId: "s" },
      { groupInstanceId: "t" },
    );
    const { value } = await fixture.groups.leaveGroup(GROUP, [
      leaver(follower!.memberId),
      leaver(follower!.memberId),
      leaver("stranger"),
      leaver("", "s"),
      leaver("", "unknown"),
      leaver("wrong", "t"),
      leaver(""),
    ]);
    expect(value).toEqual([
      NONE,
      UNKNOWN_MEMBER_ID,
      UNKNOWN_MEMBER_ID,
      NONE,
      UNKNOWN_MEMBER_ID,
      FENCED_INSTANCE_ID,
      UNKNOWN_MEMBER_ID,
    ]);
    expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(REBALANCE_IN_PROGRESS);
    expect(await fixture.heartbeat(other!.memberId, 1, "t")).toBe(REBALANCE_IN_PROGRESS);
    expect(await fixture.heartbeat(fixed!.memberId, 1, "s")).toBe(UNKNOWN_MEMBER_ID);
  });

  test("the last to leave empties the group, and that is stored", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    await fixture.groups.leaveGroup(GROUP, [leaver(leader!.memberId)]);
    expect(await fixture.state()).toBe("Empty");
    const next = await fixture.restarted();
    expect(await next.state()).toBe("Empty");
    expect([...next.groups.groups()][0]).toMatchObject({
      generationId: 2,
      protocolType: "consumer",
      memberCount: 0,
    });
  });

  test("nobody leaves, nothing happens", async () => {
    const fixture = new Fixture();
    await fixture.stable({});
    await fixture.groups.leaveGroup(GROUP, [leaver("stranger")]);
    expect(await fixture.state()).toBe("Stable");
  });

  test("another member leads after the leader", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.stable({}, {});
    await fixture.groups.leaveGroup(GROUP, [leaver(leader!.memberId)]);
    const reply = await fixture.join({ memberId: follower!.memberId });
    expect(reply).toMatchObject({ leader: follower!.memberId, generationId: 2 });
    expect(reply.members).toHaveLength(1);
  });

  test("who waits for others no more is answered", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.stable({}, {});
    const join = fixture.join({ memberId: leader!.memberId });
    expect(await isSettled(join)).toBe(false);
    await fixture.groups.leaveGroup(GROUP, [leaver(follower!.memberId)]);
    expect((await join).generationId).toBe(2);
  });

  test("what the leaver has parked is answered UNKNOWN_MEMBER_ID", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.joined({}, {});
    const sync = fixture.sync({ memberId: follower!.memberId });
    await settle();
    await fixture.groups.leaveGroup(GROUP, [leaver(follower!.memberId)]);
    expect((await sync).errorCode).toBe(UNKNOWN_MEMBER_ID);
    const join = fixture.join({ memberId: leader!.memberId });
    await join;
    const second = fixture.join();
    await settle();
    const { members } = await fixture.groups.describeGroup(GROUP);
    await fixture.groups.leaveGroup(GROUP, [leaver(members[1]!.memberId)]);
    expect(await second).toMatchObject({ errorCode: UNKNOWN_MEMBER_ID, memberId: "" });
  });

  test("an id given out can be given back", async () => {
    const fixture = new Fixture();
    const { memberId } = await fixture.join({ takesMemberId: true });
    const { value } = await fixture.groups.leaveGroup(GROUP, [leaver(memberId)]);
    expect(value).toEqual([NONE]);
    expect([...fixture.groups.groups()]).toEqual([]);
    expect(fixture.clock.pending).toBe(0);
  });
});
