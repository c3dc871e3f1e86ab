import { describe, expect, test } from "bun:test";
import { Fixture, GROUP, subscription } from "./fixture.ts";

const RETENTION_MS = 60_000;
const CONFIG = { offsetsRetentionMs: RETENTION_MS, offsetsRetentionCheckIntervalMs: 1000 };

function setUp(): Fixture {
  return new Fixture({ config: CONFIG });
}

/** Lets time pass with the members alive. */
async function pass(fixture: Fixture, ms: number, memberId?: string): Promise<void> {
  for (let left = ms; left > 0; left -= 5000) {
    await fixture.advance(Math.min(left, 5000));
    if (memberId !== undefined) await fixture.heartbeat(memberId, 1);
  }
}

describe("expireOffsets", () => {
  test("without members ever: a retention after the commit", async () => {
    const fixture = setUp();
    await fixture.commit([{ offset: 1 }]);
    await pass(fixture, RETENTION_MS - 1);
    await fixture.commit([{ partition: 1, offset: 2 }]);
    await fixture.groups.expireOffsets();
    expect(await fixture.committed()).toBe(1);
    await pass(fixture, 1);
    await fixture.groups.expireOffsets();
    expect(await fixture.committed()).toBe(-1);
    expect(await fixture.committed("topic", 1)).toBe(2);
  });

  test("the group goes with its last offset", async () => {
    const fixture = setUp();
    await fixture.commit([{ offset: 1 }]);
    await pass(fixture, RETENTION_MS);
    await fixture.groups.expireOffsets();
    expect([...fixture.groups.groups()]).toEqual([]);
    // The commit and its tombstone: the log never held a record of the group itself.
    expect(fixture.log().records).toHaveLength(2);
    const next = await fixture.restarted();
    expect([...next.groups.groups()]).toEqual([]);
  });

  test("with members: not while they read the topic, else after a retention", async () => {
    const fixture = setUp();
    const [leader] = await fixture.stable({});
    const { memberId } = leader!;
    await fixture.commit(
      [{ topic: "topic", offset: 1 }, { topic: "former", offset: 2 }],
      { memberId, generationId: 1 },
    );
    await pass(fixture, RETENTION_MS, memberId);
    await fixture.groups.expireOffsets();
    expect(await fixture.committed("topic")).toBe(1);
    expect(await fixture.committed("former")).toBe(-1);
    expect(await fixture.state()).toBe("Stable");
  });

  test("of another kind of group: never while there are members", async () => {
    const fixture = setUp();
    const [leader] = await fixture.joined({ protocolType: "connect" });
    const { memberId } = leader!;
    await fixture.sync({ memberId, protocolType: "connect" });
    await fixture.commit([{ topic: "former", offset: 1 }], { memberId, generationId: 1 });
    await pass(fixture, RETENTION_MS, memberId);
    await fixture.groups.expireOffsets();
    expect(await fixture.committed("former")).toBe(1);
  });

  test("emptied: a retention after the last member left, the group as well", async () => {
    const fixture = setUp();
    const [leader] = await fixture.stable({});
    const { memberId } = leader!;
    await fixture.commit([{ offset: 1 }], { memberId, generationId: 1 });
    await pass(fixture, RETENTION_MS, memberId);
    await fixture.groups.leaveGroup(GROUP, [{ memberId, groupInstanceId: null, reason: null }]);
    await pass(fixture, RETENTION_MS - 1);
    await fixture.groups.expireOffsets();
    expect(await fixture.committed()).toBe(1);
    expect(await fixture.state()).toBe("Empty");
    await pass(fixture, 1);
    await fixture.groups.expireOffsets();
    expect(await fixture.state()).toBe("Dead");
    expect(await (await fixture.restarted()).state()).toBe("Dead");
  });

  test("a stored group without offsets goes at the first look", async () => {
    const fixture = setUp();
    const [leader] = await fixture.stable({});
    const { memberId } = leader!;
    await fixture.groups.leaveGroup(GROUP, [{ memberId, groupInstanceId: null, reason: null }]);
    expect(await fixture.state()).toBe("Empty");
    await fixture.groups.expireOffsets();
    expect(await fixture.state()).toBe("Dead");
  });

  test("a group that someone is about to join stays", async () => {
    const fixture = setUp();
    const [leader] = await fixture.stable({});
    const { memberId } = leader!;
    await fixture.groups.leaveGroup(GROUP, [{ memberId, groupInstanceId: null, reason: null }]);
    const first = await fixture.join({ takesMemberId: true });
    await fixture.groups.expireOffsets();
    const [reply] = await fixture.joined({ takesMemberId: true, memberId: first.memberId });
    expect(reply!.errorCode).toBe(0);
  });

  test("a retention of the client's own goes before the broker's", async () => {
    const fixture = setUp();
    await fixture.commit([{ offset: 1 }], { retentionMs: 10 });
    await fixture.commit([{ partition: 1, offset: 2 }], { retentionMs: RETENTION_MS * 10 });
    await pass(fixture, RETENTION_MS * 2);
    await fixture.groups.expireOffsets();
    expect(await fixture.committed("topic", 0)).toBe(-1);
    expect(await fixture.committed("topic", 1)).toBe(2);
  });

  test("members that subscribe elsewhere let a topic expire", async () => {
    const fixture = setUp();
    const terms = {
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      protocols: [{ name: "range", metadata: subscription("elsewhere") }],
    };
    const [leader] = await fixture.stable({ terms });
    const { memberId } = leader!;
    await fixture.commit([{ offset: 1 }], { memberId, generationId: 1 });
    await pass(fixture, RETENTION_MS, memberId);
    await fixture.groups.expireOffsets();
    expect(await fixture.committed()).toBe(-1);
  });

  test("a group whose emptiness the disk refused is stored at the next look", async () => {
    const fixture = setUp();
    const [leader] = await fixture.stable({});
    fixture.log().failAppends(new Error("disk full"));
    await fixture.advance(10_000);
    expect(await fixture.state()).toBe("PreparingRebalance");
    expect(fixture.logger.messages("WARN").length).toBeGreaterThan(0);
    await fixture.groups.expireOffsets();
    expect(await fixture.state()).toBe("PreparingRebalance");
    fixture.log().failAppends(null);
    await fixture.groups.expireOffsets();
    expect(await fixture.state()).toBe("Empty");
    expect(await fixture.heartbeat(leader!.memberId, 1)).not.toBe(0);
  });

  test("while a transaction is to decide, neither the offset nor the group expires", async () => {
    const fixture = setUp();
    await fixture.commit([{ offset: 1 }, { partition: 1, offset: 2 }]);
    await fixture.commitInTransaction([{ offset: 3 }]);
    await pass(fixture, RETENTION_MS * 2);
    await fixture.groups.expireOffsets();
    expect(await fixture.committed("topic", 0)).toBe(1);
    expect(await fixture.committed("topic", 1)).toBe(-1);
    await fixture.endTransaction("abort");
    await fixture.groups.expireOffsets();
    expect([...fixture.groups.groups()]).toEqual([]);
  });

  test("a stored group without offsets stays for the transaction that brings some", async () => {
    const fixture = setUp();
    const [leader] = await fixture.stable({});
    const { memberId } = leader!;
    await fixture.commitInTransaction([{ offset: 3 }], { memberId, generationId: 1 });
    await fixture.groups.leaveGroup(GROUP, [{ memberId, groupInstanceId: null, reason: null }]);
    const before = fixture.log().endOffset;
    await fixture.groups.expireOffsets();
    expect(fixture.log().endOffset).toBe(before);
    expect(await fixture.state()).toBe("Empty");
    await fixture.endTransaction("commit");
    expect(await fixture.committed()).toBe(3);
    await pass(fixture, RETENTION_MS);
    await fixture.groups.expireOffsets();
    expect(await fixture.state()).toBe("Dead");
  });

  test("expiry runs by itself every so often", async () => {
    const fixture = setUp();
    await fixture.groups.start([]);
    await fixture.commit([{ offset: 1 }]);
    await pass(fixture, RETENTION_MS - 1);
    expect(await fixture.committed()).toBe(1);
    await pass(fixture, 2000);
    expect(await fixture.committed()).toBe(-1);
    fixture.groups.close();
    expect(fixture.clock.pending).toBe(0);
  });
});
