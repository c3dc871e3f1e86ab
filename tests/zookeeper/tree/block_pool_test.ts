import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { BlockPool } from "../../../lib/zookeeper/tree/block_pool.ts";

/** A pool of pages of four blocks, which counts the pages it made. */
function poolOf4() {
  let made = 0;
  const pool = new BlockPool(2, () => ({ number: made++ }));
  const pages = () => pool.contents.filter((page) => page !== null).length;
  return { pool, pages, made: () => made };
}

describe("blocks in pages", () => {
  test("are numbered page by page", () => {
    const { pool, pages } = poolOf4();
    expect(Array.from({ length: 9 }, () => pool.allocate())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect([pages(), pool.limit]).toEqual([3, 12]);
  });

  test("that are free are given out before there is another page", () => {
    const { pool, pages } = poolOf4();
    for (let i = 0; i < 8; i++) pool.allocate();
    for (const block of [1, 6, 3]) pool.release(block);
    expect([1, 2, 3].map(() => pool.allocate()).sort()).toEqual([1, 3, 6]);
    expect(pages()).toBe(2);
    expect(pool.allocate()).toBe(8);
  });

  test("take their page along when the last of it goes, and others get its numbers", () => {
    const { pool, pages } = poolOf4();
    for (let i = 0; i < 9; i++) pool.allocate();
    for (const block of [0, 1, 2, 3]) pool.release(block);
    expect(pool.contents[0]).toBeNull();
    expect(pages()).toBe(2);
    const again = Array.from({ length: 7 }, () => pool.allocate()).sort((a, b) => a - b);
    expect(again).toEqual([0, 1, 2, 3, 9, 10, 11]);
  });

  test("that come and go one at a time make no page each time", () => {
    const { pool, made } = poolOf4();
    for (let i = 0; i < 100; i++) pool.release(pool.allocate());
    expect(made()).toBe(1);
  });

  test.each([1, 2, 3, 4])("are never given out twice, seed %i", (seed) => {
    const random = new SeededRandom(seed);
    const { pool, pages } = poolOf4();
    const used: number[] = [];
    for (let step = 0; step < 3000; step++) {
      // Grows for a while, then shrinks for a while.
      const grows = random.int(10) < (step % 600 < 300 ? 7 : 3);
      if (grows || used.length === 0) {
        const block = pool.allocate();
        expect(used).not.toContain(block);
        expect(pool.contents[block >> 2]).not.toBeNull();
        used.push(block);
      } else pool.release(used.splice(random.int(used.length), 1)[0]!);
    }
    for (const block of used.splice(0)) pool.release(block);
    expect(pages()).toBeLessThanOrEqual(1);
  });
});
