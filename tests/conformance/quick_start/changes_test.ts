import { expect, test } from "bun:test";
import { replaced, sortedItems, sortedLines, withoutColumns, withoutLines } from "./changes.ts";

test("withoutColumns() takes whole columns, of any width, with their values", () => {
  const text = `Some words

GROUP     COORDINATOR (ID)  STATE
my-group  localhost (0)     Stable

GROUP  STATE
other  Empty`;
  expect(withoutColumns("GROUP")(text).split("\n")).toEqual([
    "Some words",
    "",
    "COORDINATOR (ID)  STATE",
    "localhost (0)     Stable",
    "",
    "STATE",
    "Empty",
  ]);
  expect(withoutColumns("COORDINATOR (ID)", "STATE")(text)).toContain("GROUP     \nmy-group  \n");
});

test("withoutColumns() leaves a text alone that has no such column", () => {
  expect(withoutColumns("GROUP")("MY-GROUP  STATE\na  b")).toBe("MY-GROUP  STATE\na  b");
});

test("lines and lists without an order are sorted", () => {
  expect(sortedLines("b\nc\na\n")).toBe("a\nb\nc");
  expect(sortedItems(/(?<=are ).*$/gm)("these are c=1,a=2, b=3\nd,c")).toBe(
    "these are a=2, b=3, c=1\nd,c",
  );
});

test("lines that match are taken out, matches replaced", () => {
  expect(withoutLines(/^x/)("x1\n x\nx2")).toBe(" x");
  expect(replaced(/(\d+) ms/g, "<$1>")("7 ms, 8 ms")).toBe("<7>, <8>");
});
