/**
 * The metrics that clients push (KIP-714): OpenTelemetry's MetricsData in protobuf, of which
 * gauges and sums with numbers are read, the two kinds that Kafka's clients send. Histograms and
 * summaries are passed over.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto
 * @module
 */
import { ProtobufReader } from "./protobuf_reader.ts";

/** One number of a metric. */
export interface DataPoint {
  /** As the client calls it: `org.apache.kafka.producer.connection.creation.total`. */
  readonly name: string;
  readonly kind: "gauge" | "counter";
  /** Only what was added since the push before, not the whole. */
  readonly isDelta: boolean;
  /** Name and value, in the order of the bytes; those of the resource come first. */
  readonly attributes: readonly (readonly [string, string])[];
  readonly value: number;
}

type Attributes = readonly (readonly [string, string])[];
type MetricHead = Pick<DataPoint, "name" | "kind" | "isDelta"> & { resource: Attributes };

/** Attributes of one data point above which the rest is left out. */
const ATTRIBUTES_MAX = 12;
const AGGREGATION_TEMPORALITY_DELTA = 1;
/** Numbers of the fields, by message. */
const METRICS_DATA = { resourceMetrics: 1 };
const RESOURCE_METRICS = { resource: 1, scopeMetrics: 2 };
const RESOURCE = { attributes: 1 };
const SCOPE_METRICS = { metrics: 2 };
const METRIC = { name: 1, gauge: 5, sum: 7 };
const SUM = { dataPoints: 1, aggregationTemporality: 2, isMonotonic: 3 };
const DATA_POINT = { asDouble: 4, asInt: 6, attributes: 7 };
const KEY_VALUE = { key: 1, value: 2 };
const ANY_VALUE = { string: 1, boolean: 2, int: 3, double: 4 };

/**
 * Reads the data points of a push.
 *
 * @param bytes the decompressed payload
 * @throws MalformedError where it is no protobuf of this form
 */
export function* readOtlpMetrics(bytes: Uint8Array): Generator<DataPoint, void> {
  const reader = new ProtobufReader(bytes);
  while (reader.next()) {
    if (reader.field === METRICS_DATA.resourceMetrics) yield* readResource(reader.bytes());
    else reader.skip();
  }
}

function* readResource(bytes: Uint8Array): Generator<DataPoint, void> {
  const attributes: [string, string][] = [];
  const first = new ProtobufReader(bytes);
  while (first.next()) {
    if (first.field === RESOURCE_METRICS.resource) {
      readAttributes(first.message(), RESOURCE.attributes, attributes);
    } else first.skip();
  }
  const second = new ProtobufReader(bytes);
  while (second.next()) {
    if (second.field !== RESOURCE_METRICS.scopeMetrics) {
      second.skip();
      continue;
    }
    const scope = second.message();
    while (scope.next()) {
      if (scope.field === SCOPE_METRICS.metrics) yield* readMetric(scope.bytes(), attributes);
      else scope.skip();
    }
  }
}

function* readMetric(bytes: Uint8Array, resource: Attributes): Generator<DataPoint, void> {
  let name = "";
  let points: { kind: "gauge" | "sum"; bytes: Uint8Array } | null = null;
  const reader = new ProtobufReader(bytes);
  while (reader.next()) {
    if (reader.field === METRIC.name) name = reader.string();
    else if (reader.field === METRIC.gauge) points = { kind: "gauge", bytes: reader.bytes() };
    else if (reader.field === METRIC.sum) points = { kind: "sum", bytes: reader.bytes() };
    else reader.skip();
  }
  if (points === null) return;
  const head = points.kind === "gauge"
    ? { name, resource, kind: "gauge" as const, isDelta: false }
    : { name, resource, ...readSumHead(points.bytes) };
  const list = new ProtobufReader(points.bytes);
  while (list.next()) {
    if (list.field === SUM.dataPoints) yield readDataPoint(list.message(), head);
    else list.skip();
  }
}

/** A sum that may fall again is a gauge to whoever looks at it. */
function readSumHead(bytes: Uint8Array): Pick<DataPoint, "kind" | "isDelta"> {
  let temporality = 0;
  let isMonotonic = false;
  const reader = new ProtobufReader(bytes);
  while (reader.next()) {
    if (reader.field === SUM.aggregationTemporality) temporality = reader.varint();
    else if (reader.field === SUM.isMonotonic) isMonotonic = reader.varint() !== 0;
    else reader.skip();
  }
  return {
    kind: isMonotonic ? "counter" : "gauge",
    isDelta: temporality === AGGREGATION_TEMPORALITY_DELTA,
  };
}

function readDataPoint(reader: ProtobufReader, head: MetricHead): DataPoint {
  const { name, kind, isDelta, resource } = head;
  const attributes = [...resource];
  let value = 0;
  while (reader.next()) {
    if (reader.field === DATA_POINT.asDouble) value = reader.double();
    else if (reader.field === DATA_POINT.asInt) value = reader.sfixed64();
    else if (reader.field === DATA_POINT.attributes) readAttribute(reader.message(), attributes);
    else reader.skip();
  }
  return { name, kind, isDelta, attributes, value };
}

function readAttributes(
  reader: ProtobufReader,
  field: number,
  attributes: [string, string][],
): void {
  while (reader.next()) {
    if (reader.field === field) readAttribute(reader.message(), attributes);
    else reader.skip();
  }
}

function readAttribute(
  reader: ProtobufReader,
  attributes: (readonly [string, string])[],
): void {
  let key = "";
  let value = "";
  while (reader.next()) {
    if (reader.field === KEY_VALUE.key) key = reader.string();
    else if (reader.field === KEY_VALUE.value) value = readValue(reader.message());
    else reader.skip();
  }
  if (attributes.length < ATTRIBUTES_MAX) attributes.push([key, value]);
}

/** A value as text; lists and maps are left out. */
function readValue(reader: ProtobufReader): string {
  let text = "";
  while (reader.next()) {
    if (reader.field === ANY_VALUE.string) text = reader.string();
    else if (reader.field === ANY_VALUE.boolean) text = String(reader.varint() !== 0);
    else if (reader.field === ANY_VALUE.int) text = String(reader.varint());
    else if (reader.field === ANY_VALUE.double) text = String(reader.double());
    else reader.skip();
  }
  return text;
}
