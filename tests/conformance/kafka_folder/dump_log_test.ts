import { expect, test } from "bun:test";
import { complaintsIn } from "./dump_log.ts";

const COMPACTED = "/data/compacted-0/00000000000000000000";

test("what DumpLogSegments complains of is told with its first detail", () => {
  expect(complaintsIn([
    `Dumping ${COMPACTED}.timeindex`,
    "timestamp: 5 offset: 3",
    `Found timestamp mismatch in :${COMPACTED}.timeindex`,
    "  Index timestamp: 5, log timestamp: -1",
    "  Index timestamp: 9, log timestamp: 8",
    "Non-consecutive offsets in /data/plain-0/00000000000000000000.log",
    "  4 is followed by 6",
  ])).toEqual([
    `Found timestamp mismatch in :${COMPACTED}.timeindex`,
    "  Index timestamp: 5, log timestamp: -1",
    "Non-consecutive offsets in /data/plain-0/00000000000000000000.log",
    "  4 is followed by 6",
  ]);
});

test("gaps and the times of emptied batches are compaction's", () => {
  expect(complaintsIn([
    `Found timestamp mismatch in :${COMPACTED}.timeindex`,
    "  Index timestamp: 5, log timestamp: -1",
    `Non-consecutive offsets in ${COMPACTED}.log`,
    "  4 is followed by 6",
  ])).toEqual([]);
  const plain = "Found timestamp mismatch in :/data/plain-0/00000000000000000000.timeindex";
  expect(complaintsIn([plain, "  Index timestamp: 5, log timestamp: -1"])).toHaveLength(2);
});
