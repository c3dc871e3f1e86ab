/**
 * One compaction of one partition, from the event loop's side: the log goes to disk, the job is
 * made and run, and each segment that is finished takes its place.
 *
 * @module
 */
import type { Clock } from "../../../io/clock.ts";
import { swapSegment } from "../../../storage/segment_swap.ts";
import type { CleanableRange } from "./cleanable_range.ts";
import { CleaningAbortedError, type CleaningLimits, type CleaningResult } from "./cleaning_job.ts";
import type { CleaningRunner } from "./cleaning_runner.ts";
import { prepareJob } from "./prepare_job.ts";

/** What a compaction of a partition needs around it. */
export interface CleanPartitionServices {
  clock: Clock;
  runner: CleaningRunner;
  limits: CleaningLimits;
  /** Puts logs on disk: a start must not look for lost tails in what compaction made. */
  checkpoint(): Promise<void>;
  /** False once the process stops. */
  isWanted(): boolean;
}

/**
 * Compacts a range.
 *
 * @throws UncleanableError, DiskFullError, CleaningAbortedError, LogOfflineError
 */
export async function cleanPartition(
  range: CleanableRange,
  services: CleanPartitionServices,
): Promise<CleaningResult> {
  const { partition } = range;
  const { log } = partition;
  await services.checkpoint();
  if (log.flushedOffset < range.firstUncleanableOffset) {
    throw new CleaningAbortedError(`log ${log.name} is not on disk yet`);
  }
  const job = await prepareJob(range, { limits: services.limits, nowMs: services.clock.nowMs() });
  return await services.runner.run(job, {
    isWanted: () => services.isWanted() && !partition.removed && log.offline === null,
    async onCleaned(segment) {
      const isIn = await swapSegment(log, segment, () => {
        partition.aborted.noteReplaced(segment.sources, segment.abortedCount);
      });
      if (isIn) return;
      throw new CleaningAbortedError(`segments of ${log.name} were removed meanwhile`);
    },
  });
}
