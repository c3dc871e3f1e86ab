import { describe, expect, test } from "bun:test";
import type { Log } from "../../lib/storage/log.ts";
import type { LogConfig } from "../../lib/storage/log_config.ts";
import { applyDiskBudget, applyRetention } from "../../lib/storage/retention.ts";
import { batchOf, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };
const HOUR_MS = 3_600_000;

/** A log with one segment for each time, in ms from now. */
function logOf(
  fixture: TestStore,
  agesMs: readonly number[],
  { name, ...config }: Partial<LogConfig> & { name?: string } = {},
): Log {
  const log = fixture.log({ retentionMs: HOUR_MS, ...config }, name);
  for (const ageMs of agesMs) {
    log.roll();
    log.append(batchOf(10, { timestamp: fixture.clock.nowMs() - ageMs }), LEADER);
  }
  return log;
}

function baseOffsetsOf(log: Log): number[] {
  return log.segments.map(({ baseOffset }) => baseOffset);
}

describe("retention by time", () => {
  test("removes segments whose newest record is too old, and says so", () => {
    const fixture = new TestStore();
    const log = logOf(fixture, [3 * HOUR_MS, 2 * HOUR_MS, 1000, 500]);
    const bytes = log.segments[0]!.sizeBytes * 2;
    expect(applyRetention(log, fixture.clock.nowMs())).toEqual([
      { log, segments: 2, sizeBytes: bytes, reason: "retention.ms" },
    ]);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([20, 40]);
    expect(baseOffsetsOf(log)).toEqual([20, 30]);
    expect(applyRetention(log, fixture.clock.nowMs())).toEqual([]);
  });

  test("goes by the newest record: one young record keeps its segment and what follows", () => {
    const fixture = new TestStore();
    const log = logOf(fixture, [3 * HOUR_MS]);
    log.append(batchOf(1, { timestamp: fixture.clock.nowMs() }), LEADER);
    log.roll();
    log.append(batchOf(1, { timestamp: fixture.clock.nowMs() - 5 * HOUR_MS }), LEADER);
    expect(applyRetention(log, fixture.clock.nowMs())).toEqual([]);
  });

  test("keeps the active segment, but for when everything is too old", () => {
    const fixture = new TestStore();
    const log = logOf(fixture, [3 * HOUR_MS, 2 * HOUR_MS]);
    applyRetention(log, fixture.clock.nowMs());
    expect([log.logStartOffset, log.logEndOffset]).toEqual([20, 20]);
    expect(log.segments.length).toBe(1);
    expect(log.append(batchOf(1), LEADER)).toBe(20);
  });

  test("removes nothing of an empty log, or without a limit", () => {
    const fixture = new TestStore();
    const empty = fixture.log({ retentionMs: 1 }, "empty-0");
    fixture.clock.advance(10 * HOUR_MS);
    expect(applyRetention(empty, fixture.clock.nowMs())).toEqual([]);
    const unlimited = logOf(fixture, [99 * HOUR_MS, 98 * HOUR_MS], { retentionMs: -1 });
    expect(applyRetention(unlimited, fixture.clock.nowMs())).toEqual([]);
    expect(unlimited.segments.length).toBe(2);
  });

  test("knows the times again after a restart", async () => {
    const fixture = new TestStore();
    logOf(fixture, [3 * HOUR_MS, 2 * HOUR_MS, 1000]);
    await fixture.restart();
    const log = fixture.log({ retentionMs: HOUR_MS });
    applyRetention(log, fixture.clock.nowMs());
    expect(log.logStartOffset).toBe(20);
  });

  test("goes by the file's last change where records have no time", () => {
    const fixture = new TestStore();
    const log = fixture.log({ retentionMs: HOUR_MS, segmentMs: 99 * HOUR_MS });
    log.append(batchOf(5, { timestamp: -1 }), LEADER);
    log.roll();
    log.append(batchOf(5, { timestamp: -1 }), LEADER);
    expect(applyRetention(log, fixture.clock.nowMs())).toEqual([]);
    fixture.clock.advance(2 * HOUR_MS);
    applyRetention(log, fixture.clock.nowMs());
    expect(log.logStartOffset).toBe(10);
  });

  test("a clock that goes back removes nothing and rolls nothing", () => {
    const fixture = new TestStore();
    const log = logOf(fixture, [1000, 500], { segmentMs: HOUR_MS });
    fixture.clock.jump(-1000 * HOUR_MS);
    expect(applyRetention(log, fixture.clock.nowMs())).toEqual([]);
    log.append(batchOf(1, { timestamp: -1 }), LEADER);
    log.append(batchOf(1, { timestamp: -1 }), LEADER);
    expect(log.segments.length).toBe(2);
  });

  test("zeros for a time index, as a lost page leaves, do not make a segment old", async () => {
    const fixture = new TestStore();
    logOf(fixture, [2000, 1000]);
    await fixture.store.close();
    const path = "/data/orders-0/00000000000000000000.timeindex";
    fixture.files.replaceFile(path, new Uint8Array(fixture.files.size(path)));
    const log = new TestStore({ files: fixture.files }).log({ retentionMs: HOUR_MS });
    expect(applyRetention(log, fixture.clock.nowMs())).toEqual([]);
  });
});

describe("the age of a segment", () => {
  test("begins with its first batch, not with the roll before", () => {
    const fixture = new TestStore();
    const log = fixture.log({ segmentMs: HOUR_MS, retentionMs: -1 });
    fixture.clock.advance(20 * HOUR_MS);
    log.append(batchOf(1, { timestamp: fixture.clock.nowMs() }), LEADER);
    applyRetention(log, fixture.clock.nowMs());
    log.append(batchOf(1, { timestamp: fixture.clock.nowMs() }), LEADER);
    expect(log.segments.length).toBe(1);
    fixture.clock.advance(HOUR_MS + 1);
    applyRetention(log, fixture.clock.nowMs());
    expect(baseOffsetsOf(log)).toEqual([0, 2]);
  });
});

describe("retention by size", () => {
  test("removes what is more than asked for, oldest first, whole segments", () => {
    const fixture = new TestStore();
    const log = logOf(fixture, [4, 3, 2, 1], { retentionMs: -1 });
    const one = log.segments[0]!.sizeBytes;
    log.config = { ...log.config, retentionBytes: 2 * one + 1 };
    const removals = applyRetention(log, fixture.clock.nowMs());
    expect(removals.map(({ segments, reason }) => [segments, reason])).toEqual([
      [1, "retention.bytes"],
    ]);
    expect(baseOffsetsOf(log)).toEqual([10, 20, 30]);
    log.config = { ...log.config, retentionBytes: 2 * one };
    applyRetention(log, fixture.clock.nowMs());
    expect(baseOffsetsOf(log)).toEqual([20, 30]);
  });

  test("keeps the active segment, however large", () => {
    const fixture = new TestStore();
    const log = logOf(fixture, [4, 3], { retentionMs: -1, retentionBytes: 0 });
    applyRetention(log, fixture.clock.nowMs());
    expect(baseOffsetsOf(log)).toEqual([10]);
    applyRetention(log, fixture.clock.nowMs());
    expect([log.logStartOffset, log.logEndOffset]).toEqual([10, 20]);
  });
});

describe("a log without delete in its policy", () => {
  test("loses nothing by time, size or budget, and still rolls by age", () => {
    const fixture = new TestStore();
    const log = logOf(fixture, [9 * HOUR_MS, 8 * HOUR_MS], {
      deleteEnabled: false,
      retentionBytes: 0,
      segmentMs: HOUR_MS,
    });
    fixture.clock.advance(2 * HOUR_MS);
    expect(applyRetention(log, fixture.clock.nowMs())).toEqual([]);
    expect(applyDiskBudget([log], 0)).toEqual([]);
    expect([log.logStartOffset, log.segments.length]).toEqual([0, 3]);
  });
});

describe("a log that keeps its newest record", () => {
  test("loses all before that segment, though everything is too old", () => {
    const fixture = new TestStore();
    const log = logOf(fixture, [3 * HOUR_MS, 2 * HOUR_MS]);
    log.keepsNewest = true;
    applyRetention(log, fixture.clock.nowMs());
    expect([log.logStartOffset, log.logEndOffset]).toEqual([10, 20]);
    applyRetention(log, fixture.clock.nowMs());
    expect(applyDiskBudget([log], 0)).toEqual([]);
    expect(baseOffsetsOf(log)).toEqual([10, 20]);
    log.append(batchOf(10), LEADER);
    applyRetention(log, fixture.clock.nowMs());
    expect(baseOffsetsOf(log)).toEqual([20]);
  });

  test("does not keep the disk budget from the other logs", () => {
    const fixture = new TestStore();
    const a = logOf(fixture, [90_000], { name: "a-0" });
    a.keepsNewest = true;
    a.roll();
    const b = logOf(fixture, [9_000, 8_000], { name: "b-0" });
    applyDiskBudget([a, b], 0);
    expect([baseOffsetsOf(a), baseOffsetsOf(b)]).toEqual([[0, 10], [10]]);
  });
});

describe("the disk budget", () => {
  test("takes the oldest segments over all logs until they fit", () => {
    const fixture = new TestStore();
    const a = logOf(fixture, [10_000, 7_000, 4_000], { name: "a-0" });
    const b = logOf(fixture, [9_000, 8_000, 1_000], { name: "b-0" });
    const kept = logOf(fixture, [99_000, 98_000], { name: "kept-0", deleteEnabled: false });
    const one = a.segments[0]!.sizeBytes;
    const removals = applyDiskBudget([a, b, kept], 5 * one);
    expect(removals.map(({ log, reason }) => [log.name, reason])).toEqual([
      ["a-0", "disk budget"],
      ["b-0", "disk budget"],
      ["b-0", "disk budget"],
    ]);
    expect([baseOffsetsOf(a), baseOffsetsOf(b)]).toEqual([[10, 20], [20]]);
    expect(kept.segments.length).toBe(2);
  });

  test("stops at the active segments, though there is too much still", () => {
    const fixture = new TestStore();
    const a = logOf(fixture, [10_000, 7_000], { name: "a-0" });
    const b = logOf(fixture, [9_000], { name: "b-0" });
    applyDiskBudget([a, b], 0);
    expect([baseOffsetsOf(a), baseOffsetsOf(b)]).toEqual([[10], [0]]);
  });

  test("removes nothing within the budget", () => {
    const fixture = new TestStore();
    const a = logOf(fixture, [10_000, 7_000]);
    expect(applyDiskBudget([a], a.sizeBytes)).toEqual([]);
  });

  test("leaves logs that are offline alone, in time and size as well", () => {
    const fixture = new TestStore();
    const broken = logOf(fixture, [90 * HOUR_MS, 80 * HOUR_MS], { name: "broken-0" });
    broken.setOffline("a test says so");
    expect(applyRetention(broken, fixture.clock.nowMs())).toEqual([]);
    expect(applyDiskBudget([broken], 0)).toEqual([]);
    expect(broken.segments.length).toBe(2);
  });
});
