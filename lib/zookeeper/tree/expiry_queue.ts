/**
 * Things that end unless they are touched in time, in buckets of one tick: touching one that
 * stays in its bucket costs a comparison, and one timer serves them all (as ZooKeeper's
 * ExpiryQueue does it). So an end comes up to one tick late, never early.
 *
 * @module
 */
import type { Clock, Timer } from "../../io/clock.ts";

/** Ends in one turn of the loop: thousands at once, as when a network fails, would hold it up. */
const ENDS_A_TURN = 200;

/** A set of things with deadlines. */
export class ExpiryQueue<T> {
  readonly #clock: Clock;
  readonly #tickTimeMs: number;
  readonly #expire: (items: T[]) => void;
  readonly #deadlines = new Map<T, number>();
  readonly #buckets = new Map<number, Set<T>>();
  #timer: Timer | null = null;
  #timerDueMs = 0;

  /**
   * @param clock where time comes from
   * @param options.tickTimeMs a bucket's width, in ms
   * @param options.expire told what was not touched in time; it is no longer in the queue
   */
  constructor(clock: Clock, options: { tickTimeMs: number; expire: (items: T[]) => void }) {
    this.#clock = clock;
    this.#tickTimeMs = options.tickTimeMs;
    this.#expire = options.expire;
  }

  get size(): number {
    return this.#deadlines.size;
  }

  /** Things by deadline (monotonic, in ms). */
  buckets(): ReadonlyMap<number, ReadonlySet<T>> {
    return this.#buckets;
  }

  /** Puts `item` in, or its end off, to `timeoutMs` from now. */
  touch(item: T, timeoutMs: number): void {
    const dueMs = this.#clock.monotonicMs() + timeoutMs;
    const bucketMs = (Math.floor(dueMs / this.#tickTimeMs) + 1) * this.#tickTimeMs;
    const beforeMs = this.#deadlines.get(item);
    if (beforeMs === bucketMs) return;
    if (beforeMs !== undefined) this.#leave(item, beforeMs);
    this.#deadlines.set(item, bucketMs);
    const bucket = this.#buckets.get(bucketMs);
    if (bucket === undefined) this.#buckets.set(bucketMs, new Set([item]));
    else bucket.add(item);
    if (this.#timer === null || bucketMs < this.#timerDueMs) this.#schedule();
  }

  remove(item: T): void {
    const bucketMs = this.#deadlines.get(item);
    if (bucketMs === undefined) return;
    this.#deadlines.delete(item);
    this.#leave(item, bucketMs);
    if (this.#deadlines.size === 0) this.#cancelTimer();
  }

  /** Forgets everything and releases the timer. */
  close(): void {
    this.#deadlines.clear();
    this.#buckets.clear();
    this.#cancelTimer();
  }

  #leave(item: T, bucketMs: number): void {
    const bucket = this.#buckets.get(bucketMs)!;
    bucket.delete(item);
    if (bucket.size === 0) this.#buckets.delete(bucketMs);
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #schedule(): void {
    this.#cancelTimer();
    if (this.#buckets.size === 0) return;
    this.#timerDueMs = Math.min(...this.#buckets.keys());
    const delayMs = this.#timerDueMs - this.#clock.monotonicMs();
    this.#timer = this.#clock.setTimer(delayMs, () => this.#onTimer());
  }

  #onTimer(): void {
    this.#timer = null;
    const nowMs = this.#clock.monotonicMs();
    // The process did not run for a while (a paused virtual machine): what came in meanwhile has
    // not been read yet, so nothing ends before it had a tick to be heard.
    const isLate = nowMs - this.#timerDueMs > this.#tickTimeMs;
    const due: T[] = [];
    for (const [bucketMs, bucket] of [...this.#buckets]) {
      if (bucketMs > nowMs) continue;
      for (const item of [...bucket]) {
        if (isLate) this.touch(item, 0);
        else if (due.length < ENDS_A_TURN) due.push(item);
      }
    }
    for (const item of due) this.remove(item);
    this.#schedule();
    if (due.length > 0) this.#expire(due);
  }
}
