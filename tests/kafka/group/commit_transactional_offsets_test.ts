import { describe, expect, test } from "bun:test";
import type { TransactionalOffsetCommit } from "../../../lib/kafka/group/commit_transactional_offsets.ts";
import { groupTombstone } from "../../../lib/kafka/group/group_records.ts";
import { SequenceError } from "../../../lib/kafka/log/partition_log.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { Fixture, GROUP, isSettled, PRODUCER, SESSION_TIMEOUT_MS, settle } from "./fixture.ts";

type Who = Partial<TransactionalOffsetCommit>;

const { NONE, UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, FENCED_INSTANCE_ID } = ErrorCode;
const { UNSTABLE_OFFSET_COMMIT, INVALID_PRODUCER_EPOCH, TRANSACTION_ABORTABLE } = ErrorCode;
const OTHER = { producerId: 8, producerEpoch: 0 };

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

// ClassicGroup.validateOffsetCommit's rules for transactions (KIP-447).
const ROWS: [string, string, (memberId: string) => Who, number][] = [
  ["a nameless producer", "missing", () => ({}), NONE],
  ["a member", "missing", () => ({ memberId: "m", generationId: 1 }), ILLEGAL_GENERATION],
  ["a nameless producer", "Empty", () => ({}), NONE],
  ["a member without generation", "Empty", () => ({ memberId: "m" }), NONE],
  ["a member", "Empty", () => ({ memberId: "m", generationId: 0 }), UNKNOWN_MEMBER_ID],
  ["a nameless producer", "Stable", () => ({}), NONE],
  ["the member", "Stable", (memberId) => ({ memberId, generationId: 1 }), NONE],
  ["an old one", "Stable", (memberId) => ({ memberId, generationId: 0 }), ILLEGAL_GENERATION],
  ["one without generation", "Stable", (memberId) => ({ memberId }), ILLEGAL_GENERATION],
  ["a generation alone", "Stable", () => ({ generationId: 1 }), UNKNOWN_MEMBER_ID],
  ["a stranger", "Stable", () => ({ memberId: "x", generationId: 1 }), UNKNOWN_MEMBER_ID],
  [
    "a stranger's instance",
    "Stable",
    (memberId) => ({ memberId, generationId: 1, groupInstanceId: "x" }),
    UNKNOWN_MEMBER_ID,
  ],
  ["the member", "PreparingRebalance", (memberId) => ({ memberId, generationId: 1 }), NONE],
  ["the member", "CompletingRebalance", (memberId) => ({ memberId, generationId: 1 }), NONE],
];

describe("who may commit within a transaction", () => {
  test.each(ROWS)("%s in %s", async (_who, state, who, code) => {
    const fixture = new Fixture();
    const memberId = await STATES[state]!(fixture);
    expect(await fixture.commitInTransaction([{ offset: 77 }], who(memberId))).toEqual([code]);
    expect(await fixture.stability() === UNSTABLE_OFFSET_COMMIT).toBe(code === NONE);
    await fixture.endTransaction("commit");
    expect(await fixture.committed() === 77).toBe(code === NONE);
    fixture.groups.close();
  });

  test("not a static member that was replaced", async () => {
    const fixture = new Fixture();
    const [old] = await fixture.stable({ groupInstanceId: "s" });
    await fixture.join({ groupInstanceId: "s" });
    const commit = { memberId: old!.memberId, generationId: 1, groupInstanceId: "s" };
    expect(await fixture.commitInTransaction([{ offset: 1 }], commit)).toEqual([
      FENCED_INSTANCE_ID,
    ]);
  });

  test("nobody without a group's name", async () => {
    const codes = await new Fixture().commitInTransaction([{ offset: 1 }], { groupId: "" });
    expect(codes).toEqual([ErrorCode.INVALID_GROUP_ID]);
  });

  test("it is no sign of life", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({});
    const commit = { memberId: leader!.memberId, generationId: 1 };
    await fixture.advance(SESSION_TIMEOUT_MS - 1);
    expect(await fixture.commitInTransaction([{ offset: 1 }], commit)).toEqual([NONE]);
    await fixture.advance(1);
    expect(await fixture.state()).toBe("Empty");
  });

  test("metadata that is too long fails its own partition only", async () => {
    const fixture = new Fixture({ config: { offsetMetadataMaxBytes: 3 } });
    const codes = await fixture.commitInTransaction([
      { partition: 0, offset: 1, metadata: "four" },
      { partition: 1, offset: 2, metadata: "thr" },
    ]);
    expect(codes).toEqual([ErrorCode.OFFSET_METADATA_TOO_LARGE, NONE]);
    expect(await fixture.stability("topic", 0)).toBe(NONE);
    expect(await fixture.stability("topic", 1)).toBe(UNSTABLE_OFFSET_COMMIT);
  });
});

describe("asking the transaction coordinator", () => {
  test("once per transaction: as long as it is open here, it may write", async () => {
    const fixture = new Fixture();
    let asked = 0;
    const admit = () => {
      asked += 1;
      return NONE;
    };
    await fixture.commitInTransaction([{ offset: 1 }], { admit });
    await fixture.commitInTransaction([{ offset: 2 }], { admit });
    expect(asked).toBe(1);
    const transaction = { ...PRODUCER, producerEpoch: 4 };
    await fixture.commitInTransaction([{ offset: 3 }], { admit, transaction });
    expect(asked).toBe(2);
    await fixture.endTransaction("commit");
    await fixture.commitInTransaction([{ offset: 4 }], { admit });
    expect(asked).toBe(3);
  });

  test("where it says no, nothing is written", async () => {
    const fixture = new Fixture();
    const admit = () => Promise.resolve(TRANSACTION_ABORTABLE);
    const codes = await fixture.commitInTransaction([{ offset: 1 }], { admit });
    expect(codes).toEqual([TRANSACTION_ABORTABLE]);
    expect(fixture.log().endOffset).toBe(0);
  });

  test("a transaction that ends while it is asked about writes no more", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    const answer = Promise.withResolvers<number>();
    const commit = fixture.commitInTransaction([{ offset: 2 }], { admit: () => answer.promise });
    await settle();
    await fixture.endTransaction("abort");
    answer.resolve(NONE);
    expect(await commit).toEqual([TRANSACTION_ABORTABLE]);
    expect(fixture.log().records).toHaveLength(1);
  });

  test("a log that has seen a newer epoch refuses", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    fixture.log().failAppends(new SequenceError("INVALID_PRODUCER_EPOCH", "epoch 3 after 4"));
    expect(await fixture.commitInTransaction([{ offset: 2 }])).toEqual([INVALID_PRODUCER_EPOCH]);
    expect(await fixture.endTransaction("commit")).toBe(INVALID_PRODUCER_EPOCH);
    expect(await fixture.stability()).toBe(NONE);
  });
});

describe("a marker", () => {
  test("commit makes the offsets the group's, abort drops them", async () => {
    const fixture = new Fixture();
    await fixture.commit([{ offset: 1 }]);
    await fixture.commitInTransaction([{ offset: 2 }, { partition: 1, offset: 3 }]);
    expect(await fixture.committed()).toBe(1);
    expect(await fixture.endTransaction("abort")).toBe(NONE);
    expect([await fixture.committed(), await fixture.committed("topic", 1)]).toEqual([1, -1]);
    await fixture.commitInTransaction([{ offset: 4, metadata: "m", leaderEpoch: 9 }]);
    expect(await fixture.endTransaction("commit")).toBe(NONE);
    expect(await fixture.committed()).toBe(4);
    expect(await fixture.stability()).toBe(NONE);
  });

  test("ends its own producer's transaction alone", async () => {
    const fixture = new Fixture();
    await fixture.commitInTransaction([{ offset: 1 }]);
    await fixture.commitInTransaction([{ offset: 2 }], { transaction: OTHER });
    await fixture.endTransaction("commit");
    expect(await fixture.committed()).toBe(1);
    expect(await fixture.stability()).toBe(UNSTABLE_OFFSET_COMMIT);
    await fixture.endTransaction("commit", OTHER);
    expect(await fixture.committed()).toBe(2);
    expect(await fixture.stability()).toBe(NONE);
  });

  test("of the later record the offset counts, not of the later marker", async () => {
    const fixture = new Fixture();
    await fixture.commitInTransaction([{ offset: 1 }]);
    await fixture.commit([{ offset: 2 }]);
    expect(await fixture.stability()).toBe(UNSTABLE_OFFSET_COMMIT);
    await fixture.endTransaction("commit");
    expect(await fixture.committed()).toBe(2);
    await fixture.commitInTransaction([{ offset: 3 }]);
    await fixture.commitInTransaction([{ offset: 4 }], { transaction: OTHER });
    await fixture.endTransaction("commit", OTHER);
    await fixture.endTransaction("commit");
    expect(await fixture.committed()).toBe(4);
    expect(await (await fixture.restarted()).committed()).toBe(4);
  });

  test("of a transaction with several groups moves all of them", async () => {
    const fixture = new Fixture();
    for (const groupId of ["a", "b"]) {
      await fixture.commitInTransaction([{ offset: 5 }], { groupId });
    }
    await fixture.endTransaction("commit");
    expect(await fixture.committed("topic", 0, "a")).toBe(5);
    expect(await fixture.committed("topic", 0, "b")).toBe(5);
  });

  test("of a producer that committed nothing here is written and changes nothing", async () => {
    const fixture = new Fixture();
    expect(await fixture.endTransaction("commit")).toBe(NONE);
    expect(fixture.log().entries).toMatchObject([{ marker: { ...PRODUCER, isCommit: true } }]);
    expect([...fixture.groups.groups()]).toEqual([]);
  });

  test("leaves no group where an abort leaves nothing of it", async () => {
    const fixture = new Fixture();
    await fixture.commitInTransaction([{ offset: 1 }]);
    expect(await fixture.state()).toBe("Empty");
    await fixture.endTransaction("abort");
    expect([...fixture.groups.groups()]).toEqual([]);
    expect([...(await fixture.restarted()).groups.groups()]).toEqual([]);
  });

  test("is answered when it is on disk", async () => {
    const fixture = new Fixture();
    await fixture.commitInTransaction([{ offset: 1 }]);
    fixture.log().hold();
    const end = fixture.endTransaction("commit");
    expect(await isSettled(end)).toBe(false);
    fixture.log().flush();
    expect(await end).toBe(NONE);
  });

  test("may be tried again where the disk is full, or the coordinator is away", async () => {
    const fixture = new Fixture();
    await fixture.commitInTransaction([{ offset: 1 }]);
    fixture.log().failAppends(new Error("disk full"));
    expect(await fixture.endTransaction("commit")).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
    expect(await fixture.stability()).toBe(UNSTABLE_OFFSET_COMMIT);
    fixture.log().failAppends(null);
    expect(await fixture.endTransaction("commit")).toBe(NONE);
    expect(await fixture.committed()).toBe(1);
    fixture.groups.close();
    expect(await fixture.endTransaction("commit")).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  });

  test("that is refused is answered when the one before it is on disk", async () => {
    const fixture = new Fixture();
    await fixture.commitInTransaction([{ offset: 1 }]);
    fixture.log().hold();
    const first = fixture.endTransaction("commit");
    await settle();
    fixture.log().failAppends(new SequenceError("INVALID_PRODUCER_EPOCH", "it was there"));
    const second = fixture.endTransaction("commit");
    expect(await isSettled(second)).toBe(false);
    fixture.log().flush();
    expect([await first, await second]).toEqual([NONE, INVALID_PRODUCER_EPOCH]);
  });

  test("waits for a partition that is loading", async () => {
    const fixture = new Fixture();
    await fixture.commitInTransaction([{ offset: 1 }]);
    const next = new Fixture({ logs: fixture.logs });
    const loading = next.groups.start([0]);
    const end = next.endTransaction("commit");
    expect(await next.commitInTransaction([{ offset: 2 }])).toEqual([
      ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
    ]);
    await loading;
    expect(await end).toBe(NONE);
    expect(await next.committed()).toBe(1);
  });
});

/** Ways to a moment at which the process may be killed; the offset found then, and afterwards. */
const MOMENTS: [string, (fixture: Fixture) => Promise<unknown>, number, number, number][] = [
  ["nothing written", () => Promise.resolve(), -1, NONE, -1],
  [
    "offsets on disk",
    (fixture) => fixture.commitInTransaction([{ offset: 5 }]),
    -1,
    UNSTABLE_OFFSET_COMMIT,
    5,
  ],
  [
    "offsets over an earlier commit",
    async (fixture) => {
      await fixture.commit([{ offset: 1 }]);
      await fixture.commitInTransaction([{ offset: 5 }]);
    },
    1,
    UNSTABLE_OFFSET_COMMIT,
    5,
  ],
  [
    "offsets under a later commit",
    async (fixture) => {
      await fixture.commitInTransaction([{ offset: 5 }]);
      await fixture.commit([{ offset: 9 }]);
    },
    9,
    UNSTABLE_OFFSET_COMMIT,
    9,
  ],
  [
    "offsets not on disk",
    async (fixture) => {
      await fixture.commit([{ offset: 1 }]);
      fixture.log().hold();
      void fixture.commitInTransaction([{ offset: 5 }]);
      await settle();
    },
    1,
    NONE,
    1,
  ],
  [
    "commit marker not on disk",
    async (fixture) => {
      await fixture.commitInTransaction([{ offset: 5 }]);
      fixture.log().hold();
      void fixture.endTransaction("commit");
      await settle();
    },
    -1,
    UNSTABLE_OFFSET_COMMIT,
    5,
  ],
  [
    "commit marker on disk",
    async (fixture) => {
      await fixture.commitInTransaction([{ offset: 5 }]);
      await fixture.endTransaction("commit");
    },
    5,
    NONE,
    5,
  ],
  [
    "abort marker on disk",
    async (fixture) => {
      await fixture.commitInTransaction([{ offset: 5 }]);
      await fixture.endTransaction("abort");
    },
    -1,
    NONE,
    -1,
  ],
  [
    "offsets deleted within the transaction",
    async (fixture) => {
      await fixture.commitInTransaction([{ offset: 5 }]);
      await fixture.groups.deleteOffsets(GROUP, [{ name: "topic", partitions: [0] }]);
    },
    -1,
    NONE,
    -1,
  ],
  [
    "the group deleted within the transaction",
    async (fixture) => {
      await fixture.commitInTransaction([{ offset: 5 }]);
      await fixture.groups.deleteGroup(GROUP);
    },
    -1,
    NONE,
    -1,
  ],
  [
    "a group's tombstone alone",
    async (fixture) => {
      await fixture.commitInTransaction([{ offset: 5 }]);
      fixture.log().append([groupTombstone(GROUP)], 0);
    },
    -1,
    UNSTABLE_OFFSET_COMMIT,
    5,
  ],
];

describe("a restart", () => {
  test.each(MOMENTS)("with %s", async (_moment, reach, offset, stability, afterwards) => {
    const fixture = new Fixture();
    await reach(fixture);
    const next = await fixture.restarted();
    expect(await next.committed()).toBe(offset);
    expect(await next.stability()).toBe(stability);
    const again = await next.restarted();
    expect(await again.endTransaction("commit")).toBe(NONE);
    expect(await again.committed()).toBe(afterwards);
    expect(await again.stability()).toBe(NONE);
    expect(await (await again.restarted()).committed()).toBe(afterwards);
    expect(again.logger.messages("ERROR")).toEqual([]);
  });

  test("an open transaction goes on without being asked about again", async () => {
    const fixture = new Fixture();
    await fixture.commitInTransaction([{ offset: 1 }]);
    const next = await fixture.restarted();
    const admit = () => ErrorCode.UNKNOWN_SERVER_ERROR;
    expect(await next.commitInTransaction([{ offset: 2 }], { admit })).toEqual([NONE]);
    await next.endTransaction("commit");
    expect(await next.committed()).toBe(2);
  });
});
