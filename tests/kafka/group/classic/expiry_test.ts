import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../../lib/kafka/protocol/error_code.ts";
import {
  Fixture,
  isSettled,
  REBALANCE_TIMEOUT_MS,
  SESSION_TIMEOUT_MS,
  settle,
} from "../fixture.ts";

const { NONE, UNKNOWN_MEMBER_ID, REBALANCE_IN_PROGRESS } = ErrorCode;

describe("a session that passes", () => {
  test("removes the member and starts a rebalance", async () => {
    const fixture = new Fixture();
    const [leader, silent] = await fixture.stable({}, {});
    await fixture.advance(SESSION_TIMEOUT_MS / 2);
    await fixture.heartbeat(leader!.memberId, 1);
    await fixture.advance(SESSION_TIMEOUT_MS / 2);
    expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(REBALANCE_IN_PROGRESS);
    expect(await fixture.heartbeat(silent!.memberId, 1)).toBe(UNKNOWN_MEMBER_ID);
    const reply = await fixture.join({ memberId: leader!.memberId });
    expect(reply.members).toHaveLength(1);
  });

  test("is forgiven while the member's join waits for others", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.stable({}, {});
    const join = fixture.join({ memberId: leader!.memberId });
    for (let ms = 0; ms < SESSION_TIMEOUT_MS * 3; ms += 5000) {
      await fixture.heartbeat(follower!.memberId, 1);
      await fixture.advance(5000);
    }
    expect(await isSettled(join)).toBe(false);
    await fixture.join({ memberId: follower!.memberId });
    expect((await join).errorCode).toBe(NONE);
    // With the answer its session has begun again.
    await fixture.advance(SESSION_TIMEOUT_MS - 1);
    expect(await fixture.heartbeat(leader!.memberId, 2)).toBe(NONE);
  });

  test("is forgiven while the member's sync waits for the leader", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.joined({}, {});
    const sync = fixture.sync({ memberId: follower!.memberId });
    for (let ms = 0; ms < SESSION_TIMEOUT_MS * 2; ms += 5000) {
      await fixture.heartbeat(leader!.memberId, 1);
      await fixture.advance(5000);
    }
    await fixture.sync({ memberId: leader!.memberId });
    expect((await sync).errorCode).toBe(NONE);
    // With the answer its session has begun again.
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect(await fixture.heartbeat(follower!.memberId, 1)).toBe(UNKNOWN_MEMBER_ID);
  });

  test("counts again for a member whose sync was in vain", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.joined({}, {});
    const sync = fixture.sync({ memberId: follower!.memberId });
    for (let ms = 0; ms < SESSION_TIMEOUT_MS * 2; ms += 5000) {
      await fixture.heartbeat(leader!.memberId, 1);
      await fixture.advance(5000);
    }
    const join = fixture.join();
    expect((await sync).errorCode).toBe(REBALANCE_IN_PROGRESS);
    await fixture.heartbeat(leader!.memberId, 1);
    await fixture.advance(SESSION_TIMEOUT_MS - 1);
    expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(REBALANCE_IN_PROGRESS);
    await fixture.advance(1);
    expect(await fixture.heartbeat(follower!.memberId, 1)).toBe(UNKNOWN_MEMBER_ID);
    await fixture.join({ memberId: leader!.memberId });
    expect((await join).generationId).toBe(2);
  });

  test("of the only one missing ends the join phase", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({}, {});
    const join = fixture.join({ memberId: leader!.memberId });
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect((await join).generationId).toBe(2);
  });

  test("of an id that was not used ends the join phase", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    await fixture.join({ takesMemberId: true });
    const join = fixture.join({ memberId: leader!.memberId });
    expect(await isSettled(join)).toBe(false);
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect((await join).generationId).toBe(2);
  });
});

describe("members that do not sync", () => {
  test("are removed at the rebalance timeout, and the others rebalance", async () => {
    const fixture = new Fixture();
    const [leader, absent] = await fixture.joined({}, {});
    await fixture.sync({ memberId: leader!.memberId });
    expect(await fixture.state()).toBe("Stable");
    for (let ms = 0; ms < REBALANCE_TIMEOUT_MS; ms += 5000) {
      expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(NONE);
      expect(await fixture.heartbeat(absent!.memberId, 1)).toBe(NONE);
      await fixture.advance(5000);
    }
    expect(await fixture.heartbeat(absent!.memberId, 1)).toBe(UNKNOWN_MEMBER_ID);
    expect(await fixture.heartbeat(leader!.memberId, 1)).toBe(REBALANCE_IN_PROGRESS);
  });

  test("a leader that does not sync gives way to those who wait", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.joined({}, {});
    const sync = fixture.sync({ memberId: follower!.memberId });
    for (let ms = 0; ms < REBALANCE_TIMEOUT_MS; ms += 5000) {
      await fixture.heartbeat(leader!.memberId, 1);
      await fixture.advance(5000);
    }
    expect((await sync).errorCode).toBe(REBALANCE_IN_PROGRESS);
    const reply = await fixture.join({ memberId: follower!.memberId });
    expect(reply).toMatchObject({ generationId: 2, leader: follower!.memberId });
  });

  test("all synced, no timer is left for it", async () => {
    const fixture = new Fixture();
    await fixture.stable({}, {});
    await settle();
    // One session each.
    expect(fixture.clock.pending).toBe(2);
  });
});
