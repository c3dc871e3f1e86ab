import { expect, test } from "bun:test";
import { parseDateTime, parseDuration } from "../../../lib/cli/groups/time_arguments.ts";

test("dates are UTC where they name no zone", () => {
  expect(parseDateTime("2026-11-21T09:00:00.123")).toBe(Date.UTC(2026, 10, 21, 9, 0, 0, 123));
  expect(parseDateTime("2026-11-21T09:00:00.000+09:00")).toBe(Date.UTC(2026, 10, 21, 0, 0, 0));
  expect(parseDateTime("2026-11-21T09:00:00.000Z")).toBe(Date.UTC(2026, 10, 21, 9, 0, 0));
  expect(() => parseDateTime("foo")).toThrow("It does not contain a 'T' according to ISO8601");
  expect(() => parseDateTime("2026-99-21T09:00:00.000")).toThrow("Unparseable date");
});

test("durations are as Java reads them", () => {
  expect(parseDuration("PT1H")).toBe(3_600_000);
  expect(parseDuration("P1DT2H3M4.5S")).toBe(86_400_000 + 7_200_000 + 180_000 + 4500);
  expect(parseDuration("-PT1M")).toBe(-60_000);
  expect(parseDuration("pt-1m")).toBe(-60_000);
  for (const text of ["foo", "P", "PT", "1H", "PT1"]) {
    expect(() => parseDuration(text)).toThrow("Text cannot be parsed to a Duration");
  }
});
