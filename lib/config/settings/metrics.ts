/**
 * Broker settings: metrics.
 *
 * @module
 */
import { atLeast } from "../rule.ts";
import { int, list, long, type Setting, string, withoutEffect } from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const metricsSettings: readonly Setting[] = [
  int("telemetry.max.bytes", 1048576, atLeast(1)).readOnly(
    "Most bytes of metrics a client may push (KIP-714).",
  ),
  ...withoutEffect([
    int("kafka.metrics.polling.interval.secs", 10, atLeast(1)).readOnly(
      "Time between two polls of the old metrics reporters.",
    ),
    list("kafka.metrics.reporters", "").readOnly("Java classes of the old metrics reporters."),
    list("metric.reporters", "org.apache.kafka.common.metrics.JmxReporter").clusterWide(
      "Java classes that receive metrics; here /metrics serves them.",
    ),
    int("metrics.num.samples", 2, atLeast(1)).readOnly("Samples kept of each metric."),
    string("metrics.recording.level", "INFO").readOnly("Finest level of metrics recorded."),
    long("metrics.sample.window.ms", 30000, atLeast(1)).readOnly("Length of each sample."),
  ]),
];
