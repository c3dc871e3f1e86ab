import { expect, test } from "bun:test";
import {
  atLeast,
  between,
  betweenOr,
  invalidValue,
  nonEmpty,
  offsetReset,
  oneOf,
  oneOfAnyCase,
  type Rule,
  throttledReplicas,
} from "../../lib/config/rule.ts";

const rows: readonly (readonly [Rule, string | number, string, string])[] = [
  [atLeast(1), 0, "[1,...]", "Value must be at least 1"],
  [between(0, 1), 2, "[0,...,1]", "Value must be no more than 1"],
  [between(0, 1), -1, "[0,...,1]", "Value must be at least 0"],
  [betweenOr(1, 9, -1), 0, "[1,...,9] or -1", "Value must be between 1 and 9 or equal to -1"],
  [oneOf("a", "b"), "c", "[a, b]", "String must be one of: a, b"],
  [
    oneOfAnyCase("A", "B"),
    "c",
    "(case insensitive) [A, B]",
    "String must be one of (case insensitive): A, B",
  ],
  [nonEmpty, "", "non-empty string", "String must be non-empty"],
];

test.each(rows)("%o refuses %p", (rule, value, notation, why) => {
  expect(rule.notation).toBe(notation);
  expect(rule.check("name", value, String(value))).toBe(invalidValue("name", String(value), why));
});

const kept: readonly (readonly [Rule, string | number])[] = [
  [atLeast(1), 1],
  [between(0, 1), 1],
  [betweenOr(1, 9, -1), -1],
  [oneOf("a", "b"), "b"],
  [oneOfAnyCase("A"), "a"],
  [nonEmpty, "x"],
  [offsetReset, "by_duration:PT5M"],
  [throttledReplicas, "*"],
  [throttledReplicas, "0:1,1:2"],
];

test.each(kept)("%o takes %p", (rule, value) => {
  expect(rule.check("name", value, String(value))).toBeNull();
});

test("a list is checked word by word", () => {
  const rule = oneOf("a", "b");
  expect(rule.check("name", ["b", "a"], "b,a")).toBeNull();
  expect(rule.check("name", [], "")).toBeNull();
  expect(rule.check("name", ["a", ""], "a,")).toBe(
    "Configuration 'name' values must not be empty.",
  );
  expect(rule.check("name", ["a", "x"], "a,x")).toBe(
    "Invalid value x for configuration name: String must be one of: a, b",
  );
});
