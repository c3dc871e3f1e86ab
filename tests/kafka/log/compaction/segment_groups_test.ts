import { describe, expect, test } from "bun:test";
import type { SourceSegment } from "../../../../lib/kafka/log/compaction/cleaning_job.ts";
import { groupSegments } from "../../../../lib/kafka/log/compaction/segment_groups.ts";

function segment(baseOffset: number, endOffset: number, facts: Partial<SourceSegment> = {}) {
  return {
    path: "",
    baseOffset,
    endOffset,
    sizeBytes: 100,
    dirtyPosition: 0,
    indexBytes: 8,
    hasTransactionIndex: false,
    ...facts,
  };
}

function groups(segments: SourceSegment[], segmentBytes = 250, segmentIndexBytes = 1000) {
  return groupSegments(segments, { segmentBytes, segmentIndexBytes })
    .map((group) => group.map(({ baseOffset }) => baseOffset));
}

describe("segments are put together", () => {
  test("as long as they fit into one segment", () => {
    const four = [segment(0, 10), segment(10, 20), segment(20, 30), segment(30, 40)];
    expect(groups(four)).toEqual([[0, 10], [20, 30]]);
    expect(groups(four, 99)).toEqual([[0], [10], [20], [30]]);
    expect(groups(four, 400)).toEqual([[0, 10, 20, 30]]);
    expect(groups([])).toEqual([]);
  });

  test("as long as their index fits", () => {
    const three = [0, 10, 20].map((base) => segment(base, base + 10, { indexBytes: 500 }));
    expect(groups(three, 1000)).toEqual([[0, 10], [20]]);
  });

  test("as long as relative offsets fit into an int32", () => {
    const far = 2 ** 31;
    expect(groups([segment(0, 10), segment(10, far)])).toEqual([[0, 10]]);
    expect(groups([segment(0, 10), segment(10, far + 1)])).toEqual([[0], [10]]);
  });
});
