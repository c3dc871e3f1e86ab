import { expect, test } from "bun:test";
import { registerCoordinatorMetrics } from "../../lib/broker/coordinator_metrics.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";
import { parsePrometheus, valueOf } from "../metrics/parse_prometheus.ts";
import { recordedMetrics } from "../zookeeper/commands/recorded_answers.ts";
import { recordedScene } from "../zookeeper/commands/recorded_scene.ts";

async function scraped() {
  const { server } = await recordedScene();
  const registry = new MetricsRegistry();
  registerCoordinatorMetrics(registry, () => server.reports);
  return { server, text: () => [...prometheusText(registry)].join("") };
}

test("each metric has the name, type and quantiles that ZooKeeper's provider exports", async () => {
  const { text } = await scraped();
  const metrics = parsePrometheus(text());
  expect(metrics.size).toBeGreaterThan(45);
  for (const [name, { type, samples }] of metrics) {
    const quantiles = samples.flatMap(({ labels }) => labels["quantile"] ?? []);
    expect([name, [type, ...quantiles].join(" ")]).toEqual([name, recordedMetrics.get(name)!]);
  }
});

test("quotas are told by the first part of their paths", async () => {
  const { server, text } = await scraped();
  const visitor = server.visitor({ remoteAddress: null, credentials: null });
  const make = (path: string, data: string) => visitor.create(path, { data: Buffer.from(data) });
  const quota = "/zookeeper/quota";
  await make("/q", "12345");
  await make("/q/a", "");
  for (const path of ["/q", "/q/a"]) await make(`${quota}${path}`, "");
  await make(`${quota}/q/zookeeper_stats`, "");
  await make(
    `${quota}/q/zookeeper_limits`,
    "count=9,bytes=100=;byteHardLimit=50;countHardLimit=-1",
  );
  await make(`${quota}/q/a/zookeeper_limits`, "count=1,bytes=-1");
  const value = (name: string) => valueOf(text(), `quota_${name}_per_namespace`, { key: "q" });
  expect([value("count_limit"), value("bytes_limit")]).toEqual([10, 49]);
  expect([value("count_usage"), value("bytes_usage")]).toEqual([2, 5]);
  const lines = server.runCommand("mntr").split("\n");
  expect(lines).toContain("zk_q_quota_count_limit_per_namespace\t10");
});

test("the values are the server's, read at each scrape", async () => {
  const { server, text } = await scraped();
  const before = text();
  expect(valueOf(before, "znode_count")).toBe(8);
  expect(valueOf(before, "ephemerals_count")).toBe(2);
  expect(valueOf(before, "watch_count")).toBe(5);
  expect(valueOf(before, "global_sessions")).toBe(2);
  expect(valueOf(before, "connection_request_count")).toBe(2);
  expect(valueOf(before, "readlatency_count")).toBe(6);
  expect(valueOf(before, "updatelatency_count")).toBe(3);
  expect(valueOf(before, "fsynctime_count")).toBeGreaterThan(0);
  expect(valueOf(before, "readlatency", { quantile: "0.5" })).toBe(0);
  // Nothing has been observed of it.
  expect(valueOf(before, "snapshottime", { quantile: "0.5" })).toBeNaN();
  const visitor = server.visitor({ remoteAddress: null, credentials: null });
  await visitor.create("/more", { data: null });
  expect(valueOf(text(), "znode_count")).toBe(9);
});
