/**
 * Putting a log on disk so that a start after a crash need not look at it: the data, the indexes,
 * and where each sealed segment ends. The store does it for every log that was written to.
 *
 * @module
 */
import type { Log } from "./log.ts";
import type { Segment } from "./segment.ts";

/**
 * Puts everything appended so far on disk.
 *
 * @returns the offset below which a start need not look: the recovery point
 * @throws LogOfflineError where the log's disk fails, or the log is deleted meanwhile
 */
export async function checkpointLog(log: Log): Promise<number> {
  const endOffset = log.logEndOffset;
  log.noteCheckpoint();
  await log.flushed(endOffset);
  for (const segment of [...log.segments]) {
    // Deleted meanwhile: its folder may be another log's by now.
    log.requireOnline();
    if (segment !== log.active && segment.isSettled) continue;
    segment.writeIndexes();
    await settle(log, segment);
  }
  log.requireOnline();
  await log.onCheckpoint?.();
  log.requireOnline();
  return endOffset;
}

/** Puts a segment's indexes on disk, and where it was sealed, its end. */
async function settle(log: Log, segment: Segment): Promise<void> {
  try {
    if (segment !== log.active) await segment.datasync();
    await segment.datasyncIndexes();
  } catch (error) {
    throw log.setOffline(
      `cannot put data on disk: ${error instanceof Error ? error.message : error}`,
    );
  }
}
