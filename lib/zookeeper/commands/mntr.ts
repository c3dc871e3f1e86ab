/**
 * mntr: figures for monitoring, one `name<TAB>value` a line. Of ZooKeeper's some 500 lines these
 * are the ones that mean something for one server; none is made up.
 *
 * @module
 */
import type { Command, CommandContext } from "./command.ts";
import { formatMean, type MetricReading } from "./report.ts";

const PERCENTILES: readonly (readonly [string, number])[] = [
  ["p50", 0.5],
  ["p95", 0.95],
  ["p99", 0.99],
  ["p999", 0.999],
];
/** The gauges that are no whole numbers. */
const MEANS = new Set(["avg_latency"]);

/** A value with the form in which it is written: `0.0` is a mean, `0` a whole number. */
export interface MonitorValue {
  readonly name: string;
  readonly value: string | number;
  readonly isMean: boolean;
}

function* metricValues(metric: MetricReading, nowMs: number): Generator<MonitorValue> {
  const { name } = metric;
  if (metric.type === "gaugeSet") {
    for (const [key, value] of metric.values) {
      yield { name: `${key}_${name}`, value, isMean: false };
    }
    return;
  }
  if (metric.type !== "summary") {
    yield { name, value: metric.value, isMean: MEANS.has(name) };
    return;
  }
  const { summary, detail } = metric;
  yield { name: `avg_${name}`, value: summary.mean, isMean: true };
  yield { name: `min_${name}`, value: summary.min, isMean: false };
  yield { name: `max_${name}`, value: summary.max, isMean: false };
  yield { name: `cnt_${name}`, value: summary.count, isMean: false };
  yield { name: `sum_${name}`, value: summary.sum, isMean: false };
  if (detail === "median") return;
  const values = summary.quantiles(PERCENTILES.map(([, quantile]) => quantile), nowMs);
  for (const [i, [prefix]] of PERCENTILES.entries()) {
    // ZooKeeper tells 0 where there is nothing to tell of.
    yield { name: `${prefix}_${name}`, value: values[i]! || 0, isMean: false };
  }
}

/** Everything that `mntr` and the AdminServer's `monitor` tell. */
export function* monitorValues(context: CommandContext): Generator<MonitorValue> {
  yield { name: "version", value: context.version, isMean: false };
  yield { name: "server_state", value: "standalone", isMean: false };
  const nowMs = context.monotonicMs();
  for (const metric of context.metrics()) yield* metricValues(metric, nowMs);
}

export const mntr: Command = {
  word: "mntr",
  run(context) {
    let text = "";
    for (const { name, value, isMean } of monitorValues(context)) {
      const written = isMean && typeof value === "number" ? formatMean(value) : value;
      text += `zk_${name}\t${written}\n`;
    }
    return text;
  },
};
