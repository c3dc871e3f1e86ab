/**
 * What clients pushed, as metrics for /metrics: `org.apache.kafka.producer.record.send.total` is
 * shown as `kafka_client_producer_record_send_total`, with the client's id, its instance id and
 * the client's own attributes as labels.
 *
 * @module
 */
import {
  CollectedMetric,
  type Metric,
  type MetricsRegistry,
  type Sample,
} from "../../metrics/registry.ts";
import type { ClientTelemetry } from "./client_telemetry.ts";
import type { ClientInstance, ClientSeries } from "./client_instance.ts";

/** Different names shown; a client may invent some. */
const NAMES_MAX = 1_000;
const PREFIX = "kafka_client_";
const KAFKA_NAMESPACE = "org.apache.kafka.";
const CLIENT_LABELS = ["client_id", "client_instance_id"];

/** One metric while its series are gathered. */
interface Gathered {
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly labels: Set<string>;
  readonly series: { id: string; client: ClientInstance; series: ClientSeries }[];
}

/** Adds them to a registry, with how many clients push and what was left out. */
export function registerTelemetry(registry: MetricsRegistry, telemetry: ClientTelemetry): void {
  registry.collected({
    name: "kedge_telemetry_clients",
    help: "Clients that asked for subscriptions or pushed metrics lately (KIP-714).",
  }, { type: "gauge", collect: () => [{ labels: [], value: telemetry.clientCount }] });
  registry.collected({
    name: "kedge_telemetry_dropped_total",
    help: "Pushed numbers that were not kept, because a client or all together had too many.",
  }, { type: "counter", collect: () => [{ labels: [], value: telemetry.droppedCount }] });
  registry.source(() => clientMetrics(telemetry));
}

/** The metrics at the moment of a scrape. */
export function* clientMetrics(telemetry: ClientTelemetry): Generator<Metric> {
  const gathered = new Map<string, Gathered>();
  for (const [id, client] of telemetry.clients()) {
    for (const series of client.series) {
      const metric = gather(gathered, series);
      if (metric === null) continue;
      for (const label of series.labels.keys()) metric.labels.add(labelName(label));
      metric.series.push({ id, client, series });
    }
  }
  for (const [name, { help, type, labels, series }] of gathered) {
    const names = [...labels].sort();
    yield new CollectedMetric({ name, help, labels: [...CLIENT_LABELS, ...names] }, {
      type,
      collect: () => samples(series, names),
    });
  }
}

function gather(gathered: Map<string, Gathered>, series: ClientSeries): Gathered | null {
  const name = metricName(series.name);
  let metric = gathered.get(name);
  if (metric !== undefined) return metric;
  if (gathered.size >= NAMES_MAX) return null;
  metric = {
    help: `Pushed by clients as ${series.name} (KIP-714).`,
    type: series.kind,
    labels: new Set(),
    series: [],
  };
  gathered.set(name, metric);
  return metric;
}

/** Two attributes may become one label, and two series of a client then one: the first is shown. */
function* samples(list: Gathered["series"], names: readonly string[]): Generator<Sample> {
  const seen = new Set<string>();
  for (const { id, client, series } of list) {
    const values = new Map(
      [...series.labels].map(([label, value]) => [labelName(label), value]),
    );
    const labels = [client.clientId, id, ...names.map((name) => values.get(name) ?? "")];
    const key = labels.join("\u0000");
    if (seen.has(key)) continue;
    seen.add(key);
    yield { labels, value: series.value };
  }
}

function metricName(name: string): string {
  const own = name.startsWith(KAFKA_NAMESPACE) ? name.slice(KAFKA_NAMESPACE.length) : name;
  return PREFIX + own.replaceAll(/[^a-zA-Z0-9]/g, "_");
}

/** A label of the client's own never takes the place of those that the broker sets. */
function labelName(attribute: string): string {
  const name = attribute.replaceAll(/[^a-zA-Z0-9]/g, "_").replace(/^_+/, "");
  const safe = /^[a-zA-Z]/.test(name) ? name : `attribute_${name}`;
  return CLIENT_LABELS.includes(safe) ? `pushed_${safe}` : safe;
}
