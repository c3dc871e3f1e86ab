/**
 * How fast a compaction goes: within log.cleaner.io.max.bytes.per.second, and where it runs on the
 * event loop, in slices of a few milliseconds between which everybody else has a turn.
 *
 * @module
 */
import type { Clock } from "../../../io/clock.ts";
import { CleaningAbortedError } from "./cleaning_job.ts";

/** Longest that the loop is kept at once, in ms; a single batch may take longer. */
export const SLICE_MS = 4;
/** Bytes between two looks at the throttle, unless the rate is lower. */
const WINDOW_BYTES = 1 << 20;
/** Time between two looks whether a resting compaction is still wanted, in ms. */
const LOOK_INTERVAL_MS = 100;
/** Windows in a second: with a low rate the pauses are short all the same. */
const WINDOWS_PER_SECOND = 5;

/** Options of a pace. */
export interface PaceOptions {
  /** Infinity for no bound. */
  bytesPerSecond: number;
  /** Time after which the loop gets a turn, in ms; Infinity in a thread of its own. */
  sliceMs: number;
  /** False once the result is not wanted any more. */
  isWanted: () => boolean;
}

/** One compaction's pace. */
export class CleaningPace {
  readonly #clock: Clock;
  readonly #options: PaceOptions;
  readonly #windowBytes: number;
  #sliceStartMs: number;
  #windowStartMs: number;
  #bytesInWindow = 0;

  constructor(clock: Clock, options: PaceOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#windowBytes = Math.min(WINDOW_BYTES, options.bytesPerSecond / WINDOWS_PER_SECOND);
    this.#sliceStartMs = this.#windowStartMs = clock.monotonicMs();
  }

  /**
   * Notes that bytes were read or written.
   *
   * @returns null to go on, or a promise to wait for
   * @throws CleaningAbortedError
   */
  note(sizeBytes: number): Promise<void> | null {
    this.#requireWanted();
    this.#bytesInWindow += sizeBytes;
    const nowMs = this.#clock.monotonicMs();
    if (this.#bytesInWindow >= this.#windowBytes) {
      const dueMs = this.#windowStartMs + this.#bytesInWindow / this.#options.bytesPerSecond * 1000;
      this.#bytesInWindow = 0;
      this.#windowStartMs = Math.max(nowMs, dueMs);
      if (dueMs > nowMs) return this.#rest(dueMs);
    }
    return nowMs - this.#sliceStartMs < this.#options.sliceMs ? null : this.#wait(0);
  }

  #requireWanted(): void {
    if (this.#options.isWanted()) return;
    throw new CleaningAbortedError("compaction was given up: it is not wanted any more");
  }

  /** A low rate and a large batch make for a long rest, which must not hold up a shutdown. */
  async #rest(untilMs: number): Promise<void> {
    for (let nowMs = this.#clock.monotonicMs(); nowMs < untilMs;) {
      await this.#wait(Math.min(untilMs - nowMs, LOOK_INTERVAL_MS));
      this.#requireWanted();
      nowMs = this.#clock.monotonicMs();
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(delayMs, () => {
        this.#sliceStartMs = this.#clock.monotonicMs();
        resolve();
      });
    });
  }
}
