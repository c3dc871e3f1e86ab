import { describe, expect, test } from "bun:test";
import { MemoryBudget } from "../../lib/io/memory_budget.ts";
import { type CachedIndexes, IndexCache } from "../../lib/storage/index_cache.ts";

/** Indexes that note whether they were let go. */
class Entries implements CachedIndexes {
  sizeBytes: number;
  dropped = false;

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes;
  }

  drop(): void {
    this.dropped = true;
  }
}

describe("the cache of indexes", () => {
  test("lets the oldest go when too many bytes are held", () => {
    const cache = new IndexCache(100);
    const all = [40, 40, 40, 40].map((bytes) => new Entries(bytes));
    for (const entries of all) cache.add(entries);
    expect(all.map(({ dropped }) => dropped)).toEqual([true, true, false, false]);
    expect(cache.bytes).toBe(80);
  });

  test("holds what is loaded last, however large", () => {
    const cache = new IndexCache(100);
    const [small, large] = [new Entries(10), new Entries(1000)];
    cache.add(small);
    cache.add(large);
    expect([small.dropped, large.dropped, cache.bytes]).toEqual([true, false, 1000]);
  });

  test("counts what grew with its new size, and what is forgotten not at all", () => {
    const cache = new IndexCache(100);
    const entries = new Entries(30);
    cache.add(entries);
    entries.sizeBytes = 60;
    cache.add(entries);
    expect(cache.bytes).toBe(60);
    entries.sizeBytes = 90;
    cache.forget(entries);
    cache.forget(entries);
    expect([cache.bytes, entries.dropped]).toEqual([0, false]);
  });

  test("lets the oldest go where memory runs short, but not what was loaded last", () => {
    const account = new MemoryBudget(1000).open({ name: "indexes" });
    const cache = new IndexCache(1000, account);
    const all = [40, 40, 40].map((bytes) => new Entries(bytes));
    for (const entries of all) cache.add(entries);
    expect(account.bytes).toBe(120);
    account.giveWay?.(30);
    expect([all.map(({ dropped }) => dropped), account.bytes]).toEqual([[true, false, false], 80]);
    account.giveWay?.(500);
    expect([all.map(({ dropped }) => dropped), account.bytes]).toEqual([[true, true, false], 40]);
    cache.forget(all[2]!);
    cache.forget(all[2]!);
    expect(account.bytes).toBe(0);
  });
});
