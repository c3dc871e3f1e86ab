import { expect, test } from "bun:test";
import { Summary } from "../../lib/metrics/summary.ts";

const QUANTILES = [0.5, 0.9, 0.99];

test("a summary counts, sums and keeps the extremes", () => {
  const summary = new Summary();
  expect([summary.count, summary.sum, summary.min, summary.max, summary.mean]).toEqual([
    0,
    0,
    0,
    0,
    0,
  ]);
  for (const value of [3.9, 7, 2]) summary.observe(value);
  expect([summary.count, summary.sum, summary.min, summary.max, summary.mean]).toEqual([
    3,
    12,
    2,
    7,
    4,
  ]);
  summary.reset();
  expect([summary.count, summary.min, summary.max]).toEqual([0, 0, 0]);
  expect(summary.quantiles(QUANTILES, 0)).toEqual([NaN, NaN, NaN]);
});

test("quantiles are exact below 64 and nearly so above", () => {
  const small = new Summary();
  for (let i = 1; i <= 50; i++) small.observe(i);
  expect(small.quantiles([0, ...QUANTILES, 1], 0)).toEqual([1, 25, 45, 50, 50]);
  const large = new Summary();
  for (let i = 1; i <= 100_000; i++) large.observe(i);
  for (const [i, value] of large.quantiles(QUANTILES, 0).entries()) {
    const exact = QUANTILES[i]! * 100_000;
    expect(Math.abs(value - exact) / exact).toBeLessThan(0.05);
  }
  large.observe(2 ** 40);
  expect(large.quantiles([1], 0)[0]).toBeGreaterThan(60_000_000);
});

test("quantiles forget what is long past, counts do not", () => {
  const summary = new Summary();
  summary.observe(10);
  expect(summary.quantiles([0.5], 300_000)).toEqual([10]);
  summary.observe(20);
  expect(summary.quantiles([0.5, 1], 599_999)).toEqual([10, 20]);
  expect(summary.quantiles([0.5], 600_000)).toEqual([20]);
  expect(summary.quantiles([0.5], 900_000)).toEqual([NaN]);
  expect(summary.count).toBe(2);
});
