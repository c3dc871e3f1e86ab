import { describe, expect, test } from "bun:test";
import { checkSequences } from "./check_sequences.ts";
import type { Left, Line, Next } from "./history.ts";

function next(value: string, options: Partial<Next>): Next {
  return { kind: "next", by: "a", value, name: null, zxid: -1, start: 0, end: null, ...options };
}

function named(value: string, number: number, options: Partial<Next>): Next {
  return next(value, { name: nameOf(number), zxid: 10 + number, ...options });
}

function nameOf(number: number): string {
  return `s-${String(number).padStart(10, "0")}`;
}

function left(...numbers: readonly (readonly [number, string])[]): Left {
  const rows = numbers.map(([number, value]) => [nameOf(number), value, 10 + number] as const);
  return { kind: "left", left: rows };
}

const FIRST = named("a:1", 0, { start: 1, end: 2 });
const SECOND = named("b:1", 1, { start: 1.5, end: 3 });
const UNKNOWN = next("a:2", { start: 3 });
const LAST = named("b:2", 3, { start: 5, end: 6 });
const TAKEN = named("b:3", 4, { start: 7, end: 8 });
const TAKE: Line = { kind: "taken", name: nameOf(4), start: 9 };
const LEFT = left([0, "a:1"], [1, "b:1"], [2, "a:2"], [3, "b:2"]);
const GOOD: Line[] = [FIRST, SECOND, UNKNOWN, LAST, TAKEN, TAKE, LEFT];

function replaced(line: Line, ...by: Line[]): Line[] {
  return GOOD.flatMap((one) => one === line ? by : [one]);
}

describe("sequential names", () => {
  test("that count up are taken", () => {
    checkSequences(GOOD);
    checkSequences(replaced(LEFT, left([0, "a:1"], [1, "b:1"], [3, "b:2"])));
    checkSequences(replaced(LEFT, left([0, "a:1"], [1, "b:1"], [3, "b:2"], [4, "b:3"])));
  });

  test.each<[string, Line[], string]>([
    ["given twice", [...GOOD, named("c:1", 1, { start: 1, end: 4 })], "one name"],
    [
      "lower than one that was there before",
      [...GOOD, named("c:1", 2, { start: 9, end: 10 })],
      "asked for after",
    ],
    [
      "in another order than their zxids",
      replaced(SECOND, named("b:1", 1, { start: 1.5, end: 3, zxid: 9 })),
      "is older",
    ],
    ["lost", replaced(LEFT, left([0, "a:1"], [3, "b:2"])), "lost"],
    [
      "of another's value",
      replaced(LEFT, left([0, "a:1"], [1, "x"], [3, "b:2"])),
      "is {",
    ],
    [
      "that nobody asked for",
      replaced(LEFT, left([0, "a:1"], [1, "b:1"], [3, "b:2"], [5, "x"])),
      "nobody asked",
    ],
    [
      "made twice of one request",
      replaced(LEFT, left([0, "a:1"], [1, "b:1"], [2, "a:2"], [3, "b:2"], [5, "a:2"])),
      "not twice",
    ],
    ["that nobody looked at", replaced(LEFT), "nobody looked"],
  ])("are found: %s", (_name, lines, reason) => {
    expect(() => checkSequences(lines)).toThrow(reason);
  });
});
