import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../../lib/kafka/protocol/error_code.ts";
import {
  Fixture,
  GROUP,
  isSettled,
  REBALANCE_TIMEOUT_MS,
  SESSION_TIMEOUT_MS,
  settle,
} from "../fixture.ts";

const { UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION } = ErrorCode;

describe("group.initial.rebalance.delay.ms", () => {
  const config = { groupInitialRebalanceDelayMs: 3000 };

  test("puts the first generation off", async () => {
    const fixture = new Fixture({ config });
    const join = fixture.join();
    await fixture.advance(2999);
    expect(await isSettled(join)).toBe(false);
    await fixture.advance(1);
    expect((await join).generationId).toBe(1);
  });

  test("once more for each time that someone comes meanwhile", async () => {
    const fixture = new Fixture({ config });
    const first = fixture.join();
    await fixture.advance(2000);
    const second = fixture.join();
    await fixture.advance(1000);
    expect(await isSettled(first)).toBe(false);
    await fixture.advance(3000);
    expect((await first).members).toHaveLength(2);
    expect((await second).generationId).toBe(1);
  });

  test("never past the rebalance timeout", async () => {
    const fixture = new Fixture({ config });
    const terms = {
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      rebalanceTimeoutMs: 8000,
      protocols: [{ name: "range", metadata: new Uint8Array(0) }],
    };
    const first = fixture.join({ terms });
    let elapsedMs = 0;
    while (!await isSettled(first) && elapsedMs < 60_000) {
      void fixture.join({ terms });
      await fixture.advance(500);
      elapsedMs += 500;
    }
    expect(elapsedMs).toBe(8000);
  });

  test("is of an empty group alone", async () => {
    const fixture = new Fixture({ config });
    const [leader] = await fixture.stable({});
    const join = fixture.join();
    await settle();
    await fixture.join({ memberId: leader!.memberId });
    expect((await join).generationId).toBe(2);
  });

  test("everyone gone before it is over: an empty group", async () => {
    const fixture = new Fixture({ config });
    const join = fixture.join();
    await settle();
    const { members } = await fixture.groups.describeGroup(GROUP);
    const leaver = { memberId: members[0]!.memberId, groupInstanceId: null, reason: null };
    await fixture.groups.leaveGroup(GROUP, [leaver]);
    expect((await join).errorCode).toBe(UNKNOWN_MEMBER_ID);
    await fixture.advance(3000);
    expect(await fixture.state()).toBe("Empty");
  });
});

describe("a rebalance", () => {
  test("ends when all have joined", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.stable({}, {});
    const joins = [fixture.join(), fixture.join({ memberId: leader!.memberId })];
    for (const join of joins) expect(await isSettled(join)).toBe(false);
    joins.push(fixture.join({ memberId: follower!.memberId }));
    const replies = await Promise.all(joins);
    expect(replies.map(({ generationId }) => generationId)).toEqual([2, 2, 2]);
    expect(replies.filter(({ members }) => members.length === 3)).toHaveLength(1);
  });

  test("ends at the rebalance timeout without those who have not", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.stable({}, {});
    const again = fixture.join();
    const back = fixture.join({ memberId: follower!.memberId });
    for (let ms = 0; ms < REBALANCE_TIMEOUT_MS; ms += 5000) {
      await fixture.heartbeat(leader!.memberId, 1);
      await fixture.advance(5000);
    }
    const replies = await Promise.all([again, back]);
    expect(replies.map(({ generationId }) => generationId)).toEqual([2, 2]);
    // The leader stayed away: one who joined leads.
    expect(replies[0]!.leader).toBe(follower!.memberId);
    expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(UNKNOWN_MEMBER_ID);
  });

  test("waits for as long as the most patient member asks", async () => {
    const fixture = new Fixture();
    const patient = {
      sessionTimeoutMs: 200_000,
      rebalanceTimeoutMs: 100_000,
      protocols: [{ name: "range", metadata: new Uint8Array(0) }],
    };
    await fixture.stable({ terms: patient }, { terms: { ...patient, rebalanceTimeoutMs: 1000 } });
    const join = fixture.join({ terms: { ...patient, rebalanceTimeoutMs: 1000 } });
    await fixture.advance(99_999);
    expect(await isSettled(join)).toBe(false);
    await fixture.advance(1);
    expect((await join).generationId).toBe(2);
  });

  test("a later one outdates the assignment of an earlier", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.joined({});
    const join = fixture.join();
    await settle();
    const sync = await fixture.sync({ memberId: leader!.memberId });
    expect(sync.errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    await fixture.join({ memberId: leader!.memberId });
    expect((await join).generationId).toBe(2);
    expect((await fixture.sync({ memberId: leader!.memberId })).errorCode).toBe(ILLEGAL_GENERATION);
    const late = await fixture.sync({ memberId: leader!.memberId, generationId: 2 });
    expect(late.errorCode).toBe(0);
  });

  test("of everyone's leaving ends in an empty group of the next generation", async () => {
    const fixture = new Fixture();
    await fixture.stable({}, {});
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect([...fixture.groups.groups()][0]).toMatchObject({ state: "Empty", memberCount: 0 });
    const [reply] = await fixture.joined({});
    expect(reply!.generationId).toBeGreaterThan(2);
  });
});
