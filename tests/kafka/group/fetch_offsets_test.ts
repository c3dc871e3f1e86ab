import { describe, expect, test } from "bun:test";
import { Fixture, GROUP } from "./fixture.ts";

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
    const { errorCode, value } = await fixture.groups.fetchOffsets(GROUP, asked);
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
    const { value } = await fixture.groups.fetchOffsets(GROUP, null);
    expect(value.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  test("a group that does not exist has committed nothing", async () => {
    const fixture = new Fixture();
    expect(await fixture.groups.fetchOffsets("none", null)).toEqual({ errorCode: 0, value: [] });
    expect(await fixture.committed("a", 0, "none")).toBe(-1);
    expect([...fixture.groups.groups()]).toEqual([]);
  });
});
