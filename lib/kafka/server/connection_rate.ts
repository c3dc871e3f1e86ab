/**
 * The bound on new connections per second (max.connection.creation.rate, KIP-612): a bucket that
 * holds one second's worth of tokens.
 *
 * Kafka stops accepting until the rate has fallen. Here a socket is accepted before anybody is
 * asked, so a connection that is too early is kept and not read until its turn has come: its client
 * waits as long. One whose turn is further away than {@linkcode DELAY_MAX_MS} is closed.
 *
 * @module
 */
import type { Clock, Timer } from "../../io/clock.ts";
import type { Connection } from "../../io/socket.ts";

/** The longest that a connection waits for its turn, in ms; bounds how many can wait. */
export const DELAY_MAX_MS = 10_000;
/** Rates from here on are none: Kafka's default. */
const NO_RATE = 2 ** 31 - 1;

/** Delays connections. */
export class ConnectionRate {
  readonly #clock: Clock;
  readonly #delayed: { socket: Connection; dueMs: number }[] = [];
  #timer: Timer | null = null;
  /** What the bucket holds; below zero, as many connections wait. */
  #tokens = Infinity;
  #filledMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes a token for a new connection, and delays its first read where there is none yet.
   *
   * @returns false where the connection is to be closed
   */
  admit(socket: Connection, connectionsPerSecondMax: number): boolean {
    if (connectionsPerSecondMax >= NO_RATE) return true;
    const nowMs = this.#clock.monotonicMs();
    const refill = (nowMs - this.#filledMs) / 1000 * connectionsPerSecondMax;
    const tokens = Math.min(connectionsPerSecondMax, this.#tokens + refill) - 1;
    const delayMs = tokens >= 0 ? 0 : -tokens / connectionsPerSecondMax * 1000;
    if (delayMs > DELAY_MAX_MS) return false;
    this.#tokens = tokens;
    this.#filledMs = nowMs;
    if (delayMs > 0) {
      socket.pause();
      this.#delayed.push({ socket, dueMs: nowMs + delayMs });
      this.#schedule();
    }
    return true;
  }

  /** Forgets who waits and releases the timer. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#delayed.length = 0;
  }

  #schedule(): void {
    const next = this.#delayed[0];
    if (next === undefined || this.#timer !== null) return;
    const delayMs = Math.max(1, Math.ceil(next.dueMs - this.#clock.monotonicMs()));
    this.#timer = this.#clock.setTimer(delayMs, () => {
      this.#timer = null;
      const nowMs = this.#clock.monotonicMs();
      const waiting = this.#delayed.findIndex(({ dueMs }) => dueMs > nowMs);
      const due = this.#delayed.splice(0, waiting < 0 ? this.#delayed.length : waiting);
      for (const { socket } of due) socket.resume();
      this.#schedule();
    });
  }
}
