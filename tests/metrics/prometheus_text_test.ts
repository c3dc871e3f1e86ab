import { describe, expect, test } from "bun:test";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { CollectedSummary, MetricsRegistry } from "../../lib/metrics/registry.ts";
import { parsePrometheus, valueOf } from "./parse_prometheus.ts";

function textOf(registry: MetricsRegistry): string {
  return [...prometheusText(registry)].join("");
}

describe("prometheusText()", () => {
  test("writes the format to the letter", () => {
    const registry = new MetricsRegistry();
    registry.counter({ name: "in_total", help: "Bytes in.", labels: ["topic"] }).child("t").add(7);
    registry.gauge({ name: "open", help: "Open." }).child().set(-1.5);
    const histogram = registry.histogram({ name: "s", help: "Took.", bounds: [0.5, 1] }).child();
    for (const seconds of [0.25, 0.5, 3]) histogram.observe(seconds);
    expect(textOf(registry)).toBe(`# HELP in_total Bytes in.
# TYPE in_total counter
in_total{topic="t"} 7
# HELP open Open.
# TYPE open gauge
open -1.5
# HELP s Took.
# TYPE s histogram
s_bucket{le="0.5"} 2
s_bucket{le="1"} 2
s_bucket{le="+Inf"} 3
s_sum 3.75
s_count 3
`);
  });

  test("escapes help and labels so that they come back as they were", () => {
    const registry = new MetricsRegistry();
    const odd = 'back\\slash "quote"\nnew line \\n 한글';
    registry.gauge({ name: "a", help: odd, labels: ["x", "y"] }).child(odd, "").set(1);
    const parsed = parsePrometheus(textOf(registry)).get("a")!;
    expect(parsed.help).toBe(odd);
    expect(parsed.samples).toEqual([{ name: "a", labels: { x: odd, y: "" }, value: 1 }]);
  });

  test("reads collected metrics at each scrape", () => {
    const registry = new MetricsRegistry();
    let value = 1;
    registry.collected({ name: "a", help: "A.", labels: ["p"] }, {
      type: "gauge",
      collect: () => [{ labels: ["0"], value: value++ }],
    });
    expect(valueOf(textOf(registry), "a", { p: "0" })).toBe(1);
    expect(valueOf(textOf(registry), "a", { p: "0" })).toBe(2);
  });

  test("labels buckets of a labelled histogram with both", () => {
    const registry = new MetricsRegistry();
    const family = registry.histogram({ name: "s", help: "S.", labels: ["api"], bounds: [1] });
    family.child("Fetch").observe(2);
    const text = textOf(registry);
    expect(valueOf(text, "s_bucket", { api: "Fetch", le: "1" })).toBe(0);
    expect(valueOf(text, "s_bucket", { api: "Fetch", le: "+Inf" })).toBe(1);
    expect(valueOf(text, "s_sum", { api: "Fetch" })).toBe(2);
  });

  test("comes in pieces that end between lines", () => {
    const registry = new MetricsRegistry();
    registry.collected({ name: "kafka_log_log_size", help: "Bytes.", labels: ["topic"] }, {
      type: "gauge",
      collect: () => Array.from({ length: 3000 }, (_, i) => ({ labels: [`topic-${i}`], value: i })),
    });
    const pieces = [...prometheusText(registry)];
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.every((piece) => piece.endsWith("\n") && piece.length < 10_000)).toBe(true);
    expect(parsePrometheus(pieces.join("")).get("kafka_log_log_size")!.samples.length).toBe(3000);
  });

  test.each([[1e21, "1e+21"], [Infinity, "+Inf"], [-Infinity, "-Inf"], [NaN, "NaN"], [0, "0"]])(
    "writes %p as %p",
    (value, text) => {
      const registry = new MetricsRegistry();
      registry.gauge({ name: "a", help: "A." }).child().set(value);
      expect(textOf(registry)).toEndWith(`\na ${text}\n`);
    },
  );
});

test("a summary has its quantiles, sum and count; NaN where nothing was observed", () => {
  const registry = new MetricsRegistry();
  registry.source(() => [
    new CollectedSummary({ name: "t", help: "Took." }, () => ({
      quantiles: [[0.5, 2], [0.99, NaN]],
      sum: 7,
      count: 3,
    })),
  ]);
  expect(textOf(registry)).toBe(`# HELP t Took.
# TYPE t summary
t{quantile="0.5"} 2
t{quantile="0.99"} NaN
t_sum 7
t_count 3
`);
});
