import { expect, test } from "bun:test";
import { type Column, tableLines } from "../../../lib/cli/groups/table.ts";

test("columns are as wide as they must be, and what is missing is a dash", () => {
  const columns: Column<{ name: string; size: number | null }>[] = [
    { title: "NAME", width: 6, grows: true, cell: ({ name }) => name },
    { title: "SIZE", width: 5, cell: ({ size }) => size },
    { title: "END", width: 0, cell: () => "x" },
  ];
  expect(tableLines(columns, [{ name: "a", size: 1 }, { name: "longer name", size: null }]))
    .toEqual([
      "NAME        SIZE  END",
      "a           1     x",
      "longer name -     x",
    ]);
  expect(tableLines(columns, [])).toEqual(["NAME   SIZE  END"]);
});
