/**
 * Removing old segments: by age and size per log, and by one budget for the whole disk, which
 * takes the oldest segments first, whichever log they belong to.
 *
 * The active segment is never removed; where all of a log has expired it is rolled first, so that
 * it can go.
 *
 * @module
 */
import type { Log } from "./log.ts";
import type { Segment } from "./segment.ts";

/** Why segments went, for the log line. */
export interface Removal {
  log: Log;
  segments: number;
  sizeBytes: number;
  reason: "retention.ms" | "retention.bytes" | "log start offset" | "disk budget";
}

/** Applies retention.ms, retention.bytes and the log start offset to one log. */
export function applyRetention(log: Log, nowMs: number): Removal[] {
  if (log.offline !== null) return [];
  log.rollIfAged();
  if (!log.config.deleteEnabled) return [];
  const removals: Removal[] = [];
  const expired = expiredCount(log, nowMs);
  removeOldest(log, { count: expired, reason: "retention.ms" }, removals);
  removeOldest(log, { count: oversizedCount(log), reason: "retention.bytes" }, removals);
  return removals;
}

/** How many of the oldest segments hold nothing younger than retention.ms. */
function expiredCount(log: Log, nowMs: number): number {
  const { retentionMs } = log.config;
  if (retentionMs < 0) return 0;
  let count = 0;
  for (const segment of log.segments) {
    if (segment.sizeBytes === 0 || nowMs - newestMs(segment) <= retentionMs) break;
    count += 1;
  }
  if (count === log.segments.length) log.roll();
  return count;
}

/** The time of a segment's newest record, or of its file's last change where records have none. */
function newestMs(segment: Segment): number {
  if (segment.maxTimestamp < 0 && !segment.indexesLoaded) segment.loadIndexes();
  return segment.maxTimestamp >= 0 ? segment.maxTimestamp : segment.createdMs;
}

/** How many of the oldest segments are more than retention.bytes asks to keep. */
function oversizedCount(log: Log): number {
  const { retentionBytes } = log.config;
  if (retentionBytes < 0) return 0;
  let excessBytes = log.sizeBytes - retentionBytes;
  let count = 0;
  for (const segment of log.segments.slice(0, -1)) {
    excessBytes -= segment.sizeBytes;
    if (excessBytes < 0) break;
    count += 1;
  }
  return count;
}

/** How many of the oldest segments may go at all. */
function removableCount(log: Log): number {
  const isNewestClosed = log.active.sizeBytes === 0 && log.segments.length > 1;
  return log.segments.length - (log.keepsNewest && isNewestClosed ? 2 : 1);
}

/** Moves the log start up over the `count` oldest segments, which removes their files. */
function removeOldest(
  log: Log,
  { count, reason }: { count: number; reason: Removal["reason"] },
  removals: Removal[],
): void {
  const last = Math.min(count, removableCount(log));
  if (last <= 0) return;
  const removed = log.advanceLogStartOffset(log.segments[last]!.baseOffset);
  const sizeBytes = removed.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  if (removed.length > 0) removals.push({ log, segments: removed.length, sizeBytes, reason });
}

/**
 * Removes the oldest segments over all logs until they hold at most `budgetBytes`.
 * Logs without `delete` in their cleanup policy are counted, and kept.
 */
export function applyDiskBudget(logs: Iterable<Log>, budgetBytes: number): Removal[] {
  const all = [...logs].filter((log) => log.offline === null);
  let excessBytes = all.reduce((sum, log) => sum + log.sizeBytes, 0) - budgetBytes;
  const removals: Removal[] = [];
  while (excessBytes > 0) {
    const oldest = logWithOldestSegment(all);
    if (oldest === null) break;
    const before = removals.length;
    removeOldest(oldest, { count: 1, reason: "disk budget" }, removals);
    if (removals.length === before) break;
    excessBytes -= removals[removals.length - 1]!.sizeBytes;
  }
  return removals;
}

function logWithOldestSegment(logs: Log[]): Log | null {
  let oldest: Log | null = null;
  let oldestMs = Infinity;
  for (const log of logs) {
    if (!log.config.deleteEnabled || removableCount(log) < 1) continue;
    const ms = newestMs(log.segments[0]!);
    if (ms >= oldestMs) continue;
    oldestMs = ms;
    oldest = log;
  }
  return oldest;
}
