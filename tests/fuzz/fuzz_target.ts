/**
 * What is fuzzed. A target makes one input from one seed and tries it, so a find is had again by
 * its seed; a find of a target that takes bytes is kept as these bytes, which stay what they are
 * when the generator changes.
 *
 * @module
 */
import type { SeededRandom } from "../../lib/io/random.ts";

/** An input of a target that takes bytes. */
export interface FuzzInput {
  /** Which decoder: a message and version, a codec, a record. */
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** One thing to fuzz. An error thrown by `round` or `check` is a find. */
export interface FuzzTarget {
  readonly name: string;
  /** One try. `note` is told the input, where it can be kept. */
  round(random: SeededRandom, note: (input: FuzzInput) => void): void | Promise<void>;
  /** Tries one input again. */
  check?(input: FuzzInput): void;
}

/** One of several things. */
export function pick<T>(random: SeededRandom, values: readonly T[]): T {
  const value = values[random.int(values.length)];
  if (value === undefined) throw new RangeError("Cannot pick from nothing");
  return value;
}
