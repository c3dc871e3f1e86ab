/**
 * How fast sessions may be opened (ZooKeeper's `connection_throttle_*`): each takes a token, and
 * tokens are filled up over time. A client that finds none is refused and comes again by itself.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";

/** How many tokens there are, and how they are filled up. */
export interface SessionThrottleSettings {
  /** Tokens at most; 0 is no bound. */
  readonly connectionMaxTokens: number;
  /** How often tokens are added, in ms. */
  readonly connectionTokenFillTimeMs: number;
  /** How many are added then. */
  readonly connectionTokenFillCount: number;
}

/** Tokens. */
export class SessionThrottle {
  readonly #clock: Clock;
  readonly #settings: SessionThrottleSettings;
  #tokens: number;
  #filledMs: number;

  constructor(clock: Clock, settings: SessionThrottleSettings) {
    this.#clock = clock;
    this.#settings = settings;
    this.#tokens = settings.connectionMaxTokens;
    this.#filledMs = clock.monotonicMs();
  }

  /** Takes a token; false where there is none. */
  take(): boolean {
    const { connectionMaxTokens: tokensMax } = this.#settings;
    if (tokensMax === 0) return true;
    this.#fill();
    if (this.#tokens === 0) return false;
    this.#tokens -= 1;
    return true;
  }

  #fill(): void {
    const { connectionMaxTokens, connectionTokenFillTimeMs, connectionTokenFillCount } =
      this.#settings;
    const nowMs = this.#clock.monotonicMs();
    const times = Math.floor((nowMs - this.#filledMs) / connectionTokenFillTimeMs);
    if (times === 0) return;
    this.#filledMs += times * connectionTokenFillTimeMs;
    this.#tokens = Math.min(connectionMaxTokens, this.#tokens + times * connectionTokenFillCount);
  }
}
