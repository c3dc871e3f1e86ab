import { describe, expect, test } from "bun:test";
import { topicSetting } from "../../lib/config/mod.ts";
import { between, nonEmpty, offsetReset, oneOfAnyCase } from "../../lib/config/rule.ts";
import { double, int, list, string } from "../../lib/config/setting.ts";
import {
  allowedValues,
  InvalidValueError,
  javaDoubleText,
  parseValue,
  reasonAgainst,
} from "../../lib/config/value.ts";
import { golden } from "./golden.ts";

function outcome(setting: Parameters<typeof parseValue>[0], text: string): string {
  try {
    return `ok -> ${parseValue(setting, text).text}`;
  } catch (error) {
    if (error instanceof InvalidValueError) return `ConfigException: ${error.message}`;
    throw error;
  }
}

test("topic settings take, write back and refuse what Kafka does, in its words", () => {
  // Kafka 4 takes segments from 1 MiB; kedge also the small ones that Kafka 3 took.
  const rows = golden.topicValues
    .filter(([name, , answer]) => name !== "segment.bytes" || !answer.includes("at least"));
  expect(rows.length).toBeGreaterThan(1200);
  const ours = rows.map(([name, text]) => [name, text, outcome(topicSetting(name)!, text)]);
  expect(ours).toEqual(rows.map((row) => [...row]));
});

describe("parseValue()", () => {
  const word = string("name", "A", oneOfAnyCase("A", "B")).readOnly("");
  const reset = string("reset", "latest", offsetReset).readOnly("");
  const filled = string("filled", "x", nonEmpty).readOnly("");
  const share = double("share", 0.5, between(0, 1)).readOnly("");
  const limit = int("limit", 1, between(1, 17)).readOnly("");
  const rows: readonly (readonly [Parameters<typeof parseValue>[0], string, string])[] = [
    [word, "b", "ok -> b"],
    [
      word,
      "c",
      "ConfigException: Invalid value c for configuration name: " +
      "String must be one of (case insensitive): A, B",
    ],
    [reset, "earliest", "ok -> earliest"],
    [reset, "by_duration:P1DT2H", "ok -> by_duration:P1DT2H"],
    [reset, "by_duration:PT0.5S", "ok -> by_duration:PT0.5S"],
    [
      reset,
      "by_duration:P",
      "ConfigException: Invalid value by_duration:P for configuration reset: " +
      "Invalid value `by_duration:P` for configuration reset. The value must be either " +
      "'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'.",
    ],
    [
      filled,
      " ",
      "ConfigException: Invalid value  for configuration filled: " +
      "String must be non-empty",
    ],
    [share, "1e-4", "ok -> 1.0E-4"],
    [
      limit,
      "18",
      "ConfigException: Invalid value 18 for configuration limit: " +
      "Value must be no more than 17",
    ],
    [list("words", null).readOnly(""), " a ,b, a", "ok -> a,b"],
  ];
  test.each(rows)("%o takes %p or says why not", (setting, text, answer) => {
    expect(outcome(setting, text)).toBe(answer);
  });
});

test("reasonAgainst() says why not, without what a provider gave", () => {
  const setting = int("num.partitions", 1).readOnly("Partitions.");
  const key = "num.partitions";
  expect(reasonAgainst(setting, { key, value: "2" })).toBeNull();
  expect(reasonAgainst(setting, { key, value: "many" })).toContain("Invalid value many");
  expect(reasonAgainst(setting, { key, value: "many", isProvided: true })).toBe(
    "What this leads to is no value of num.partitions",
  );
});

test("allowedValues() says what a setting takes, in words", () => {
  expect(allowedValues(topicSetting("retention.ms")!)).toBe("a whole number, at least -1");
  expect(allowedValues(topicSetting("preallocate")!)).toBe("true or false");
  expect(allowedValues(topicSetting("cleanup.policy")!)).toBe(
    "a comma-separated list, one of compact, delete",
  );
  expect(allowedValues(string("name", null).readOnly(""))).toBe("any text");
});

describe("javaDoubleText()", () => {
  const rows: readonly (readonly [number, string])[] = [
    [0.5, "0.5"],
    [1, "1.0"],
    [1e7, "1.0E7"],
    [9999999, "9999999.0"],
    [12345678, "1.2345678E7"],
    [0.001, "0.001"],
    [0.0009, "9.0E-4"],
    [Number.MAX_VALUE, "1.7976931348623157E308"],
    [2147483647, "2.147483647E9"],
    [123456789.125, "1.23456789125E8"],
    [1024, "1024.0"],
    [0.0001, "1.0E-4"],
    [12_345_678.5, "1.23456785E7"],
    [-25_000_000, "-2.5E7"],
    [0, "0.0"],
    [-0, "-0.0"],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [-Infinity, "-Infinity"],
  ];
  test.each(rows)("%p is %p", (value, text) => {
    expect(javaDoubleText(value)).toBe(text);
  });
});
