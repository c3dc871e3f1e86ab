import { expect, test } from "bun:test";
import { registerCompactionMetrics } from "../../lib/metrics/compaction_metrics.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";

test("a scrape shows what compaction did up to then", () => {
  const registry = new MetricsRegistry();
  const reading = {
    runs: 1,
    bytesRead: 300,
    bytesWritten: 100,
    lastDurationMs: 1500,
    uncleanablePartitions: 2,
    maxDirtyPercent: 50,
  };
  registerCompactionMetrics(registry, () => reading);
  reading.runs = 7;
  const lines = [...prometheusText(registry)].join("").split("\n").filter((line) =>
    /^k[a-z_]+ /.test(line)
  );
  expect(lines).toEqual([
    "kedge_compaction_runs_total 7",
    "kedge_compaction_read_bytes_total 300",
    "kedge_compaction_written_bytes_total 100",
    "kedge_compaction_last_duration_seconds 1.5",
    "kafka_log_logcleanermanager_uncleanable_partitions_count 2",
    "kafka_log_logcleanermanager_max_dirty_percent 50",
  ]);
});
