import { expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";
import { RequestMetrics } from "../../lib/rest/request_metrics.ts";
import { valueOf } from "../metrics/parse_prometheus.ts";

test("measure() counts, times, and ends also where the request fails", async () => {
  const registry = new MetricsRegistry();
  const clock = new MemoryClock();
  const metrics = new RequestMetrics(registry, clock);
  const request = { method: "GET", route: "/" };
  await metrics.measure(request, () => {
    expect(metrics.inProgress).toBe(1);
    clock.advance(250);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  await expect(metrics.measure(request, () => Promise.reject(new Error("x")))).rejects.toThrow("x");
  expect(metrics.inProgress).toBe(0);
  const text = [...prometheusText(registry)].join("");
  expect(valueOf(text, "kedge_rest_requests_total", { ...request, status: "204" })).toBe(1);
  expect(valueOf(text, "kedge_rest_request_duration_seconds_sum", { route: "/" })).toBe(0.25);
});

test("hold() counts until it is released, once", () => {
  const metrics = new RequestMetrics(new MetricsRegistry(), new MemoryClock());
  const release = metrics.hold();
  metrics.hold();
  release();
  release();
  expect(metrics.inProgress).toBe(1);
});
