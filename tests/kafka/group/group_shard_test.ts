import { describe, expect, test } from "bun:test";
import { groupTombstone } from "../../../lib/kafka/group/group_records.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { bytes, Fixture, GROUP, isSettled, SESSION_TIMEOUT_MS, settle } from "./fixture.ts";

/** What a restart must find again: everything durable. */
async function durable(fixture: Fixture) {
  const found = [];
  for (const { groupId, offsets } of fixture.groups.groups()) {
    const group = await fixture.groups.describeGroup(groupId);
    found.push({ group, offsets: [...offsets].map(([topic, each]) => [topic, [...each]]) });
  }
  return found.sort((a, b) => a.group.groupId < b.group.groupId ? -1 : 1);
}

describe("a restart", () => {
  test("finds groups, members, assignments and offsets as they were", async () => {
    const fixture = new Fixture({ config: { offsetsTopicNumPartitions: 3 } });
    const [leader] = await fixture.stable({}, { groupInstanceId: "s" }, { clientId: "other" });
    const commit = { memberId: leader!.memberId, generationId: 1 };
    await fixture.commit([{ offset: 5, leaderEpoch: 2, metadata: "메모" }], commit);
    await fixture.commit([{ topic: "b", partition: 7, offset: 9 }], { groupId: "simple" });
    await fixture.commit([{ topic: "c", offset: 1 }], { groupId: "deleted" });
    await fixture.groups.deleteGroup("deleted");
    const next = await fixture.restarted();
    const found = await durable(next);
    expect(found).toEqual(await durable(fixture));
    expect(found.map(({ group }) => [group.groupId, group.groupState])).toEqual([
      [GROUP, "Stable"],
      ["simple", "Empty"],
    ]);
    expect(next.logger.messages("ERROR")).toEqual([]);
  });

  test("finds them again after another restart", async () => {
    const fixture = new Fixture();
    await fixture.stable({}, {});
    const twice = await (await fixture.restarted()).restarted();
    expect(await durable(twice)).toEqual(await durable(fixture));
  });

  test("goes on where it was: heartbeat, sync, commit, join", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.stable({}, {});
    const next = await fixture.restarted();
    expect(await next.heartbeat(leader!.memberId, 1)).toBe(ErrorCode.NONE);
    const sync = await next.sync({ memberId: follower!.memberId });
    expect(sync).toMatchObject({ errorCode: ErrorCode.NONE, assignment: bytes("for 1") });
    const commit = { memberId: follower!.memberId, generationId: 1 };
    expect(await next.commit([{ offset: 8 }], commit)).toEqual([ErrorCode.NONE]);
    const joins = [leader, follower].map((member) => next.join({ memberId: member!.memberId }));
    for (const join of joins) expect((await join).generationId).toBe(2);
  });

  test("gives every member a full session", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({}, {});
    await fixture.advance(SESSION_TIMEOUT_MS - 1);
    const next = await fixture.restarted();
    await next.advance(SESSION_TIMEOUT_MS - 1);
    expect(await next.heartbeat(leader!.memberId, 1)).toBe(ErrorCode.NONE);
    await next.advance(1);
    expect(await next.heartbeat(leader!.memberId, 1)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    expect([...next.groups.groups()][0]!.memberCount).toBe(1);
  });

  test("finds the last stored generation where a rebalance was under way", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    const join = fixture.join();
    await settle();
    await fixture.join({ memberId: leader!.memberId });
    const { memberId, generationId } = await join;
    expect(generationId).toBe(2);
    const next = await fixture.restarted();
    expect(await next.heartbeat(leader!.memberId, 2)).toBe(ErrorCode.ILLEGAL_GENERATION);
    expect(await next.heartbeat(leader!.memberId, 1)).toBe(ErrorCode.NONE);
    expect(await next.heartbeat(memberId, 2)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  });

  test("knows nothing that was not on disk", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    fixture.log().hold();
    const commit = fixture.commit([{ offset: 2 }]);
    expect(await isSettled(commit)).toBe(false);
    expect(await (await fixture.restarted()).committed()).toBe(1);
  });

  test("finds offsets whose group is gone as a group that only has offsets", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    fixture.log().append([groupTombstone(GROUP)], 0);
    const next = await fixture.restarted();
    expect(await next.committed()).toBe(1);
    expect(await next.state()).toBe("Empty");
  });

  test("skips records that it cannot read, and those of newer group protocols", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    fixture.log().append([
      { key: Uint8Array.of(0), value: null },
      { key: Uint8Array.of(0, 3, 0, 1, 103), value: Uint8Array.of(0, 0, 0, 0, 0, 1) },
      { key: fixture.log().records[0]!.key, value: Uint8Array.of(0, 99) },
    ], 0);
    await fixture.commit([{ partition: 1, offset: 2 }]);
    const next = await fixture.restarted();
    expect(await next.committed("topic", 0)).toBe(1);
    expect(await next.committed("topic", 1)).toBe(2);
    expect(next.logger.messages("ERROR")).toHaveLength(2);
  });
});

// What a Kafka 4.3 broker writes for a consumer group (types 3 to 8) and a share group (10 to 15),
// by kafka-console-consumer.sh and kafka-console-share-consumer.sh.
const NEWER_GROUPS: [string, string | null][] = [
  [
    "0005000674332d383438001674355f614846536a5178614a71505751355758397141",
    "0000000011636f6e736f6c652d636f6e73756d65720b2f3132372e302e302e310203743301000493e00001000100",
  ],
  ["0003000674332d383438", "0000000000000201000878626e3086da9a0a"],
  [
    "0007000674332d383438001674355f614846536a5178614a71505751355758397141",
    "00000298796af0132c45e0a6c9744d37451c3a02000000000000",
  ],
  ["0006000674332d383438", "000000000002010008000001a1fde92ad2"],
  [
    "0008000674332d383438001674355f614846536a5178614a71505751355758397141",
    "00000000000200000000000298796af0132c45e0a6c9744d37451c3a020000000001000502000000020100",
  ],
  [
    "000a000874332d7368617265001654646a33383461705263756355634135364c73527551",
    "00000017636f6e736f6c652d73686172652d636f6e73756d65720b2f3132372e302e302e310203743300",
  ],
  ["000b000874332d7368617265", "00000000000278626e3086da9a0a00"],
  ["000d000874332d7368617265001654646a33383461705263756355634135364c73527551", "00000100"],
  ["000c000874332d7368617265", "000000000002010008000001a1fde931a8"],
  [
    "000e000874332d7368617265001654646a33383461705263756355634135364c73527551",
    "00000000000200000000000100",
  ],
  [
    "000f000874332d7368617265",
    "00000298796af0132c45e0a6c9744d37451c3a037433020000000000010100",
  ],
  ["0008000674332d383438001674355f614846536a5178614a71505751355758397141", null],
  ["0005000674332d383438001674355f614846536a5178614a71505751355758397141", null],
  ["0003000674332d383438", "00000000000300"],
];

describe("groups of the newer protocols", () => {
  test("are passed over and stay in the log", async () => {
    const fixture = new Fixture();
    const records = NEWER_GROUPS.map(([key, value]) => ({
      key: Uint8Array.fromHex(key),
      value: value === null ? null : Uint8Array.fromHex(value),
    }));
    fixture.log().append(records, 0);
    await fixture.commit([{ offset: 1 }], { groupId: "t3-848" });
    const next = await fixture.restarted();
    expect([...next.groups.groups()].map(({ groupId }) => groupId)).toEqual(["t3-848"]);
    expect(await next.committed("topic", 0, "t3-848")).toBe(1);
    expect(next.logger.messages("ERROR")).toEqual([]);
    expect(next.logger.messages("WARN")).toEqual([]);
    expect(next.log().endOffset).toBe(records.length + 1);
  });
});

describe("memory", () => {
  test("holds nothing of groups that came to nothing", async () => {
    const fixture = new Fixture();
    await fixture.join({ terms: { sessionTimeoutMs: 6000, rebalanceTimeoutMs: 1, protocols: [] } });
    await fixture.groups.describeGroup("asked");
    await fixture.groups.fetchOffsets("asked", { asked: null, requireStable: true });
    await fixture.heartbeat("m", 1);
    fixture.log().failAppends(new Error("disk full"));
    await fixture.commit([{ offset: 1 }]);
    expect([...fixture.groups.groups()]).toEqual([]);
    expect(fixture.clock.pending).toBe(0);
  });
});

describe("closing", () => {
  test("answers all that waits NOT_COORDINATOR and leaves no timer", async () => {
    const fixture = new Fixture();
    const [leader, follower] = await fixture.joined({}, {});
    const waiting = [
      fixture.sync({ memberId: follower!.memberId }),
      fixture.join({ groupId: "other" }),
    ];
    await fixture.join({ groupId: "third", takesMemberId: true });
    await settle();
    fixture.groups.close();
    for (const each of waiting) expect((await each).errorCode).toBe(ErrorCode.NOT_COORDINATOR);
    expect(fixture.clock.pending).toBe(0);
    expect(await fixture.heartbeat(leader!.memberId, 1))
      .toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    await fixture.advance(1_000_000);
    expect(fixture.clock.pending).toBe(0);
  });
});

describe("a timer whose record the disk refuses", () => {
  test("is a warning, and the group lives on", async () => {
    const fixture = new Fixture();
    await fixture.stable({});
    fixture.log().failAppends(new Error("disk full"));
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect(fixture.logger.messages("WARN")).toEqual([
      "group could not be stored; it is tried again later",
    ]);
    fixture.log().failAppends(null);
    const [reply] = await fixture.joined({});
    expect(reply).toMatchObject({ errorCode: ErrorCode.NONE, generationId: 2 });
  });
});
