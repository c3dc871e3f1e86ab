/**
 * Random numbers that come again with the same seed, so that a run that failed can be repeated.
 *
 * @module
 */

/** A function that returns whole numbers from 0 to below its argument (mulberry32). */
export function seededRandom(seed: number): (maxExclusive: number) => number {
  let state = seed >>> 0;
  return function random(maxExclusive: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * maxExclusive);
  };
}
