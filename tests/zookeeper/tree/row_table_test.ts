import { expect, test } from "bun:test";
import { RowTable } from "../../../lib/zookeeper/tree/row_table.ts";

test("rows keep doubles and words apart from each other", () => {
  const table = new RowTable(3);
  const rows = Array.from({ length: 2000 }, () => table.add());
  for (const row of rows) {
    table.setDouble(row, 0, row + 0.5);
    table.setDouble(row, 1, -(2 ** 53) + 1 + row);
    table.setWord(row, 4, row);
    table.setWord(row, 5, 0xffffffff - row);
  }
  for (const row of rows) {
    expect([table.double(row, 0), table.double(row, 1)]).toEqual([row + 0.5, -(2 ** 53) + 1 + row]);
    expect([table.word(row, 4), table.word(row, 5)]).toEqual([row, 0xffffffff - row]);
  }
  expect(table.limit).toBeGreaterThanOrEqual(2000);
});

test("a row that takes another's place is all zero", () => {
  const table = new RowTable(2);
  const row = table.add();
  table.setDouble(row, 0, 1);
  table.setWord(row, 3, 7);
  table.remove(row);
  expect(table.add()).toBe(row);
  expect([table.double(row, 0), table.word(row, 2), table.word(row, 3)]).toEqual([0, 0, 0]);
});

test("rows that are gone take their page along", () => {
  const table = new RowTable(2);
  const rows = Array.from({ length: 2000 }, () => table.add());
  expect(table.hasPage(0)).toBe(true);
  for (const row of rows.slice(0, 1024)) table.remove(row);
  expect([table.hasPage(0), table.hasPage(1999), table.hasPage(1 << 20)])
    .toEqual([false, true, false]);
});
