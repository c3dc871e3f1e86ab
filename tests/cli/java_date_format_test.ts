import { expect, test } from "bun:test";
import { javaDateFormat } from "../../lib/cli/java_date_format.ts";

/** 2026-03-05 (a Thursday) 07:08:09.010, in the machine's time zone. */
const TIME_MS = new Date(2026, 2, 5, 7, 8, 9, 10).getTime();

test.each([
  ["yyyy-MM-dd HH:mm:ss:SSS", "2026-03-05 07:08:09:010"],
  ["yy/M/d H:m:s.S", "26/3/5 7:8:9.10"],
  ["EEE, d MMM yyyy", "Thu, 5 Mar 2026"],
  ["EEEE MMMM", "Thursday March"],
  ["yyyy-MM-dd'T'HH:mm 'o''clock'", "2026-03-05T07:08 o'clock"],
  ["hh a KK kk", "07 AM 07 07"],
])("%s", (pattern, text) => {
  expect(javaDateFormat(pattern)(TIME_MS)).toBe(text);
});

test("midnight and noon, and the time zone", () => {
  const midnight = new Date(2026, 2, 5, 0, 0).getTime();
  const noon = new Date(2026, 2, 5, 12, 0).getTime();
  const format = javaDateFormat("h K k a");
  expect([format(midnight), format(noon)]).toEqual(["12 0 24 AM", "12 0 12 PM"]);
  expect(javaDateFormat("Z")(TIME_MS)).toMatch(/^[+-]\d{4}$/);
  expect(javaDateFormat("XXX")(TIME_MS)).toMatch(/^[+-]\d\d:\d\d$/);
});

test("a letter without a meaning is refused", () => {
  expect(() => javaDateFormat("yyyy q")).toThrow("Illegal pattern character 'q'");
});
