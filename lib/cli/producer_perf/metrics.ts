/**
 * The producer's figures under the names of Kafka's metrics.
 *
 * @module
 */

import type { SendFigures } from "../../client/producer/send_figures.ts";
import type { Metrics } from "../metrics_table.ts";
import { VERSION_TEXT } from "../version.ts";

/** What the figures are of. */
export interface MetricsFacts {
  readonly clientId: string;
  readonly topic: string;
  /** How long the producer has been there, in seconds. */
  readonly seconds: number;
  readonly startMs: number;
  readonly bufferBytes: number;
}

/** Names and values. */
export function producerMetrics(figures: Readonly<SendFigures>, facts: MetricsFacts): Metrics {
  const { clientId, topic, seconds } = facts;
  const client = `{client-id=${clientId}}`;
  const average = (sum: number, count: number) => (count === 0 ? NaN : sum / count);
  const records = {
    "record-error-rate": figures.recordErrors / seconds,
    "record-error-total": figures.recordErrors,
    "record-retry-rate": figures.recordRetries / seconds,
    "record-retry-total": figures.recordRetries,
    "record-send-rate": figures.records / seconds,
    "record-send-total": figures.records,
  };
  const producer: Record<string, number> = {
    "batch-size-avg": average(figures.batchBytes, figures.batches),
    "batch-size-max": figures.batches === 0 ? NaN : figures.batchBytesMax,
    "buffer-total-bytes": facts.bufferBytes,
    "compression-rate-avg": average(figures.batchBytes, figures.plainBytes),
    ...records,
    "records-per-request-avg": average(figures.records, figures.requests),
    "request-latency-avg": average(figures.requestLatencyMs, figures.requests),
    "request-latency-max": figures.requests === 0 ? NaN : figures.requestLatencyMsMax,
    "request-rate": figures.requests / seconds,
    "request-total": figures.requests,
  };
  const perTopic: Record<string, number> = {
    "byte-rate": figures.batchBytes / seconds,
    "byte-total": figures.batchBytes,
    "compression-rate": average(figures.batchBytes, figures.plainBytes),
    ...records,
  };
  return new Map<string, number | string>([
    [`app-info:start-time-ms:${client}`, String(facts.startMs)],
    [`app-info:version:${client}`, VERSION_TEXT],
    ...Object.entries(producer).map(([name, value]): [string, number] => [
      `producer-metrics:${name}:${client}`,
      value,
    ]),
    ...Object.entries(perTopic).map(([name, value]): [string, number] => [
      `producer-topic-metrics:${name}:{client-id=${clientId}, topic=${topic}}`,
      value,
    ]),
  ]);
}
