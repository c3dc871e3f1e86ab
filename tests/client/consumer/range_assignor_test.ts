import { expect, test } from "bun:test";
import { assignRange } from "../../../lib/client/consumer/range_assignor.ts";
import { keyOf } from "../../../lib/client/topic_partition.ts";

function assign(
  members: Record<string, { topics: string[]; instance?: string }>,
  counts: Record<string, number>,
): Record<string, string[]> {
  const shares = assignRange(
    Object.entries(members).map(([memberId, { topics, instance }]) => ({
      memberId,
      groupInstanceId: instance ?? null,
      topics,
    })),
    new Map(Object.entries(counts)),
  );
  return Object.fromEntries([...shares].map(([id, partitions]) => [id, partitions.map(keyOf)]));
}

test("members take contiguous runs of each topic, the first ones one more", () => {
  expect(assign({ b: { topics: ["t", "u"] }, a: { topics: ["t", "u"] } }, { t: 3, u: 3 })).toEqual({
    a: ["t-0", "t-1", "u-0", "u-1"],
    b: ["t-2", "u-2"],
  });
});

test("a topic is shared among those subscribed to it", () => {
  expect(
    assign({ a: { topics: ["t"] }, b: { topics: ["t", "u"] }, c: { topics: ["u"] } }, {
      t: 2,
      u: 3,
    }),
  ).toEqual({ a: ["t-0"], b: ["t-1", "u-0", "u-1"], c: ["u-2"] });
});

test("members beyond the number of partitions get none, as do topics that do not exist", () => {
  expect(assign({ a: { topics: ["t"] }, b: { topics: ["t"] }, c: { topics: ["x"] } }, { t: 1 }))
    .toEqual({ a: ["t-0"], b: [], c: [] });
});

test("static members come first, by their instance ids", () => {
  expect(
    assign({
      a: { topics: ["t"] },
      z: { topics: ["t"], instance: "1" },
      y: { topics: ["t"], instance: "2" },
    }, { t: 3 }),
  ).toEqual({ z: ["t-0"], y: ["t-1"], a: ["t-2"] });
});
