/**
 * The coordinator's figures in /metrics, under the names that Apache ZooKeeper's own Prometheus
 * provider gives them. They live with the server; a scrape reads them.
 *
 * @module
 */
import {
  CollectedMetric,
  CollectedSummary,
  type Metric,
  type MetricsRegistry,
} from "../metrics/registry.ts";
import type { CommandContext } from "../zookeeper/commands/command.ts";
import type { MetricReading } from "../zookeeper/commands/report.ts";

const QUANTILES = { median: [0.5], percentiles: [0.5, 0.9, 0.99] };

/** Adds the figures to what a scrape tells. Once per process. */
export function registerCoordinatorMetrics(
  registry: MetricsRegistry,
  reports: () => CommandContext,
): void {
  registry.source(function* () {
    const context = reports();
    for (const reading of context.metrics()) yield metricOf(reading, context.monotonicMs());
  });
}

function metricOf(reading: MetricReading, nowMs: number): Metric {
  const { name, help } = reading;
  if (reading.type === "gaugeSet") {
    const samples = Array.from(reading.values, ([key, value]) => ({ labels: [key], value }));
    return new CollectedMetric({ name, help, labels: ["key"] }, {
      type: "gauge",
      collect: () => samples,
    });
  }
  if (reading.type !== "summary") {
    const { type, value } = reading;
    return new CollectedMetric({ name, help }, { type, collect: () => [{ labels: [], value }] });
  }
  const { summary, detail } = reading;
  return new CollectedSummary({ name, help }, () => {
    const quantiles = QUANTILES[detail];
    const values = summary.quantiles(quantiles, nowMs);
    return {
      quantiles: quantiles.map((quantile, i) => [quantile, values[i]!] as const),
      sum: summary.sum,
      count: summary.count,
    };
  });
}
