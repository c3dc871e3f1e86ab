/**
 * Waiting without sleeping, for tests of what happens in later turns of the loop.
 *
 * @module
 */
import type { MemoryClock } from "../../lib/io/memory_clock.ts";

/** Turns of the loop in which everything in memory comes to its end: 50 ms where nothing is done. */
const TURNS_MAX = 20_000;
/** How long sockets, threads and the disk of a busy machine may take on top of that, in ms. */
const MACHINE_LIMIT_MS = 15_000;

/** Lets the loop turn until `isMet`. Throws where it never is. */
export async function until(what: string, isMet: () => boolean): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    if (isMet()) return;
    await nextTurn();
  }
  const limitMs = performance.now() + MACHINE_LIMIT_MS;
  while (!isMet()) {
    if (performance.now() > limitMs) throw new Error(`Waited in vain: ${what}`);
    // A rest leaves the processor to what is waited for.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Lets turns, and milliseconds of a memory clock, pass until a promise settles; gives its result. */
export async function settled<T>(clock: MemoryClock, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  promise.then(end, end);
  await until("a promise settles", () => {
    if (!isOver) clock.advance(1);
    return isOver;
  });
  return await promise;
}

/** Lets everything that is ready run. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
