/**
 * Group commit. Appends that must be on disk before they are acknowledged wait here; one datasync
 * per log is in flight at a time, and all who came while it ran share the next.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import type { Log } from "./log.ts";

/** One append that waits for the disk. */
interface Waiter {
  offset: number;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Who waits for one log. */
interface Queue {
  waiters: Waiter[];
  running: boolean;
  /** Waiters that the next flush is worth waiting for: as many as were there for the last. */
  expected: number;
  /** Starts the next flush, while one is held back to gather waiters. */
  startNow: (() => void) | null;
}

/**
 * How long a flush is held back for those who are likely to come. A producer with several requests
 * under way sends the next ones as soon as it gets its answers; a flush that starts before they
 * arrive splits them into two groups, and each pays for a flush of its own. It waits as long as the
 * last flush took, within these bounds, in ms.
 */
const GATHER_MS_MIN = 1;
const GATHER_MS_MAX = 5;

/** Measured flushes, for /metrics. */
export interface FlushStatistics {
  count: number;
  totalMs: number;
  maxMs: number;
}

/** Flushes logs for those who wait. */
export class Flusher {
  readonly #clock: Clock;
  readonly #queues = new Map<Log, Queue>();
  readonly statistics: FlushStatistics = { count: 0, totalMs: 0, maxMs: 0 };
  /** Told each flush's duration in ms. */
  onFlush: ((durationMs: number) => void) | null = null;
  #closing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Appends waiting now, over all logs. */
  get waiting(): number {
    let waiting = 0;
    for (const queue of this.#queues.values()) waiting += queue.waiters.length;
    return waiting;
  }

  /** Resolves when the log is on disk below `offset`. */
  wait(log: Log, offset: number): Promise<void> {
    let queue = this.#queues.get(log);
    if (queue === undefined) {
      queue = { waiters: [], running: false, expected: 0, startNow: null };
      this.#queues.set(log, queue);
    }
    const { waiters } = queue;
    const promise = new Promise<void>((resolve, reject) => {
      waiters.push({ offset, resolve, reject });
    });
    if (!queue.running) void this.#run(log, queue);
    else if (waiters.length >= queue.expected) queue.startNow?.();
    return promise;
  }

  /** From now on no flush is held back: shutdown waits for no timer, and leaves none. */
  close(): void {
    this.#closing = true;
    for (const queue of this.#queues.values()) queue.startNow?.();
  }

  /** Rejects everyone who waits for a log. */
  fail(log: Log, error: Error): void {
    const queue = this.#queues.get(log);
    if (queue === undefined) return;
    this.#queues.delete(log);
    for (const waiter of queue.waiters.splice(0)) waiter.reject(error);
    queue.startNow?.();
  }

  async #run(log: Log, queue: Queue): Promise<void> {
    queue.running = true;
    // Appends of this turn of the loop join the first flush.
    await Promise.resolve();
    while (queue.waiters.length > 0) {
      const startMs = this.#clock.monotonicMs();
      try {
        await log.datasync();
      } catch (error) {
        // After a failed fdatasync the kernel may have dropped the pages: a retry proves nothing.
        log.setOffline(
          `cannot put data on disk: ${error instanceof Error ? error.message : error}`,
        );
        return;
      }
      const durationMs = this.#clock.monotonicMs() - startMs;
      this.#note(durationMs);
      queue.expected = queue.waiters.length;
      this.#release(log, queue);
      if (queue.expected > 1) await this.#gather(queue, durationMs);
    }
    this.#queues.delete(log);
  }

  /** Waits until as many wait as did before, or for about as long as the last flush took. */
  async #gather(queue: Queue, lastFlushMs: number): Promise<void> {
    if (queue.waiters.length >= queue.expected || this.#closing) return;
    const limitMs = Math.min(Math.max(lastFlushMs, GATHER_MS_MIN), GATHER_MS_MAX);
    await new Promise<void>((resolve) => {
      const timer = this.#clock.setTimer(limitMs, resolve);
      queue.startNow = () => {
        timer.cancel();
        resolve();
      };
    });
    queue.startNow = null;
  }

  #release(log: Log, queue: Queue): void {
    const { waiters } = queue;
    let kept = 0;
    for (const waiter of waiters) {
      if (waiter.offset <= log.flushedOffset) waiter.resolve();
      else waiters[kept++] = waiter;
    }
    waiters.length = kept;
  }

  #note(durationMs: number): void {
    this.statistics.count += 1;
    this.statistics.totalMs += durationMs;
    this.statistics.maxMs = Math.max(this.statistics.maxMs, durationMs);
    this.onFlush?.(durationMs);
  }
}
