/**
 * How much of something was used per second, over the last windows: the measure that byte rates,
 * request times and connection rates are held to, counted as Kafka counts it, so that a client
 * waits the same time here.
 *
 * One window more than configured is kept, for the one that the measured time only overlaps.
 *
 * @module
 */

/** Length and number of the windows that a rate is measured over. */
export interface RateWindows {
  /** quota.window.num */
  readonly count: number;
  /** quota.window.size.seconds, in ms */
  readonly sizeMs: number;
}

/** What an answer's throttleTimeMs can carry; a limit of 0 would make it infinite. */
const THROTTLE_MS_MAX = 2 ** 31 - 1;

/** A sum over sliding windows. */
export class WindowedRate {
  readonly #windows: RateWindows;
  readonly #startMs: Float64Array;
  readonly #lastMs: Float64Array;
  readonly #sums: Float64Array;
  #used = 0;
  #current = 0;

  constructor(windows: RateWindows) {
    this.#windows = windows;
    const kept = windows.count + 1;
    this.#startMs = new Float64Array(kept);
    this.#lastMs = new Float64Array(kept);
    this.#sums = new Float64Array(kept);
  }

  /** Adds `value`, which may be negative to take something back. */
  record(value: number, timeMs: number): void {
    if (this.#used === 0) this.#begin(0, timeMs);
    else if (timeMs - this.#startMs[this.#current]! >= this.#windows.sizeMs) {
      this.#begin((this.#current + 1) % this.#sums.length, timeMs);
    }
    this.#sums[this.#current]! += value;
    this.#lastMs[this.#current] = timeMs;
  }

  /** Per second, over {@linkcode WindowedRate.windowMs}. */
  measure(timeMs: number): number {
    const windowMs = this.windowMs(timeMs);
    let sum = 0;
    for (let i = 0; i < this.#used; i++) sum += this.#sums[i]!;
    return sum / (windowMs / 1000);
  }

  /**
   * The time that the rate is taken over: since the oldest window that counts, and never less than
   * all windows but one, so that the first request of a client does not look like a flood.
   */
  windowMs(timeMs: number): number {
    const { count, sizeMs } = this.#windows;
    this.#forgetBefore(timeMs - count * sizeMs, timeMs);
    if (this.#used === 0) this.#begin(0, timeMs);
    let oldestMs = Infinity;
    for (let i = 0; i < this.#used; i++) oldestMs = Math.min(oldestMs, this.#startMs[i]!);
    const elapsedMs = timeMs - oldestMs;
    const missing = Math.max(0, count - 1 - Math.floor(elapsedMs / sizeMs));
    return Math.max(1, elapsedMs + missing * sizeMs);
  }

  /**
   * How long to wait, in ms and using nothing, until the rate is back at `limit`; 0 where it is not
   * above.
   */
  throttleMs(limit: number, timeMs: number): number {
    const excess = this.measure(timeMs) - limit;
    if (excess <= 0) return 0;
    return Math.min(THROTTLE_MS_MAX, Math.round((excess / limit) * this.windowMs(timeMs)));
  }

  #begin(index: number, timeMs: number): void {
    this.#current = index;
    this.#used = Math.max(this.#used, index + 1);
    this.#reset(index, timeMs);
  }

  #reset(index: number, timeMs: number): void {
    this.#startMs[index] = timeMs;
    this.#lastMs[index] = timeMs;
    this.#sums[index] = 0;
  }

  /** A window in which nothing was noted since `limitMs` counts no more. */
  #forgetBefore(limitMs: number, timeMs: number): void {
    for (let i = 0; i < this.#used; i++) {
      if (this.#lastMs[i]! <= limitMs) this.#reset(i, timeMs);
    }
  }
}
