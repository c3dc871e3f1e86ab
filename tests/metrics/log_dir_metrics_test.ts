import { expect, test } from "bun:test";
import { registerLogDirMetrics } from "../../lib/metrics/log_dir_metrics.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";

test("a scrape shows the folders that are offline now", () => {
  const registry = new MetricsRegistry();
  const folders: { path: string; offline: string | null }[] = [
    { path: "/one", offline: null },
    { path: "/two", offline: null },
  ];
  registerLogDirMetrics(registry, () => folders);
  folders[1]!.offline = "EIO";
  const lines = [...prometheusText(registry)].join("").split("\n").filter((line) =>
    line.startsWith("kafka_")
  );
  expect(lines).toEqual([
    "kafka_log_logmanager_offlinelogdirectorycount 1",
    'kafka_log_logmanager_logdirectoryoffline{logDirectory="/one"} 0',
    'kafka_log_logmanager_logdirectoryoffline{logDirectory="/two"} 1',
  ]);
});
