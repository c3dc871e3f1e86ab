import { describe, expect, test } from "bun:test";
import {
  describeSubscription,
  makeSubscription,
  usableSubscription,
  validateSubscription,
} from "../../lib/config/client_metrics.ts";

function values(entries: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(entries));
}

test("a subscription is taken apart; a pattern fits the whole text only", () => {
  const { intervalMs, metrics, match } = makeSubscription(
    "m",
    values({
      "interval.ms": "500",
      "metrics": "a., b.",
      "match": "client_id = app-[0-9]+ ,client_software_name=x|y",
    }),
  );
  expect([intervalMs, metrics]).toEqual([500, ["a.", "b."]]);
  expect([...match.keys()]).toEqual(["client_id", "client_software_name"]);
  const fits = (selector: "client_id" | "client_software_name", text: string) =>
    match.get(selector)!.test(text);
  expect([fits("client_id", "app-12"), fits("client_id", "my-app-12x")]).toEqual([true, false]);
  expect([fits("client_software_name", "y"), fits("client_software_name", "yz")]).toEqual([
    true,
    false,
  ]);
});

test("without values a subscription asks for nothing", () => {
  expect(makeSubscription("m", values({}))).toEqual({
    name: "m",
    intervalMs: 300_000,
    metrics: [],
    match: new Map(),
  });
});

describe("validateSubscription()", () => {
  test.each(["100", "3600000"])("takes an interval of %s", (interval) => {
    expect(validateSubscription(values({ "interval.ms": interval }))).toBeNull();
  });

  test.each([
    [{ "interval.ms": "99" }, "INVALID_REQUEST"],
    [{ "interval.ms": "3600001" }, "INVALID_REQUEST"],
    [{ "interval.ms": "x" }, "INVALID_CONFIG"],
    [{ "match": "client_port=1" }, "INVALID_CONFIG"],
    [{ "match": "client_id=*" }, "INVALID_CONFIG"],
    [{ "other": "1" }, "INVALID_REQUEST"],
  ])("refuses %j", (entries, error) => {
    expect(validateSubscription(values(entries))?.error as string).toBe(error);
  });
});

test("what somebody wrote past the checks is left out", () => {
  const written = values({ "interval.ms": "1", "match": "bogus", "metrics": "*", "other": "1" });
  expect(usableSubscription(written)).toEqual(values({ metrics: "*" }));
});

test("a row tells the subscription's own value as its only synonym", () => {
  const [interval, match] = describeSubscription(values({ "interval.ms": "500" }));
  expect(interval).toMatchObject({
    value: "500",
    source: "DYNAMIC_CLIENT_METRICS_CONFIG",
    synonyms: [{ name: "interval.ms", value: "500" }],
  });
  expect(match).toMatchObject({ value: "", source: "DEFAULT_CONFIG", synonyms: [] });
});
