import { expect, test } from "bun:test";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { readOtlpMetrics } from "../../../lib/kafka/telemetry/otlp_metrics.ts";
import { field, otlp } from "./otlp.ts";

test("gauges and sums, with the attributes of resource and number", () => {
  const bytes = otlp([
    { name: "a.gauge", kind: "gauge", value: 1.5, attributes: { topic: "t" } },
    { name: "a.total", kind: "delta", value: -3, isInt: true },
    { name: "b.total", kind: "cumulative", value: 7 },
    { name: "c", kind: "falling", value: 8 },
  ], { group_id: "g" });
  expect([...readOtlpMetrics(bytes)]).toEqual([
    {
      name: "a.gauge",
      kind: "gauge",
      isDelta: false,
      attributes: [["group_id", "g"], ["topic", "t"]],
      value: 1.5,
    },
    { name: "a.total", kind: "counter", isDelta: true, attributes: [["group_id", "g"]], value: -3 },
    { name: "b.total", kind: "counter", isDelta: false, attributes: [["group_id", "g"]], value: 7 },
    { name: "c", kind: "gauge", isDelta: false, attributes: [["group_id", "g"]], value: 8 },
  ]);
});

test("a metric of another kind is passed over", () => {
  const histogram = field(9, new Uint8Array(0));
  const bytes = field(1, field(2, field(2, histogram)));
  expect([...readOtlpMetrics(bytes)]).toEqual([]);
});

test("more attributes than are kept", () => {
  const attributes = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`a${i}`, "x"]));
  const [point] = readOtlpMetrics(otlp([{ name: "n", kind: "gauge", value: 1, attributes }]));
  expect(point?.attributes.length).toBe(12);
});

test("any cut of a push is refused or shorter, never a crash", () => {
  const bytes = otlp([
    { name: "a", kind: "gauge", value: 1, attributes: { topic: "t" } },
    { name: "b", kind: "delta", value: 2 },
  ], { group_id: "g" });
  for (let length = 1; length < bytes.length; length++) {
    expect(() => [...readOtlpMetrics(bytes.subarray(0, length))]).toThrow(MalformedError);
  }
});
