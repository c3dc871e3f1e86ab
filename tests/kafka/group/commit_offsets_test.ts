import { describe, expect, test } from "bun:test";
import type { OffsetCommit } from "../../../lib/kafka/group/commit_offsets.ts";
import { readGroupRecord } from "../../../lib/kafka/group/group_records.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { Fixture, GROUP, isSettled, SESSION_TIMEOUT_MS, settle } from "./fixture.ts";

type Who = Partial<OffsetCommit>;

/** Brings a group into a state; gives the leader's id. */
const STATES: Record<string, (fixture: Fixture) => Promise<string>> = {
  missing: () => Promise.resolve("nobody"),
  Empty: async (fixture) => {
    await fixture.commit([{ offset: 1 }]);
    return "nobody";
  },
  CompletingRebalance: async (fixture) => (await fixture.joined({}))[0]!.memberId,
  Stable: async (fixture) => (await fixture.stable({}))[0]!.memberId,
  PreparingRebalance: async (fixture) => {
    const [leader] = await fixture.stable({});
    void fixture.join();
    await settle();
    return leader!.memberId;
  },
};

const { NONE, UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS } = ErrorCode;
const { GROUP_ID_NOT_FOUND, FENCED_INSTANCE_ID } = ErrorCode;
const SIMPLE = (): Who => ({ generationId: -1, memberId: "" });

// Which commit which state takes: KafkaApis' and ClassicGroup.validateOffsetCommit's rules.
const ROWS: [string, string, (memberId: string) => Who, number][] = [
  ["no member, no group", "missing", SIMPLE, NONE],
  ["a member, no group", "missing", () => ({ generationId: 1 }), ILLEGAL_GENERATION],
  [
    "a member, no group, version 9",
    "missing",
    () => ({ generationId: 1, groupMissingCode: GROUP_ID_NOT_FOUND }),
    GROUP_ID_NOT_FOUND,
  ],
  ["no member", "Empty", SIMPLE, NONE],
  ["a member", "Empty", () => ({ generationId: 0, memberId: "m" }), UNKNOWN_MEMBER_ID],
  ["no member", "Stable", SIMPLE, UNKNOWN_MEMBER_ID],
  ["the member", "Stable", (memberId) => ({ memberId, generationId: 1 }), NONE],
  ["an old one", "Stable", (memberId) => ({ memberId, generationId: 0 }), ILLEGAL_GENERATION],
  ["a stranger", "Stable", () => ({ memberId: "x", generationId: 1 }), UNKNOWN_MEMBER_ID],
  [
    "a stranger's instance",
    "Stable",
    (memberId) => ({ memberId, generationId: 1, groupInstanceId: "x" }),
    UNKNOWN_MEMBER_ID,
  ],
  ["the member", "PreparingRebalance", (memberId) => ({ memberId, generationId: 1 }), NONE],
  [
    "the member",
    "CompletingRebalance",
    (memberId) => ({ memberId, generationId: 1 }),
    REBALANCE_IN_PROGRESS,
  ],
];

describe("commitOffsets", () => {
  test.each(ROWS)("%s in %s", async (_who, state, who, code) => {
    const fixture = new Fixture();
    const memberId = await STATES[state]!(fixture);
    expect(await fixture.commit([{ offset: 77 }], who(memberId))).toEqual([code]);
    expect(await fixture.committed() === 77).toBe(code === NONE);
    fixture.groups.close();
  });

  test("a static member that was replaced is fenced", async () => {
    const fixture = new Fixture();
    const [old] = await fixture.stable({ groupInstanceId: "s" });
    await fixture.join({ groupInstanceId: "s" });
    const commit = { memberId: old!.memberId, generationId: 1, groupInstanceId: "s" };
    expect(await fixture.commit([{ offset: 1 }], commit)).toEqual([FENCED_INSTANCE_ID]);
  });

  test("metadata that is too long fails its own partition only", async () => {
    const fixture = new Fixture({ config: { offsetMetadataMaxBytes: 3 } });
    const codes = await fixture.commit([
      { partition: 0, offset: 1, metadata: "four" },
      { partition: 1, offset: 2, metadata: "thr" },
    ]);
    expect(codes).toEqual([ErrorCode.OFFSET_METADATA_TOO_LARGE, NONE]);
    expect(await fixture.committed("topic", 0)).toBe(-1);
    expect(await fixture.committed("topic", 1)).toBe(2);
  });

  test("a commit keeps its member alive", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    const commit = { memberId: leader!.memberId, generationId: 1 };
    for (let i = 0; i < 4; i++) {
      await fixture.advance(SESSION_TIMEOUT_MS - 1);
      expect(await fixture.commit([{ offset: i }], commit)).toEqual([NONE]);
    }
    expect(await fixture.state()).toBe("Stable");
    await fixture.advance(SESSION_TIMEOUT_MS);
    expect(await fixture.state()).toBe("Empty");
  });

  test("the answer waits for the disk, and so does who reads the offset", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    fixture.log().hold();
    const commit = fixture.commit([{ offset: 2 }]);
    const read = fixture.committed();
    expect(await isSettled(commit)).toBe(false);
    expect(await isSettled(read)).toBe(false);
    fixture.log().flush();
    expect(await commit).toEqual([NONE]);
    expect(await read).toBe(2);
  });

  test("a disk that is full refuses the commit, and changes nothing", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    fixture.log().failAppends(new Error("disk full"));
    expect(await fixture.commit([{ offset: 2 }])).toEqual([ErrorCode.NOT_COORDINATOR]);
    expect(await fixture.committed()).toBe(1);
    fixture.log().failAppends(null);
    expect(await fixture.commit([{ offset: 3 }])).toEqual([NONE]);
    expect(await fixture.committed()).toBe(3);
  });

  test("the record holds what the client said, with the client's times", async () => {
    const fixture = new Fixture();
    await fixture.commit(
      [{ offset: 5, leaderEpoch: 2, metadata: "here", commitTimestampMs: 1234 }],
      { retentionMs: 1000 },
    );
    expect(readGroupRecord(fixture.log().records[0]!)).toMatchObject({
      key: { groupId: GROUP, topic: "topic", partition: 0 },
      value: {
        offset: 5,
        metadata: "here",
        commitTimestampMs: 1234,
        expireTimestampMs: fixture.clock.nowMs() + 1000,
      },
    });
  });
});
