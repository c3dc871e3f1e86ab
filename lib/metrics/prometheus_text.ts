/**
 * Writes a registry in Prometheus' text format, version 0.0.4, as GET /metrics answers it.
 * It comes in pieces, so that thousands of partitions do not hold the loop: who sends them lets
 * other work in between.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 * @module
 */
import {
  CollectedMetric,
  CollectedSummary,
  Histogram,
  type Metric,
  type MetricsRegistry,
} from "./registry.ts";

/** What Prometheus wants to see as Content-Type. */
export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** A piece is cut at this length, in characters: well under a millisecond of work. */
const PIECE_LENGTH_MAX = 8_192;

/** The whole scrape, in pieces of about 8 KB that end between lines. */
export function* prometheusText(registry: MetricsRegistry): Generator<string> {
  let piece = "";
  for (const metric of registry.metrics()) {
    const { name, help } = metric.definition;
    piece += `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${metric.type}\n`;
    for (const lines of metricLines(metric)) {
      piece += lines;
      if (piece.length >= PIECE_LENGTH_MAX) {
        yield piece;
        piece = "";
      }
    }
  }
  if (piece.length > 0) yield piece;
}

function* metricLines(metric: Metric): Generator<string> {
  const { name, labels: names } = metric.definition;
  if (metric instanceof CollectedSummary) {
    yield summaryLines(metric);
    return;
  }
  if (metric instanceof CollectedMetric) {
    for (const { labels, value } of metric.collect()) {
      yield `${name}${labelText(names, labels)} ${numberText(value)}\n`;
    }
    return;
  }
  for (const { labels, child } of metric.children()) {
    yield child instanceof Histogram
      ? histogramLines(metric, { labels, child })
      : `${name}${labelText(names, labels)} ${numberText(child.value)}\n`;
  }
}

function summaryLines({ definition: { name }, collect }: CollectedSummary): string {
  const { quantiles, sum, count } = collect();
  let text = "";
  for (const [quantile, value] of quantiles) {
    text += `${name}{quantile="${quantile}"} ${numberText(value)}\n`;
  }
  return `${text}${name}_sum ${numberText(sum)}\n${name}_count ${numberText(count)}\n`;
}

function histogramLines(
  metric: Metric,
  { labels, child }: { labels: readonly string[]; child: Histogram },
): string {
  const { name, labels: names } = metric.definition;
  const bucketNames = [...names, "le"];
  let text = "";
  let count = 0;
  for (let bucket = 0; bucket < child.counts.length; bucket++) {
    count += child.counts[bucket]!;
    const bound = numberText(child.bounds[bucket] ?? Infinity);
    text += `${name}_bucket${labelText(bucketNames, [...labels, bound])} ${count}\n`;
  }
  const plain = labelText(names, labels);
  return `${text}${name}_sum${plain} ${numberText(child.sum)}\n${name}_count${plain} ${count}\n`;
}

function labelText(names: readonly string[], values: readonly string[]): string {
  if (names.length === 0) return "";
  let text = "{";
  for (let i = 0; i < names.length; i++) {
    text += `${i === 0 ? "" : ","}${names[i]}="${escapeLabel(values[i] ?? "")}"`;
  }
  return `${text}}`;
}

function numberText(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  // Nearly no label needs it, and the test is much cheaper than three replacements.
  if (!/[\\"\n]/.test(text)) return text;
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
