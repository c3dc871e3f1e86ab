import { expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { wholeRange } from "../../../lib/zookeeper/tree/byte_range.ts";
import {
  EMPTY_HASH,
  hashByte,
  type HashedRows,
  hashOn,
  PathIndex,
} from "../../../lib/zookeeper/tree/path_index.ts";

function hashOf(text: string): number {
  return hashOn(EMPTY_HASH, wholeRange(Buffer.from(text)));
}

/** Rows that are a list of hashes. */
class Hashes implements HashedRows {
  readonly #hashes: number[];
  readonly #next: number[] = [];

  constructor(hashes: number[]) {
    this.#hashes = hashes;
  }

  hash(row: number): number {
    return this.#hashes[row]!;
  }

  nextInBucket(row: number): number {
    return this.#next[row] ?? 0;
  }

  setNextInBucket(row: number, next: number): void {
    this.#next[row] = next;
  }
}

const ROWS = 4000;
const SPREAD = Array.from({ length: ROWS }, (_, i) => hashOf(`/n${i}`));
const SAME = Array.from({ length: ROWS }, (_, i) => hashOf(`/n${i % 40}`));

test.each([
  ["hashes that differ", 0, SPREAD],
  ["hashes that differ", 10, SPREAD],
  ["hashes that differ", 100, SPREAD],
  ["hashes that differ", 3000, SPREAD],
  ["hashes that differ", 5000, SPREAD],
  ["few hashes", 0, SAME],
])("rows of %s are found, with room made for %i at first", (_, expected, hashes) => {
  const rows = new Hashes(hashes);
  const index = new PathIndex(rows);
  index.reserve(expected);
  const random = new SeededRandom(expected);
  const there = new Set<number>();
  const has = (row: number): boolean => {
    let at = index.first(rows.hash(row));
    while (at !== 0 && at !== row) at = rows.nextInBucket(at);
    return at === row;
  };
  // Grows, then comes and goes, then shrinks to nothing.
  for (let step = 0; step < 12_000; step++) {
    const row = step < 3000 ? step + 1 : 1 + random.int(ROWS - 1);
    if (there.has(row)) {
      index.remove(row);
      there.delete(row);
    } else if (step < 8000) {
      index.add(row);
      there.add(row);
    }
    if (step % 1500 > 0) continue;
    for (let each = 1; each < ROWS; each++) expect(has(each)).toBe(there.has(each));
  }
  for (const row of there) index.remove(row);
  for (let each = 1; each < ROWS; each++) expect(index.first(rows.hash(each))).toBe(0);
});

test("no bucket gets long where paths differ in their last digits only", () => {
  const count = 1 << 14;
  const name = (i: number) => `/locks/lock-${String(i).padStart(10, "0")}`;
  const rows = new Hashes(Array.from({ length: count }, (_, i) => hashOf(name(i))));
  const index = new PathIndex(rows);
  for (let row = 1; row < count; row++) index.add(row);
  let longest = 0;
  let steps = 0;
  for (let row = 1; row < count; row++) {
    let length = 1;
    for (let at = index.first(rows.hash(row)); at !== row; at = rows.nextInBucket(at)) length += 1;
    longest = Math.max(longest, length);
    steps += length;
  }
  expect(longest).toBeLessThan(12);
  expect(steps / count).toBeLessThan(1.7);
});

test("the hash of a path goes on from that of its parent", () => {
  const name = wholeRange(Buffer.from("xb").subarray(1));
  expect(hashOn(hashByte(hashOf("/a"), 0x2f), name)).toBe(hashOf("/a/b"));
  expect(hashOf("")).toBe(EMPTY_HASH);
  expect(hashOf("a")).toBe(0xe40c292c);
});
