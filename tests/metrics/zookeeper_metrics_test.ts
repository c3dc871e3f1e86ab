import { expect, test } from "bun:test";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";
import { ZooKeeperMetrics } from "../../lib/metrics/zookeeper_metrics.ts";
import { valueOf } from "./parse_prometheus.ts";

test("ZooKeeperMetrics reports the tree and the requests under ZooKeeper's names", () => {
  const registry = new MetricsRegistry();
  const metrics = new ZooKeeperMetrics(registry);
  const reading = {
    znodes: 40,
    watches: 3,
    ephemerals: 2,
    sessions: 1,
    approximateDataSize: 4096,
    outstandingRequests: 0,
  };
  metrics.collect(() => reading);
  metrics.packetsReceived.add(5);
  metrics.packetsSent.add(4);
  metrics.aliveConnections.add(1);
  metrics.readSeconds.observe(0.0001);
  metrics.updateSeconds.observe(0.01);
  reading.znodes = 41;
  const text = [...prometheusText(registry)].join("");
  expect(valueOf(text, "znode_count")).toBe(41);
  expect(valueOf(text, "watch_count")).toBe(3);
  expect(valueOf(text, "ephemerals_count")).toBe(2);
  expect(valueOf(text, "global_sessions")).toBe(1);
  expect(valueOf(text, "approximate_data_size")).toBe(4096);
  expect(valueOf(text, "outstanding_requests")).toBe(0);
  expect(valueOf(text, "packets_received")).toBe(5);
  expect(valueOf(text, "packets_sent")).toBe(4);
  expect(valueOf(text, "num_alive_connections")).toBe(1);
  expect(valueOf(text, "kedge_zookeeper_read_duration_seconds_count")).toBe(1);
  expect(valueOf(text, "kedge_zookeeper_update_duration_seconds_sum")).toBe(0.01);
});
