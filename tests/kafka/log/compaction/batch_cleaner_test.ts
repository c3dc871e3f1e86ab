import { describe, expect, test } from "bun:test";
import {
  batchBaseTimestamp,
  batchCrcMatches,
  batchHasDeleteHorizon,
  batchLastOffset,
  batchMaxTimestamp,
  batchRecordCount,
} from "../../../../lib/bytes/batch_header.ts";
import { BatchCleaner } from "../../../../lib/kafka/log/compaction/batch_cleaner.ts";
import { CleanedTransactions } from "../../../../lib/kafka/log/compaction/cleaned_transactions.ts";
import type { CleaningJob } from "../../../../lib/kafka/log/compaction/cleaning_job.ts";
import { OffsetMap } from "../../../../lib/kafka/log/compaction/offset_map.ts";
import type { AbortedTransaction } from "../../../../lib/kafka/log/aborted_transactions.ts";
import {
  ControlRecordType,
  writeEndTransactionMarker,
} from "../../../../lib/kafka/record/control_record.ts";
import { openRecords } from "../../../../lib/kafka/record/read_records.ts";
import { writeRecordBatch } from "../../../../lib/kafka/record/write_record_batch.ts";
import { at, batchOfEntries, type BatchSettings, type Entry, LIMITS } from "./test_compaction.ts";

const DAY_MS = 86_400_000;
const NOW_MS = 1_700_000_000_000;
const encoder = new TextEncoder();
const IN_BETWEEN = { isLast: false };

/** A pass over batches in which these keys were seen at these offsets. */
function cleanerOf(
  newest: Record<string, number>,
  facts: Partial<CleaningJob> & { latestOffset?: number } = {},
): BatchCleaner {
  const map = new OffsetMap({ baseOffset: 0, sizeBytes: 10_000, loadFactor: 0.9 });
  for (const [key, offset] of Object.entries(newest)) {
    const bytes = encoder.encode(key);
    map.put(bytes, { start: 0, length: bytes.length }, offset);
  }
  map.latestOffset = facts.latestOffset ?? 1000;
  const job: CleaningJob = {
    name: "t-0",
    folder: "/data/t-0",
    segments: [],
    firstDirtyOffset: 0,
    firstUncleanableOffset: 1000,
    aborted: [],
    producers: [],
    nowMs: NOW_MS,
    deleteRetentionMs: DAY_MS,
    segmentBytes: 1 << 20,
    segmentIndexBytes: 1 << 20,
    indexIntervalBytes: 4096,
    limits: LIMITS,
    ...facts,
  };
  return new BatchCleaner(job, map, new CleanedTransactions(job.aborted));
}

function viewOf(batch: Uint8Array | null): DataView {
  if (batch === null) throw new Error("there is no batch");
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  expect(batchCrcMatches(batch, view, 0)).toBe(true);
  return view;
}

function facts(batch: Uint8Array | null) {
  const view = viewOf(batch);
  return { lastOffset: batchLastOffset(view, 0), records: batchRecordCount(view, 0) };
}

/** Offset and timestamp of each record. */
function recordsOf(batch: Uint8Array | null): [number, number][] {
  const found: [number, number][] = [];
  const cursor = openRecords(batch!);
  while (cursor.next()) found.push([cursor.offset, cursor.timestamp]);
  return found;
}

function batch(baseOffset: number, entries: Entry[], settings: BatchSettings = {}): Uint8Array {
  return at(batchOfEntries(entries, settings), baseOffset);
}

describe("a batch in a compaction", () => {
  test("is the same bytes where all of it stays", () => {
    const whole = batch(10, [["a", "1"], ["b", "1"]]);
    expect(cleanerOf({ a: 10, b: 11 }).clean(whole, IN_BETWEEN)).toBe(whole);
  });

  test("is not even read where nothing past it was looked at", () => {
    const later = batch(10, [["a", "1"], ["a", "2"]]);
    expect(cleanerOf({ a: 20 }, { latestOffset: 9 }).clean(later, IN_BETWEEN)).toBe(later);
  });

  test("goes where all its records are out of date", () => {
    expect(cleanerOf({ a: 50 }).clean(batch(10, [["a", "1"]]), IN_BETWEEN)).toBeNull();
  });

  test("loses the records out of date and keeps its last offset", () => {
    const records = ["a", "b", "c"].map((key, i) => ({
      timestamp: 100 + i,
      key: encoder.encode(key),
      value: encoder.encode("v"),
    }));
    const cleaned = cleanerOf({ a: 10, b: 11, c: 99 })
      .clean(at(writeRecordBatch(records), 10), IN_BETWEEN);
    expect(facts(cleaned)).toEqual({ lastOffset: 12, records: 2 });
    expect(recordsOf(cleaned)).toEqual([[10, 100], [11, 101]]);
    expect(batchMaxTimestamp(viewOf(cleaned), 0)).toBe(101);
  });

  test("stays without records where it ends its segment", () => {
    const emptied = cleanerOf({ a: 50 }).clean(
      batch(10, [["a", "1"], ["a", "2"]], { producerId: 7n, producerEpoch: 1, baseSequence: 3 }),
      { isLast: true },
    );
    expect(facts(emptied)).toEqual({ lastOffset: 11, records: 0 });
    // In the next pass it is in the middle, and goes.
    expect(cleanerOf({}).clean(emptied!, IN_BETWEEN)).toBeNull();
  });

  test("stays without records where it is the last of a producer", () => {
    const producers = [{ producerId: 7, lastDataOffset: 11, epoch: 1 }];
    const settings = { producerId: 7n, producerEpoch: 1, baseSequence: 3 };
    const cleaner = cleanerOf({ a: 50 }, { producers });
    expect(cleaner.clean(batch(8, [["a", "0"]], settings), IN_BETWEEN)).toBeNull();
    const kept = cleaner.clean(batch(10, [["a", "1"], ["a", "2"]], settings), IN_BETWEEN);
    expect(facts(kept)).toEqual({ lastOffset: 11, records: 0 });
    // The header is the producer's as it was.
    expect(kept!.subarray(43, 57)).toEqual(batch(10, [["a", "1"]], settings).subarray(43, 57));
  });

  test("loses records without a key, which are counted", () => {
    const records = [{ timestamp: 1, key: null, value: encoder.encode("v") }];
    const cleaner = cleanerOf({});
    expect(cleaner.clean(at(writeRecordBatch(records), 0), IN_BETWEEN)).toBeNull();
    expect(cleaner.recordsWithoutKey).toBe(1);
  });

  test("that cannot be read is an error, not a loss", () => {
    const broken = batch(0, [["a", "1"]]);
    broken[61] = 0x7f;
    expect(() => cleanerOf({ a: 5 }).clean(broken, IN_BETWEEN)).toThrow("Cannot read record 0");
  });
});

describe("a tombstone", () => {
  test("gets its horizon in the first pass, and goes when that is over", () => {
    const entries: Entry[] = [["a", null], ["b", "1"]];
    const before = batch(10, entries, { timestamp: 5000 });
    const first = cleanerOf({ a: 10, b: 11 }).clean(before, IN_BETWEEN);
    expect(batchHasDeleteHorizon(viewOf(first), 0)).toBe(true);
    expect(batchBaseTimestamp(viewOf(first), 0)).toBe(NOW_MS + DAY_MS);
    // The records' own times are what they were.
    expect(recordsOf(first)).toEqual([[10, 5000], [11, 5000]]);

    const early = cleanerOf({ a: 10, b: 11 }, { nowMs: NOW_MS + DAY_MS - 1 });
    expect(early.clean(first!, IN_BETWEEN)).toBe(first);
    const due = cleanerOf({ a: 10, b: 11 }, { nowMs: NOW_MS + DAY_MS });
    expect(recordsOf(due.clean(first!, IN_BETWEEN))).toEqual([[11, 5000]]);
  });

  test("keeps its horizon where other records of the batch go", () => {
    const first = cleanerOf({ a: 10, b: 11 }).clean(
      batch(10, [["a", null], ["b", "1"]]),
      IN_BETWEEN,
    );
    const second = cleanerOf({ a: 10, b: 90 }, { nowMs: NOW_MS + 5 }).clean(first!, IN_BETWEEN);
    expect(facts(second)).toEqual({ lastOffset: 11, records: 1 });
    expect(batchBaseTimestamp(viewOf(second), 0)).toBe(NOW_MS + DAY_MS);
  });

  test("goes at once where a later record has its key", () => {
    expect(cleanerOf({ a: 50 }).clean(batch(10, [["a", null]]), IN_BETWEEN)).toBeNull();
  });
});

describe("a transaction", () => {
  const producer = { producerId: 7n, producerEpoch: 0 };
  const inTransaction = { ...producer, baseSequence: 0, isTransactional: true };

  function marker(type: ControlRecordType, baseOffset: number): Uint8Array {
    return writeEndTransactionMarker({ type, coordinatorEpoch: 0 }, {
      ...producer,
      timestamp: 5000,
      baseOffset,
    });
  }

  const aborted: AbortedTransaction[] = [
    { producerId: 7, firstOffset: 10, lastOffset: 12, lastStableOffset: 13 },
  ];

  test("that was aborted loses its records at once, and its marker after a horizon", () => {
    const data = batch(10, [["a", "1"], ["b", "1"]], inTransaction);
    const end = marker(ControlRecordType.ABORT, 12);
    const first = cleanerOf({ a: 10, b: 11 }, { aborted });
    expect(first.clean(data, IN_BETWEEN)).toBeNull();
    // Something of it was met in this pass: the marker is needed still, and no time runs yet.
    expect(first.clean(end, IN_BETWEEN)).toBe(end);

    const second = cleanerOf({}, { aborted }).clean(end, IN_BETWEEN);
    expect(batchBaseTimestamp(viewOf(second), 0)).toBe(NOW_MS + DAY_MS);
    const third = cleanerOf({}, { aborted, nowMs: NOW_MS + DAY_MS });
    expect(third.clean(second!, IN_BETWEEN)).toBeNull();
  });

  test("that was committed keeps its marker while one of its batches is there", () => {
    const data = batch(10, [["a", "1"]], inTransaction);
    const end = marker(ControlRecordType.COMMIT, 11);
    const first = cleanerOf({ a: 10 });
    expect(first.clean(data, IN_BETWEEN)).toBe(data);
    expect(first.clean(end, IN_BETWEEN)).toBe(end);
    const later = cleanerOf({}).clean(end, IN_BETWEEN);
    expect(batchHasDeleteHorizon(viewOf(later), 0)).toBe(true);
  });

  test("leaves its marker where that is all there is of a producer", () => {
    const producers = [{ producerId: 7, lastDataOffset: -1, epoch: 0 }];
    const first = cleanerOf({}, { producers }).clean(
      marker(ControlRecordType.COMMIT, 11),
      IN_BETWEEN,
    );
    const due = cleanerOf({}, { producers, nowMs: NOW_MS + DAY_MS });
    expect(facts(due.clean(first!, IN_BETWEEN))).toEqual({ lastOffset: 11, records: 0 });
  });
});
