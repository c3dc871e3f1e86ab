import { expect, test } from "bun:test";
import { javaDouble } from "../../lib/cli/java_double.ts";

test("javaDouble() writes numbers as Double.toString does", () => {
  const cases: [number, string][] = [
    [0, "0.0"],
    [-0, "-0.0"],
    [1024, "1024.0"],
    [0.5, "0.5"],
    [0.001, "0.001"],
    [0.0001, "1.0E-4"],
    [9_999_999, "9999999.0"],
    [10_000_000, "1.0E7"],
    [12_345_678.5, "1.23456785E7"],
    [-25_000_000, "-2.5E7"],
    [Infinity, "Infinity"],
    [NaN, "NaN"],
  ];
  for (const [value, text] of cases) expect(javaDouble(value)).toBe(text);
});
