/**
 * Decompression in steps, of the codecs that are written in JavaScript: a generator that gives the
 * bytes put out so far after each block, and in the end the output.
 *
 * @module
 */

/** Gives the bytes put out so far; returns the output. Throws MalformedError. */
export type DecompressionSteps = Generator<number, Uint8Array, void>;

/** Output between two turns of the loop, in bytes: about 2 ms. */
const BYTES_PER_TURN = 1 << 20;

/** All steps without a break. */
export function atOnce(steps: DecompressionSteps): Uint8Array {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** All steps, with a turn of the loop now and then. */
export async function inTurns(steps: DecompressionSteps): Promise<Uint8Array> {
  let step = steps.next();
  for (let due = BYTES_PER_TURN; !step.done; step = steps.next()) {
    if (step.value < due) continue;
    due = step.value + BYTES_PER_TURN;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return step.value;
}
