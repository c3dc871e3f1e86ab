/**
 * LZ4's slow way to write a block: of the places where the same four bytes stood before, as many
 * are looked at as the level allows, and the longest copy is taken, or a longer one that begins a
 * byte later. What it writes reads like any other block. The time for a block is bounded, so the
 * levels above 6 are as 6.
 *
 * @module
 */
import {
  HASH_FACTOR,
  LAST_LITERALS,
  MATCH_BYTES_MIN,
  MATCH_START_BEFORE_END,
  writeCopy,
  writeLiterals,
} from "./lz4_block.ts";

const HASH_BITS = 15;
const HASH_SHIFT = 32 - HASH_BITS;
/** A block's positions take 16 bits. */
const POSITIONS = 1 << 16;
/** Places looked at in one block, some 4 ms: it must not hold the event loop, whatever is in it. */
const BLOCK_ATTEMPTS_MAX = 150_000;
/** The highest level that looks at more places than the one below. */
const LEVEL_MAX = 6;

/** The last position of each hash, plus one; 0 for none. */
const heads = new Int32Array(1 << HASH_BITS);
/** For each position the one before it with the same hash, plus one; 0 for none. */
const chain = new Int32Array(POSITIONS);

/** The longest copy found at a place. */
interface Match {
  length: number;
  distance: number;
}

/**
 * Compresses at most 64 KiB, `input` from `start` to `end`, into one block at `target.start`.
 *
 * @param level 1 to 17: places looked at double from one to the next
 * @returns where the block ends in `output`, which must have room for
 * `lz4CompressedBytesMax(end - start)` bytes
 */
export function lz4CompressBlockHigh(
  view: DataView,
  range: { input: Uint8Array; start: number; end: number },
  target: { output: Uint8Array; start: number; level: number },
): number {
  const { input, start, end } = range;
  const { output, level } = target;
  heads.fill(0);
  const search = new MatchSearch(view, range, 1 << (Math.min(level, LEVEL_MAX) - 1));
  const limit = end - MATCH_START_BEFORE_END;
  const [found, later]: [Match, Match] = [{ length: 0, distance: 0 }, { length: 0, distance: 0 }];
  let to = target.start;
  let literalStart = start;
  for (let at = start; at <= limit;) {
    search.longestAt(at, found);
    if (found.length === 0) {
      at += 1;
      continue;
    }
    while (at < limit) {
      search.longestAt(at + 1, later);
      if (later.length <= found.length) break;
      found.length = later.length;
      found.distance = later.distance;
      at += 1;
    }
    const { length, distance } = found;
    to = writeCopy(input, { literalStart, at, output, to, length }, distance);
    at += length;
    literalStart = at;
  }
  return writeLiterals(input, { literalStart, at: end, output, to, length: MATCH_BYTES_MIN });
}

/** Finds copies in one block; positions are asked for in ascending order. */
class MatchSearch {
  readonly #view: DataView;
  readonly #input: Uint8Array;
  readonly #start: number;
  readonly #matchEnd: number;
  readonly #attemptsMax: number;
  #attemptsLeft = BLOCK_ATTEMPTS_MAX;
  /** Everything before is in the chains. */
  #next: number;

  constructor(
    view: DataView,
    { input, start, end }: { input: Uint8Array; start: number; end: number },
    attemptsMax: number,
  ) {
    this.#view = view;
    this.#input = input;
    this.#start = start;
    this.#next = start;
    this.#matchEnd = end - LAST_LITERALS;
    this.#attemptsMax = attemptsMax;
  }

  /** Sets `match` to the longest copy at `at`, of length 0 where there is none. */
  longestAt(at: number, match: Match): void {
    this.#insertBefore(at);
    match.length = 0;
    const four = this.#view.getInt32(at, true);
    const slot = Math.imul(four, HASH_FACTOR) >>> HASH_SHIFT;
    let place = heads[slot]!;
    const attempts = this.#attemptsLeft > 0 ? this.#attemptsMax : 1;
    for (let tried = 0; tried < attempts && place > 0; tried++) {
      this.#attemptsLeft -= 1;
      const candidate = this.#start + place - 1;
      const length = this.#lengthOf(candidate, at, four);
      if (length > match.length) {
        match.length = length;
        match.distance = at - candidate;
        if (at + length >= this.#matchEnd) return;
      }
      place = chain[place - 1]!;
    }
  }

  #lengthOf(candidate: number, at: number, four: number): number {
    if (this.#view.getInt32(candidate, true) !== four) return 0;
    const input = this.#input;
    let length = MATCH_BYTES_MIN;
    while (at + length < this.#matchEnd && input[candidate + length] === input[at + length]) {
      length += 1;
    }
    return length;
  }

  #insertBefore(at: number): void {
    for (; this.#next < at; this.#next++) {
      const slot = Math.imul(this.#view.getInt32(this.#next, true), HASH_FACTOR) >>> HASH_SHIFT;
      const place = this.#next - this.#start;
      chain[place] = heads[slot]!;
      heads[slot] = place + 1;
    }
  }
}
