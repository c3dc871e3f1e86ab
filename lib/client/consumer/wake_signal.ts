/**
 * Lets one waiter sleep until something happens or time is up.
 *
 * @module
 */

import type { Clock } from "../../io/clock.ts";

/** A wake that comes while nobody waits is kept for the next waiter. */
export class WakeSignal {
  readonly #clock: Clock;
  #isSet = false;
  #wakers: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wake(): void {
    this.#isSet = true;
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const waker of wakers) waker();
  }

  /** Waits for {@linkcode WakeSignal.wake}, at most `timeoutMs`. */
  wait(timeoutMs: number): Promise<void> {
    if (this.#isSet) {
      this.#isSet = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(timeoutMs, () => {
        this.#wakers = this.#wakers.filter((waker) => waker !== finish);
        resolve();
      });
      const finish = () => {
        timer.cancel();
        this.#isSet = false;
        resolve();
      };
      this.#wakers.push(finish);
    });
  }
}
