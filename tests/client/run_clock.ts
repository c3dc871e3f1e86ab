/**
 * Lets asynchronous work go on while a clock that stands still is moved.
 *
 * @module
 */

import type { MemoryClock } from "../../lib/io/memory_clock.ts";

const TURNS_MAX = 20_000;
const STEP_MS = 10;

/** One turn of the event loop: everything that waits for no timer goes on. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Some turns: chains of promises come to their end. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

/** Moves the clock until a promise is settled; fails where that takes too long. */
export async function withTime<T>(clock: MemoryClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = promise.finally(() => settled = true);
  done.catch(() => {/* the caller gets it */});
  for (let i = 0; i < TURNS_MAX; i++) {
    await turn();
    if (settled) return await promise;
    clock.advance(STEP_MS);
  }
  throw new Error(`Nothing happened within ${TURNS_MAX * STEP_MS} ms of the clock`);
}
