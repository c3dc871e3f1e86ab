import { expect, test } from "bun:test";
import { MemoryAccounts } from "../../lib/broker/memory_accounts.ts";

test("what is missed least gives way first", () => {
  const { budget } = new MemoryAccounts(1000);
  const names = budget.accounts.map(({ name }) => name);
  expect(names).toEqual([
    "indexes",
    "windows",
    "answers",
    "requests",
    "compaction",
    "znodes",
    "groups",
  ]);
});

test("what cannot give way fits the budget together", () => {
  const { budget, answers, requests, compaction, groups } = new MemoryAccounts(1000);
  const parts = [answers.account, requests, compaction, groups].map(({ bytesMax }) => bytesMax);
  expect(parts.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(budget.bytesMax);
});

test("without a setting there is no bound", () => {
  expect(new MemoryAccounts().requests.roomBytes).toBe(Infinity);
});
