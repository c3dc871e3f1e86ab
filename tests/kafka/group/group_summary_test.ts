import { describe, expect, test } from "bun:test";
import { groupLag } from "../../../lib/kafka/group/group_summary.ts";
import { Fixture, GROUP } from "./fixture.ts";

describe("groups()", () => {
  test("sums up state, members and offsets", async () => {
    const fixture = new Fixture();
    const [leader] = await fixture.stable({}, {});
    const commit = { memberId: leader!.memberId, generationId: 1 };
    await fixture.commit([{ offset: 5, metadata: "m" }], commit);
    const [summary] = fixture.groups.groups();
    expect(summary).toMatchObject({
      groupId: GROUP,
      state: "Stable",
      protocolType: "consumer",
      protocolName: "range",
      generationId: 1,
      memberCount: 2,
    });
    expect(summary!.offsets.get("topic")!.get(0)).toMatchObject({ offset: 5, metadata: "m" });
  });
});

describe("groupLag", () => {
  test("is what the log holds past the committed offset", async () => {
    const fixture = new Fixture();
    await fixture.commit([
      { topic: "a", partition: 0, offset: 10 },
      { topic: "a", partition: 1, offset: 50 },
      { topic: "gone", partition: 0, offset: 3 },
    ]);
    const [summary] = fixture.groups.groups();
    const ends = new Map([["a-0", 15], ["a-1", 40]]);
    const lags = [...groupLag(summary!, (topic, partition) => {
      return ends.get(`${topic}-${partition}`) ?? null;
    })];
    expect(lags.map(({ topic, partition, logEndOffset, lag }) => {
      return [topic, partition, logEndOffset, lag];
    })).toEqual([
      ["a", 0, 15, 5],
      // Truncated, or read past by a client's own mistake: no lag below zero.
      ["a", 1, 40, 0],
      ["gone", 0, null, null],
    ]);
  });
});
