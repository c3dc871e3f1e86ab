import { expect, test } from "bun:test";
import { MemoryBudget } from "../../lib/io/memory_budget.ts";
import { storeCaches } from "../../lib/storage/store_memory.ts";

/** A window that nobody has mapped. */
function windowOf(length: number) {
  return { start: 0, length, warm: false, bytes: null };
}

test("a store's caches are as large as their accounts allow", () => {
  const budget = new MemoryBudget();
  const { windows } = storeCaches({
    indexes: budget.open({ name: "indexes", bytesMax: 100 }),
    windows: budget.open({ name: "windows", bytesMax: 100 }),
  });
  for (let i = 0; i < 5; i++) windows.use(windowOf(40));
  expect([windows.warmBytes, budget.usedBytes]).toEqual([80, 80]);
});

test("and have bounds of their own without accounts", () => {
  const { windows } = storeCaches(undefined);
  for (let i = 0; i < 20; i++) windows.use(windowOf(16 << 20));
  expect(windows.warmBytes).toBe(128 << 20);
});
