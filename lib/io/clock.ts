/**
 * Time, as everything above lib/io sees it: wall clock for timestamps, a monotonic clock for
 * deadlines, timers. The in-memory twin is memory_clock.ts.
 *
 * @module
 */

/** A pending timer. Cancelling one that has fired does nothing. */
export interface Timer {
  cancel(): void;
}

/** A source of time. */
export interface Clock {
  /** Wall clock, in ms since the epoch; it may jump either way. */
  nowMs(): number;
  /** Monotonic, in ms from an arbitrary start: for deadlines and durations. */
  monotonicMs(): number;
  /** Runs `run` once after `delayMs` of monotonic time. */
  setTimer(delayMs: number, run: () => void): Timer;
}

/** setTimeout fires at once beyond this; longer delays are cut to it and the caller looks again. */
const DELAY_MS_MAX = 2 ** 31 - 1;

/** The machine's clock. Timers do not keep the process alive. */
export class SystemClock implements Clock {
  nowMs(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return performance.now();
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const handle = setTimeout(run, Math.min(Math.max(delayMs, 0), DELAY_MS_MAX));
    return { cancel: () => clearTimeout(handle) };
  }
}
