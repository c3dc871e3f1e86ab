import { describe, expect, test } from "bun:test";
import { readGroupRecord } from "../../../../lib/kafka/group/group_records.ts";
import { ErrorCode } from "../../../../lib/kafka/protocol/error_code.ts";
import { bytes, Fixture, isSettled } from "../fixture.ts";

const { NONE, UNKNOWN_MEMBER_ID, REBALANCE_IN_PROGRESS, NOT_COORDINATOR } = ErrorCode;

async function completing(fixture: Fixture) {
  const [leader, follower] = await fixture.joined({}, {});
  return { leader: leader!.memberId, follower: follower!.memberId };
}

type Sync = Parameters<Fixture["sync"]>[0];

// By a member of generation 1 of the group, in CompletingRebalance.
const REFUSED: [string, (memberId: string) => Sync, number][] = [
  ["a stranger", () => ({ memberId: "x" }), UNKNOWN_MEMBER_ID],
  [
    "an old generation",
    (memberId) => ({ memberId, generationId: 0 }),
    ErrorCode.ILLEGAL_GENERATION,
  ],
  [
    "an unknown instance",
    (memberId) => ({ memberId, groupInstanceId: "s" }),
    UNKNOWN_MEMBER_ID,
  ],
  [
    "another protocol type",
    (memberId) => ({ memberId, protocolType: "connect" }),
    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
  ],
  [
    "another protocol",
    (memberId) => ({ memberId, protocolName: "roundrobin" }),
    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
  ],
];

describe("syncGroup", () => {
  test.each(REFUSED)("refuses %s", async (_name, request, errorCode) => {
    const fixture = new Fixture();
    const { leader } = await completing(fixture);
    expect(await fixture.sync(request(leader))).toEqual({
      errorCode,
      protocolType: null,
      protocolName: null,
      assignment: new Uint8Array(0),
    });
    expect(await fixture.state()).toBe("CompletingRebalance");
  });

  test("of a group that is not there is UNKNOWN_MEMBER_ID", async () => {
    const fixture = new Fixture();
    expect((await fixture.sync({ memberId: "m" })).errorCode).toBe(UNKNOWN_MEMBER_ID);
  });

  test("waits for the leader, then gives everyone their own", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await completing(fixture);
    const waiting = fixture.sync({ memberId: follower });
    expect(await isSettled(waiting)).toBe(false);
    const assignments = [
      { memberId: leader, assignment: bytes("L") },
      { memberId: follower, assignment: bytes("F") },
    ];
    const own = await fixture.sync({ memberId: leader, assignments });
    const success = { errorCode: NONE, protocolType: "consumer", protocolName: "range" };
    expect(own).toEqual({ ...success, assignment: bytes("L") });
    expect(await waiting).toEqual({ ...success, assignment: bytes("F") });
    expect(await fixture.state()).toBe("Stable");
  });

  test("a client that does not say its protocol is not asked", async () => {
    const fixture = new Fixture();
    const { leader } = await completing(fixture);
    const request = { memberId: leader, protocolType: null, protocolName: null };
    expect((await fixture.sync(request)).errorCode).toBe(NONE);
  });

  test("whom the leader leaves out gets an empty assignment; strangers are dropped", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await completing(fixture);
    const assignments = [{ memberId: "x", assignment: bytes("X") }];
    await fixture.sync({ memberId: leader, assignments });
    expect((await fixture.sync({ memberId: follower })).assignment).toEqual(new Uint8Array(0));
    const stored = readGroupRecord(fixture.log().records.at(-1)!);
    if (stored.kind !== "group") throw new Error("not a group");
    expect(stored.value!.members.map(({ memberId }) => memberId)).toEqual([leader, follower]);
  });

  test("in Stable, the assignment is given again", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({}, {});
    const reply = await fixture.sync({ memberId: leader!.memberId });
    expect(reply).toMatchObject({ errorCode: NONE, assignment: bytes("for 0") });
  });

  test("in PreparingRebalance, the member is told to join", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    void fixture.join();
    const reply = await fixture.sync({ memberId: leader!.memberId });
    expect(reply.errorCode).toBe(REBALANCE_IN_PROGRESS);
  });

  test("a second request of a member supersedes the first", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await completing(fixture);
    const first = fixture.sync({ memberId: follower });
    await isSettled(first);
    const second = fixture.sync({ memberId: follower });
    expect((await first).errorCode).toBe(REBALANCE_IN_PROGRESS);
    await fixture.sync({ memberId: leader });
    expect((await second).errorCode).toBe(NONE);
  });

  test("assignments leave when they are on disk", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await completing(fixture);
    fixture.log().hold();
    const syncs = [
      fixture.sync({ memberId: follower }),
      fixture.sync({ memberId: leader }),
      fixture.sync({ memberId: follower }),
    ];
    for (const sync of syncs.slice(0, 2)) expect(await isSettled(sync)).toBe(false);
    // It came after the leader's and would reveal what is not on disk.
    expect(await isSettled(syncs[2]!)).toBe(false);
    fixture.log().flush();
    for (const sync of syncs) expect((await sync).errorCode).toBe(NONE);
  });

  test("a full disk fails the leader alone; it joins and syncs again", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await completing(fixture);
    const waiting = fixture.sync({ memberId: follower });
    fixture.log().failAppends(new Error("disk full"));
    expect((await fixture.sync({ memberId: leader })).errorCode).toBe(NOT_COORDINATOR);
    expect(await isSettled(waiting)).toBe(false);
    expect(await fixture.state()).toBe("CompletingRebalance");
    fixture.log().failAppends(null);
    const again = await fixture.join({ memberId: leader });
    expect(again).toMatchObject({ errorCode: NONE, generationId: 1, leader });
    const assignments = [{ memberId: follower, assignment: bytes("F") }];
    expect((await fixture.sync({ memberId: leader, assignments })).errorCode).toBe(NONE);
    expect((await waiting).assignment).toEqual(bytes("F"));
  });

  test("a disk that fails answers everyone NOT_COORDINATOR", async () => {
    const fixture = new Fixture();
    const { leader, follower } = await completing(fixture);
    fixture.log().hold();
    const syncs = [fixture.sync({ memberId: follower }), fixture.sync({ memberId: leader })];
    await isSettled(Promise.resolve());
    fixture.log().failFlush(new Error("I/O error"));
    for (const sync of syncs) expect((await sync).errorCode).toBe(NOT_COORDINATOR);
    expect(await fixture.heartbeat(leader, 1)).toBe(NOT_COORDINATOR);
    expect((await fixture.join()).errorCode).toBe(NOT_COORDINATOR);
    expect(fixture.clock.pending).toBe(0);
  });

  test("neither the request's bytes nor the record's are kept", async () => {
    const fixture = new Fixture();
    const { leader } = await completing(fixture);
    const assignment = bytes("mine");
    await fixture.sync({ memberId: leader, assignments: [{ memberId: leader, assignment }] });
    assignment.fill(0);
    fixture.log().records.at(-1)!.value!.fill(0);
    expect((await fixture.sync({ memberId: leader })).assignment).toEqual(bytes("mine"));
  });
});
