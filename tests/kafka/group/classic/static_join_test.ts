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

const { NONE, FENCED_INSTANCE_ID } = ErrorCode;
const STATIC = { groupInstanceId: "s" };

function terms(...names: string[]) {
  return {
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
    protocols: names.map((name) => ({ name, metadata: subscription("topic") })),
  };
}

describe("a static member that comes back in Stable", () => {
  test("keeps generation and assignment, without a rebalance", async () => {
    const fixture = new Fixture();
    const [leader, old] = await fixture.stable({}, STATIC);
    const reply = await fixture.join(STATIC);
    const same = { errorCode: NONE, generationId: 1, leader: leader!.memberId };
    expect(reply).toMatchObject({ ...same, skipAssignment: false, members: [] });
    expect(reply.memberId).not.toBe(old!.memberId);
    expect(await fixture.state()).toBe("Stable");
    const sync = await fixture.sync({ memberId: reply.memberId, ...STATIC });
    expect(sync).toMatchObject({ errorCode: NONE, assignment: bytes("for 1") });
    expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(NONE);
  });

  test("fences the process that had its place", async () => {
    const fixture = new Fixture();
    const [old] = await fixture.stable(STATIC);
    const { memberId } = await fixture.join(STATIC);
    expect(await fixture.heartbeat(old!.memberId, 1, "s")).toBe(FENCED_INSTANCE_ID);
    expect((await fixture.sync({ memberId: old!.memberId, ...STATIC })).errorCode)
      .toBe(FENCED_INSTANCE_ID);
    const rejoin = await fixture.join({ memberId: old!.memberId, ...STATIC });
    expect(rejoin.errorCode).toBe(FENCED_INSTANCE_ID);
    expect(await fixture.heartbeat(memberId, 1, "s")).toBe(NONE);
  });

  test("as leader is told that it leads and need not assign", async () => {
    const fixture = new Fixture();
    await fixture.stable(STATIC, {});
    const reply = await fixture.join(STATIC);
    expect(reply).toMatchObject({ skipAssignment: true, leader: reply.memberId });
    expect(reply.members).toHaveLength(2);
  });

  test("as leader that does not know of KIP-814 is named another leader", async () => {
    const fixture = new Fixture();
    const [old] = await fixture.stable(STATIC, {});
    const reply = await fixture.join({ ...STATIC, skipsAssignment: false });
    expect(reply).toMatchObject({ skipAssignment: false, leader: old!.memberId, members: [] });
  });

  test("is stored under its new id", async () => {
    const fixture = new Fixture();
    const [old] = await fixture.stable(STATIC);
    const { memberId } = await fixture.join(STATIC);
    const next = await fixture.restarted();
    expect(await next.heartbeat(memberId, 1, "s")).toBe(NONE);
    expect(await next.heartbeat(old!.memberId, 1, "s")).toBe(FENCED_INSTANCE_ID);
    const sync = await next.sync({ memberId, ...STATIC });
    expect(sync.assignment).toEqual(bytes("for 0"));
  });

  test("changes nothing where the disk is full", async () => {
    const fixture = new Fixture();
    const [old] = await fixture.stable(STATIC);
    fixture.log().failAppends(new Error("disk full"));
    expect((await fixture.join(STATIC)).errorCode).toBe(ErrorCode.NOT_COORDINATOR);
    expect(await fixture.heartbeat(old!.memberId, 1, "s")).toBe(NONE);
    fixture.log().failAppends(null);
    expect((await fixture.join(STATIC)).errorCode).toBe(NONE);
  });

  test("has a session of its own, the old one is gone", async () => {
    const fixture = new Fixture();
    await fixture.stable(STATIC);
    await fixture.advance(SESSION_TIMEOUT_MS - 1);
    const { memberId } = await fixture.join(STATIC);
    await fixture.advance(SESSION_TIMEOUT_MS - 1);
    expect(await fixture.heartbeat(memberId, 1, "s")).toBe(NONE);
    expect(fixture.clock.pending).toBe(1);
    await fixture.join(STATIC);
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect(await fixture.state()).toBe("Empty");
  });

  test("with a subscription of its own keeps it", async () => {
    const fixture = new Fixture();
    await fixture.stable(STATIC);
    const protocols = [{ name: "range", metadata: bytes("new") }];
    const { memberId } = await fixture.join({ ...STATIC, terms: { ...terms(), protocols } });
    const { members } = await fixture.groups.describeGroup(GROUP);
    expect(members[0]).toMatchObject({ memberId, memberMetadata: bytes("new") });
    const next = await (await fixture.restarted()).groups.describeGroup(GROUP);
    expect(next.members[0]).toMatchObject({ memberId, memberMetadata: bytes("new") });
  });

  test("so that another protocol would be selected: a rebalance", async () => {
    const fixture = new Fixture();
    const [other] = await fixture.stable(
      { terms: terms("range", "sticky") },
      { ...STATIC, terms: terms("range", "sticky") },
    );
    const join = fixture.join({ ...STATIC, terms: terms("sticky") });
    expect(await isSettled(join)).toBe(false);
    expect(await fixture.state()).toBe("PreparingRebalance");
    await fixture.join({ memberId: other!.memberId, terms: terms("range", "sticky") });
    expect(await join).toMatchObject({ generationId: 2, protocolName: "sticky" });
  });
});

describe("a static member that comes back in a rebalance", () => {
  test("PreparingRebalance: its parked join is fenced, the new one takes its place", async () => {
    const fixture = new Fixture();
    const [leader, old] = await fixture.stable({}, STATIC);
    const parked = fixture.join({ memberId: old!.memberId, ...STATIC, terms: terms("range", "x") });
    await settle();
    const join = fixture.join(STATIC);
    expect(await parked).toMatchObject({
      errorCode: FENCED_INSTANCE_ID,
      memberId: old!.memberId,
    });
    const reply = await fixture.join({ memberId: leader!.memberId });
    expect(reply.members).toHaveLength(2);
    expect((await join).generationId).toBe(2);
  });

  test("CompletingRebalance: everyone joins again, its parked sync is fenced", async () => {
    const fixture = new Fixture();
    const [leader, old] = await fixture.joined({}, STATIC);
    const parked = fixture.sync({ memberId: old!.memberId, ...STATIC });
    await settle();
    const join = fixture.join(STATIC);
    expect((await parked).errorCode).toBe(FENCED_INSTANCE_ID);
    expect(await fixture.state()).toBe("PreparingRebalance");
    await fixture.join({ memberId: leader!.memberId });
    expect((await join).generationId).toBe(2);
  });
});

describe("a static member that is away", () => {
  test("keeps its place through a rebalance", async () => {
    const fixture = new Fixture();
    const [leader, away] = await fixture.stable(
      {},
      { ...STATIC, terms: { ...terms("range"), sessionTimeoutMs: 600_000 } },
    );
    const join = fixture.join({ memberId: leader!.memberId });
    await fixture.advance(REBALANCE_TIMEOUT_MS);
    const reply = await join;
    expect(reply.members.map(({ memberId }) => memberId)).toEqual([
      leader!.memberId,
      away!.memberId,
    ]);
  });

  test("with all others: the rebalance is put off until one comes", async () => {
    const fixture = new Fixture();
    const long = { ...terms("range"), sessionTimeoutMs: 200_000, rebalanceTimeoutMs: 20_000 };
    const [first] = await fixture.stable({ ...STATIC, terms: long }, {});
    const { members } = await fixture.groups.describeGroup(GROUP);
    await fixture.groups.leaveGroup(GROUP, [
      { memberId: members[1]!.memberId, groupInstanceId: null, reason: null },
    ]);
    for (let i = 0; i < 3; i++) {
      await fixture.advance(20_000);
      expect(await fixture.state()).toBe("PreparingRebalance");
    }
    expect(await fixture.heartbeat(first!.memberId, 1, "s")).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    const reply = await fixture.join({ ...STATIC, terms: long });
    expect(reply).toMatchObject({ errorCode: NONE, generationId: 2 });
  });
});
