/**
 * Trying again: runs an attempt until it succeeds, fails in a way that trying again cannot cure, or
 * time runs out, with growing pauses between attempts (KIP-580).
 *
 * @module
 */

import type { Clock, Timer } from "../io/clock.ts";
import type { Random } from "../io/random.ts";
import { DisconnectedError, mayRetry, TimedOutError } from "./errors.ts";

/** How to pause and how long to go on. */
export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The first pause, in ms; each next one is twice as long. */
  readonly retryBackoffMs: number;
  /** The longest pause, in ms. */
  readonly retryBackoffMaxMs: number;
  /** How long to go on in all, in ms, where the call does not say. */
  readonly apiTimeoutMs: number;
}

export const RETRY_DEFAULTS = {
  retryBackoffMs: 100,
  retryBackoffMaxMs: 1000,
  apiTimeoutMs: 60_000,
} as const;

/** Each pause is up to this share longer or shorter, so that clients do not move in step. */
const JITTER = 0.2;
const JITTER_STEPS = 1000;

interface Sleeper {
  readonly timer: Timer;
  wake(error?: Error): void;
}

/** Runs attempts for one client; closing it ends all pauses. */
export class Retry {
  readonly #options: RetryOptions;
  readonly #sleepers = new Set<Sleeper>();
  #closed = false;

  constructor(options: RetryOptions) {
    this.#options = options;
  }

  /** True once {@linkcode Retry.close} was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Runs `attempt`, again where it fails with an error that allows it.
   *
   * @param what names the work, for the error
   * @param attempt is given the number of attempts before it
   * @param options `timeoutMs`: how long to go on; `retriesMax`: how often to try again
   * @throws {TimedOutError} where time runs out; its cause is the last failure
   */
  async run<T>(
    what: string,
    attempt: (attempts: number) => Promise<T>,
    options: { timeoutMs?: number; retriesMax?: number } = {},
  ): Promise<T> {
    const { clock, apiTimeoutMs } = this.#options;
    const timeoutMs = options.timeoutMs ?? apiTimeoutMs;
    const retriesMax = options.retriesMax ?? Infinity;
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    for (let attempts = 0;; attempts++) {
      try {
        return await attempt(attempts);
      } catch (error) {
        if (!mayRetry(error) || attempts >= retriesMax || this.#closed) throw error;
        const leftMs = deadlineMs - clock.monotonicMs();
        if (leftMs <= 0) throw outOfTime(what, { timeoutMs, error });
        await this.sleep(Math.min(this.pauseMs(attempts), leftMs));
      }
    }
  }

  /** The pause after so many attempts before, in ms. */
  pauseMs(attempts: number): number {
    const { random, retryBackoffMs, retryBackoffMaxMs } = this.#options;
    const pauseMs = Math.min(retryBackoffMs * 2 ** attempts, retryBackoffMaxMs);
    const share = 1 - JITTER + 2 * JITTER * random.int(JITTER_STEPS) / JITTER_STEPS;
    return pauseMs * share;
  }

  /** Waits; throws where the client is closed meanwhile. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(closedError());
      const timer = this.#options.clock.setTimer(delayMs, () => sleeper.wake());
      const sleeper: Sleeper = {
        timer,
        wake: (error) => {
          this.#sleepers.delete(sleeper);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      this.#sleepers.add(sleeper);
    });
  }

  /** Ends all pauses, with an error. */
  close(): void {
    this.#closed = true;
    for (const sleeper of [...this.#sleepers]) {
      sleeper.timer.cancel();
      sleeper.wake(closedError());
    }
  }
}

function closedError(): Error {
  return new DisconnectedError("The client was closed");
}

function outOfTime(what: string, { timeoutMs, error }: { timeoutMs: number; error: unknown }) {
  const reason = error instanceof Error ? error.message : String(error);
  return new TimedOutError(
    `Gave up on ${what} after ${timeoutMs} ms; the last failure: ${reason}`,
    {
      retriable: false,
      cause: error,
    },
  );
}
