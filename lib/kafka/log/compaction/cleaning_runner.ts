/**
 * Where compactions run: in a thread of their own (lib/broker/cleaning_thread.ts), or, where there
 * is none, on the event loop in slices.
 *
 * @module
 */
import type { Clock } from "../../../io/clock.ts";
import type { FileSystem } from "../../../io/file.ts";
import { cleanLog } from "./clean_log.ts";
import type { CleanedSegment, CleaningJob, CleaningResult } from "./cleaning_job.ts";
import { CleaningPace, SLICE_MS } from "./cleaning_pace.ts";

/** What a compaction asks of whoever started it. */
export interface CleaningHooks {
  /** Puts a finished segment into the log. Throws CleaningAbortedError where that cannot be. */
  onCleaned(segment: CleanedSegment): Promise<void>;
  /** False once the result is not wanted any more: it ends soon then, with CleaningAbortedError. */
  isWanted(): boolean;
}

/** Runs compactions, one at a time. */
export interface CleaningRunner {
  /** Runs one pass. Throws UncleanableError, DiskFullError, CleaningAbortedError. */
  run(job: CleaningJob, hooks: CleaningHooks): Promise<CleaningResult>;
  /** Gives back what it holds while nothing is to be done. */
  rest(): void;
}

/** Compactions on the event loop, in slices. */
export class SlicedCleaning implements CleaningRunner {
  readonly #files: FileSystem;
  readonly #clock: Clock;

  constructor(files: FileSystem, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  run(job: CleaningJob, hooks: CleaningHooks): Promise<CleaningResult> {
    const pace = new CleaningPace(this.#clock, {
      bytesPerSecond: job.limits.bytesPerSecond,
      sliceMs: SLICE_MS,
      isWanted: () => hooks.isWanted(),
    });
    return cleanLog(job, {
      files: this.#files,
      pace: (sizeBytes) => pace.note(sizeBytes),
      onCleaned: (segment) => hooks.onCleaned(segment),
    });
  }

  rest(): void {}
}
