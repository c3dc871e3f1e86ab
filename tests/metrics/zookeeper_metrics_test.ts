import { expect, test } from "bun:test";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";
import { ZooKeeperMetrics } from "../../lib/metrics/zookeeper_metrics.ts";
import { valueOf } from "./parse_prometheus.ts";

test("ZooKeeperMetrics counts requests by how long they take", () => {
  const registry = new MetricsRegistry();
  const metrics = new ZooKeeperMetrics(registry);
  metrics.readSeconds.observe(0.0001);
  metrics.updateSeconds.observe(0.01);
  const text = [...prometheusText(registry)].join("");
  expect(valueOf(text, "kedge_zookeeper_read_duration_seconds_count")).toBe(1);
  expect(valueOf(text, "kedge_zookeeper_update_duration_seconds_sum")).toBe(0.01);
});
