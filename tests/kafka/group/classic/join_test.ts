import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../../lib/kafka/protocol/error_code.ts";
import {
  bytes,
  Fixture,
  GROUP,
  isSettled,
  REBALANCE_TIMEOUT_MS,
  SESSION_TIMEOUT_MS,
  settle,
  subscription,
} from "../fixture.ts";

const { NONE, UNKNOWN_MEMBER_ID, INCONSISTENT_GROUP_PROTOCOL: INCONSISTENT } = ErrorCode;

function terms(...names: string[]) {
  return {
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
    protocols: names.map((name) => ({ name, metadata: subscription("topic") })),
  };
}

describe("a join that is refused", () => {
  const ROWS: [string, Parameters<Fixture["join"]>[0], number, string][] = [
    ["without a group", { groupId: "" }, ErrorCode.INVALID_GROUP_ID, ""],
    ["too short a session", session(5999), ErrorCode.INVALID_SESSION_TIMEOUT, ""],
    ["too long a session", session(1_800_001), ErrorCode.INVALID_SESSION_TIMEOUT, ""],
    ["of a member of no group", { memberId: "m" }, UNKNOWN_MEMBER_ID, "m"],
    ["without a protocol type", { protocolType: "" }, INCONSISTENT, ""],
    ["without protocols", { terms: terms() }, INCONSISTENT, ""],
  ];

  function session(sessionTimeoutMs: number) {
    return { terms: { ...terms("range"), sessionTimeoutMs } };
  }

  test.each(ROWS)("%s", async (_name, request, errorCode, memberId) => {
    const fixture = new Fixture();
    const refused = { errorCode, memberId, generationId: -1, members: [] };
    expect(await fixture.join(request)).toMatchObject(refused);
    expect([...fixture.groups.groups()]).toEqual([]);
    expect(fixture.log().records).toEqual([]);
    expect(fixture.clock.pending).toBe(0);
  });

  test.each([
    ["another protocol type", { protocolType: "connect" }],
    ["no protocol in common", { terms: terms("roundrobin") }],
  ])("in a group with %s", async (_name, request) => {
    const fixture = new Fixture();
    await fixture.stable({});
    expect((await fixture.join(request)).errorCode).toBe(INCONSISTENT);
    expect(await fixture.state()).toBe("Stable");
  });

  test("by an id that the group does not know", async () => {
    const fixture = new Fixture();
    await fixture.stable({});
    const reply = await fixture.join({ memberId: "m" });
    expect(reply).toMatchObject({ errorCode: UNKNOWN_MEMBER_ID, memberId: "m" });
  });
});

describe("a new member", () => {
  test("from version 4 is given an id first, made of the client's and a uuid", async () => {
    const fixture = new Fixture();
    const first = await fixture.join({ takesMemberId: true });
    expect(first.errorCode).toBe(ErrorCode.MEMBER_ID_REQUIRED);
    expect(first.memberId).toMatch(/^client-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
    const [reply] = await fixture.joined({ takesMemberId: true, memberId: first.memberId });
    expect(reply).toMatchObject({ errorCode: NONE, memberId: first.memberId, generationId: 1 });
  });

  test("that never comes with its id is forgotten after its session timeout", async () => {
    const fixture = new Fixture();
    const { memberId } = await fixture.join({ takesMemberId: true });
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect([...fixture.groups.groups()]).toEqual([]);
    expect(fixture.clock.pending).toBe(0);
    expect((await fixture.join({ memberId })).errorCode).toBe(UNKNOWN_MEMBER_ID);
  });

  test("with an id given out may not turn static", async () => {
    const fixture = new Fixture();
    const { memberId } = await fixture.join({ takesMemberId: true });
    const reply = await fixture.join({ memberId, groupInstanceId: "s" });
    expect(reply.errorCode).toBe(ErrorCode.INVALID_REQUEST);
  });

  test("before version 4 is taken in at once", async () => {
    const fixture = new Fixture();
    const [reply] = await fixture.joined({});
    expect(reply).toMatchObject({ errorCode: NONE, generationId: 1, protocolName: "range" });
  });

  test("is not answered within its own turn, even where there is no delay", async () => {
    const fixture = new Fixture();
    const join = fixture.join();
    expect(await isSettled(join)).toBe(false);
    expect(await fixture.state()).toBe("PreparingRebalance");
    await fixture.advance(0);
    expect((await join).errorCode).toBe(NONE);
    expect(await fixture.state()).toBe("CompletingRebalance");
  });

  test("that comes while the first join's phase ends shares its generation", async () => {
    const fixture = new Fixture();
    const first = fixture.join();
    await settle();
    const second = fixture.join();
    await fixture.advance(0);
    await fixture.advance(0);
    const replies = await Promise.all([first, second]);
    expect(replies.map(({ generationId }) => generationId)).toEqual([1, 1]);
    expect(replies[0]!.members).toHaveLength(2);
  });

  test("is waited for while it has an id that it has not used", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    const { memberId } = await fixture.join({ takesMemberId: true });
    const rejoin = fixture.join({ memberId: leader!.memberId });
    expect(await isSettled(rejoin)).toBe(false);
    const join = fixture.join({ takesMemberId: true, memberId });
    expect((await rejoin).members).toHaveLength(2);
    expect((await join).generationId).toBe(2);
  });

  test("that is never answered leaves after five minutes", async () => {
    const fixture = new Fixture();
    await fixture.stable({ terms: { ...terms("range"), rebalanceTimeoutMs: 900_000 } });
    const join = fixture.join();
    // The leader heartbeats but does not join again.
    const leader = [...fixture.groups.groups()][0]!;
    expect(leader.memberCount).toBe(1);
    await settle();
    expect(await fixture.state()).toBe("PreparingRebalance");
    const { value } = await described(fixture);
    const memberId = value.members[0]!.memberId;
    for (let ms = 0; ms < 300_000; ms += 5000) {
      expect(await fixture.heartbeat(memberId, 1)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
      await fixture.advance(5000);
    }
    expect(await join).toMatchObject({ errorCode: UNKNOWN_MEMBER_ID, memberId: "" });
  });

  async function described(fixture: Fixture) {
    return { value: await fixture.groups.describeGroup(GROUP) };
  }
});

describe("the answer", () => {
  test("tells the leader of all members, the others of none", async () => {
    const fixture = new Fixture();
    const replies = await fixture.joined({}, { clientId: "b" }, { groupInstanceId: "s" });
    const [leader, follower, fixed] = replies;
    expect(leader!.leader).toBe(leader!.memberId);
    expect(leader!.members).toEqual([
      { memberId: leader!.memberId, groupInstanceId: null, metadata: subscription("topic") },
      { memberId: follower!.memberId, groupInstanceId: null, metadata: subscription("topic") },
      { memberId: fixed!.memberId, groupInstanceId: "s", metadata: subscription("topic") },
    ]);
    for (const other of [follower, fixed]) {
      expect(other).toMatchObject({ leader: leader!.memberId, members: [], skipAssignment: false });
    }
    expect(fixed!.memberId).toStartWith("s-");
  });

  test("names the protocol that most prefer of those that all know", async () => {
    const fixture = new Fixture();
    const replies = await fixture.joined(
      { terms: terms("sticky", "range", "roundrobin") },
      { terms: terms("roundrobin", "range") },
      { terms: terms("roundrobin", "range") },
    );
    expect(replies.map(({ protocolName }) => protocolName)).toEqual(
      ["roundrobin", "roundrobin", "roundrobin"],
    );
  });
});

describe("a member that joins again", () => {
  async function pair(fixture: Fixture) {
    const [leader, follower] = await fixture.stable({}, {});
    return { leader: leader!.memberId, follower: follower!.memberId };
  }

  test("Stable, a follower with nothing new: the present generation at once", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await pair(fixture);
    expect(await fixture.join({ memberId: follower })).toMatchObject({
      errorCode: NONE,
      generationId: 1,
      leader,
      members: [],
    });
    expect(await fixture.state()).toBe("Stable");
  });

  test("Stable, the leader: a rebalance", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await pair(fixture);
    const join = fixture.join({ memberId: leader });
    expect(await isSettled(join)).toBe(false);
    expect(await fixture.heartbeat(follower, 1)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    const second = fixture.join({ memberId: follower });
    expect((await join).generationId).toBe(2);
    expect((await second).leader).toBe(leader);
  });

  test("Stable, a follower with another subscription: a rebalance", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await pair(fixture);
    const protocols = [{ name: "range", metadata: bytes("new") }];
    const join = fixture.join({ memberId: follower, terms: { ...terms(), protocols } });
    expect(await isSettled(join)).toBe(false);
    const reply = await fixture.join({ memberId: leader });
    expect(reply.members.find(({ memberId }) => memberId === follower)!.metadata)
      .toEqual(bytes("new"));
  });

  test("CompletingRebalance, nothing new: the same answer again", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.joined({}, {});
    const again = await fixture.join({ memberId: leader!.memberId });
    expect(again).toEqual(leader!);
    expect(await fixture.join({ memberId: follower!.memberId })).toEqual(follower!);
  });

  test("CompletingRebalance, something new: everyone joins again", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.joined({}, {});
    const sync = fixture.sync({ memberId: follower!.memberId });
    const protocols = [{ name: "range", metadata: bytes("new") }];
    const join = fixture.join({ memberId: leader!.memberId, terms: { ...terms(), protocols } });
    expect((await sync).errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    await fixture.join({ memberId: follower!.memberId });
    expect((await join).generationId).toBe(2);
  });

  test("PreparingRebalance, twice: the first request is told to go on joining", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await pair(fixture);
    const first = fixture.join({ memberId: leader });
    await settle();
    const second = fixture.join({ memberId: leader });
    expect((await first).errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    await fixture.join({ memberId: follower });
    expect((await second).errorCode).toBe(NONE);
  });
});

describe("group.max.size", () => {
  const FULL = ErrorCode.GROUP_MAX_SIZE_REACHED;

  test("refuses who would be one too many", async () => {
    const fixture = new Fixture({ config: { groupMaxSize: 2 } });
    await fixture.stable({}, {});
    expect(await fixture.join()).toMatchObject({ errorCode: FULL, memberId: "" });
    expect(await fixture.state()).toBe("Stable");
  });

  test("counts those who have joined while a rebalance gathers", async () => {
    const fixture = new Fixture({ config: { groupMaxSize: 2 } });
    const joins = [fixture.join(), fixture.join(), fixture.join()];
    await fixture.advance(0);
    await fixture.advance(0);
    const codes = (await Promise.all(joins)).map(({ errorCode }) => errorCode);
    expect(codes).toEqual([NONE, NONE, FULL]);
  });

  test("lowered, puts out the last to join after the restart", async () => {
    const before = new Fixture();
    const members = await before.stable({}, {}, {});
    const fixture = await before.restarted({ groupMaxSize: 2, offsetsTopicNumPartitions: 1 });
    expect(await fixture.state()).toBe("PreparingRebalance");
    const joins = members.map(({ memberId }) => fixture.join({ memberId }));
    const codes = (await Promise.all(joins)).map(({ errorCode }) => errorCode);
    expect(codes).toEqual([NONE, NONE, FULL]);
    expect((await fixture.groups.describeGroup(GROUP)).members).toHaveLength(2);
  });
});
