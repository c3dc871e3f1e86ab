/**
 * Permits that come back at a rate and may be saved up for a burst: what changes of topics are held
 * to (KIP-599). One large change may take more than there is, and is paid for by waiting after it.
 *
 * @module
 */
import type { RateWindows } from "./windowed_rate.ts";

/** A bucket; it begins full. */
export class TokenBucket {
  readonly #windows: RateWindows;
  #tokens = 0;
  /** Long ago, so that the first look fills the bucket. */
  #lastMs = -Infinity;

  constructor(windows: RateWindows) {
    this.#windows = windows;
  }

  /** What is there at `limit` permits per second; below 0 where more was taken. */
  measure(limit: number, timeMs: number): number {
    const burst = (this.#windows.count * this.#windows.sizeMs * limit) / 1000;
    const gained = this.#lastMs === -Infinity ? burst : (limit * (timeMs - this.#lastMs)) / 1000;
    this.#tokens = Math.min(burst, this.#tokens + gained);
    this.#lastMs = timeMs;
    return this.#tokens;
  }

  take(permits: number, { limit, timeMs }: { limit: number; timeMs: number }): void {
    this.#tokens = this.measure(limit, timeMs) - permits;
  }

  /** How long until the bucket is not in debt any more, in ms. */
  throttleMs(limit: number, timeMs: number): number {
    const tokens = this.measure(limit, timeMs);
    return tokens < 0 ? Math.round((-tokens / limit) * 1000) : 0;
  }
}
