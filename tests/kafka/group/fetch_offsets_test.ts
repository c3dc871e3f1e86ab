import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { Fixture, GROUP } from "./fixture.ts";

const { NONE, UNSTABLE_OFFSET_COMMIT } = ErrorCode;

const OFFSETS = [
  { topic: "a", partition: 0, offset: 10, leaderEpoch: 3, metadata: "m" },
  { topic: "a", partition: 2, offset: 12 },
  { topic: "b", partition: 1, offset: 21 },
];
const NOTHING = { committedOffset: -1, committedLeaderEpoch: -1, metadata: "", errorCode: 0 };

describe("fetchOffsets", () => {
  test("gives what is committed, and -1 for what is not", async () => {
    const fixture = new Fixture();
    await fixture.commit(OFFSETS);
    const asked = [
      { name: "a", partitionIndexes: [2, 0, 1] },
      { name: "c", partitionIndexes: [0] },
    ];
    const { errorCode, value } = await fixture.groups.fetchOffsets(GROUP, {
      asked,
      requireStable: false,
    });
    expect(errorCode).toBe(0);
    expect(value).toEqual([
      {
        name: "a",
        partitions: [
          { ...NOTHING, partitionIndex: 2, committedOffset: 12 },
          {
            partitionIndex: 0,
            committedOffset: 10,
            committedLeaderEpoch: 3,
            metadata: "m",
            errorCode: 0,
          },
          { ...NOTHING, partitionIndex: 1 },
        ],
      },
      { name: "c", partitions: [{ ...NOTHING, partitionIndex: 0 }] },
    ]);
  });

  test("null gives all that is committed", async () => {
    const fixture = new Fixture();
    await fixture.commit(OFFSETS);
    const { value } = await fixture.groups.fetchOffsets(GROUP, {
      asked: null,
      requireStable: true,
    });
    expect(value.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  test("a group that does not exist has committed nothing", async () => {
    const fixture = new Fixture();
    expect(await fixture.groups.fetchOffsets("none", { asked: null, requireStable: true })).toEqual(
      { errorCode: 0, value: [] },
    );
    expect(await fixture.committed("a", 0, "none")).toBe(-1);
    expect([...fixture.groups.groups()]).toEqual([]);
  });

  test("stable offsets: who waits for a transaction is UNSTABLE_OFFSET_COMMIT", async () => {
    const fixture = new Fixture();
    await fixture.commit(OFFSETS);
    await fixture.commitInTransaction([
      { topic: "a", partition: 0, offset: 11 },
      { topic: "c", partition: 0, offset: 31 },
    ]);
    const asked = ["a", "c"].map((name) => ({ name, partitionIndexes: [0, 2] }));
    const found = async (query: Parameters<Fixture["groups"]["fetchOffsets"]>[1]) => {
      const { value } = await fixture.groups.fetchOffsets(GROUP, query);
      return value.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, committedOffset, errorCode }) => {
          return [name, partitionIndex, errorCode === NONE ? committedOffset : errorCode];
        })
      );
    };
    expect(await found({ asked, requireStable: true })).toEqual([
      ["a", 0, UNSTABLE_OFFSET_COMMIT],
      ["a", 2, 12],
      ["c", 0, UNSTABLE_OFFSET_COMMIT],
      ["c", 2, -1],
    ]);
    expect(await found({ asked, requireStable: false })).toEqual([
      ["a", 0, 10],
      ["a", 2, 12],
      ["c", 0, -1],
      ["c", 2, -1],
    ]);
    // All that is committed: what is only pending is not.
    expect(await found({ asked: null, requireStable: true })).toEqual([
      ["a", 0, UNSTABLE_OFFSET_COMMIT],
      ["a", 2, 12],
      ["b", 1, 21],
    ]);
  });
});
