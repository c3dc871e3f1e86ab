/**
 * What compaction reports. The two gauges that Kafka has too carry the names under which the usual
 * JMX exporter shows them.
 *
 * @module
 */
import type { MetricsRegistry } from "./registry.ts";

/** Compaction at the moment of a scrape. */
export interface CompactionReading {
  /** Passes over one partition that ended well. */
  runs: number;
  bytesRead: number;
  bytesWritten: number;
  lastDurationMs: number;
  /** Partitions that are given up until the next start. */
  uncleanablePartitions: number;
  /** The largest share of uncompacted bytes in a partition at the last look, 0 to 100. */
  maxDirtyPercent: number;
}

type Row = [
  name: string,
  type: "counter" | "gauge",
  help: string,
  value: (reading: CompactionReading) => number,
];

const ROWS: readonly Row[] = [
  ["kedge_compaction_runs_total", "counter", "Passes that ended well.", (r) => r.runs],
  ["kedge_compaction_read_bytes_total", "counter", "Bytes read by passes.", (r) => r.bytesRead],
  [
    "kedge_compaction_written_bytes_total",
    "counter",
    "Bytes written by passes.",
    (r) => r.bytesWritten,
  ],
  [
    "kedge_compaction_last_duration_seconds",
    "gauge",
    "Time of the last pass.",
    (r) => r.lastDurationMs / 1000,
  ],
  [
    "kafka_log_logcleanermanager_uncleanable_partitions_count",
    "gauge",
    "Partitions that are not compacted any more until the next start.",
    (r) => r.uncleanablePartitions,
  ],
  [
    "kafka_log_logcleanermanager_max_dirty_percent",
    "gauge",
    "Largest share of uncompacted bytes in a partition.",
    (r) => r.maxDirtyPercent,
  ],
];

/** Says where a scrape reads compaction from. Once per process. */
export function registerCompactionMetrics(
  registry: MetricsRegistry,
  read: () => CompactionReading,
): void {
  for (const [name, type, help, value] of ROWS) {
    registry.collected({ name, help }, {
      type,
      collect: () => [{ labels: [], value: value(read()) }],
    });
  }
}
