/**
 * kafka-consumer-perf-test.sh: measures how fast records are read.
 *
 * @module
 */

import { Consumer } from "../client/consumer/consumer.ts";
import type { ConsumerRecord } from "../client/consumer/consumer_record.ts";
import type { ProgressLine } from "../io/progress_line.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { ClientProperties } from "./client_properties.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { consumerSettings, tellGroupProtocol } from "./consumer/settings.ts";
import { type ConsumePlan, consumePlan, consumerPerfSpec } from "./consumer_perf/options.ts";
import { intervalRow, statsHeader, totalRow } from "./consumer_perf/stats.ts";
import { metricsTable } from "./metrics_table.ts";
import { bootstrapServersOf, openCluster } from "./open_cluster.ts";
import { progressLine } from "./progress.ts";
import { clientFaultText } from "./terse_error.ts";
import { VERSION_TEXT } from "./version.ts";

const CLIENT_ID = "perf-consumer-client";
const POLL_MS = 100;

export const kafkaConsumerPerfTest: Command = defineCommand({
  name: "consumer-perf-test",
  script: "kafka-consumer-perf-test.sh",
  summary: "Measure how fast records are read",
  spec: consumerPerfSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal, environment } = context;
  try {
    const plan = consumePlan(parsed, context);
    tellGroupProtocol(plan.properties, terminal);
    if (plan.header === "shown") terminal.stdout(`${statsHeader(plan.shows)}\n`);
    const cluster = openCluster(context, {
      bootstrapServers: bootstrapServersOf(parsed, plan.bootstrapServers),
      properties: plan.properties,
      clientId: CLIENT_ID,
    });
    const consumer = new Consumer(cluster, {
      ...consumerSettings(new ClientProperties(plan.properties)),
      onWarning: (text) => terminal.stderr(`WARN ${text}\n`),
    });
    const progress = progressLine(context);
    try {
      await measure(consumer, plan, {
        terminal,
        progress,
        nowMs: () => environment.clock.nowMs(),
      });
    } finally {
      progress.end();
      await consumer.close();
      cluster.close();
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.stderr(`${clientFaultText(error)}\n`);
    return 1;
  }
}

/** Reads, and prints the figures. */
async function measure(
  consumer: Consumer,
  plan: ConsumePlan,
  { terminal, progress, nowMs }: {
    terminal: Terminal;
    progress: ProgressLine;
    nowMs: () => number;
  },
): Promise<void> {
  const { recordCount, timeoutMs, reportingIntervalMs, shows, dateFormat } = plan;
  const startMs = nowMs();
  let joinStartMs = startMs;
  let lastRecordMs = startMs;
  const whole = { startMs, endMs: startMs, bytes: 0, records: 0, joinMs: 0 };
  let interval = { ...whole };
  consumer.subscribe(plan.topics, {
    revoked: () => {
      joinStartMs = nowMs();
    },
    assigned: () => {
      const elapsedMs = nowMs() - joinStartMs;
      whole.joinMs += elapsedMs;
      interval.joinMs += elapsedMs;
    },
  });
  while (whole.records < recordCount && nowMs() - lastRecordMs <= timeoutMs) {
    const records = await consumer.poll(POLL_MS);
    // The rows of intervals show it themselves.
    if (shows === "whole") progress.show(() => `${whole.records} of ${recordCount} records read`);
    const endMs = nowMs();
    if (records.length > 0) lastRecordMs = endMs;
    for (const record of records) {
      const bytes = bytesOf(record);
      whole.records += 1;
      whole.bytes += bytes;
      interval.records += 1;
      interval.bytes += bytes;
      if (endMs - interval.startMs < reportingIntervalMs) continue;
      interval.endMs = endMs;
      if (shows === "intervals") {
        terminal.stdout(`${intervalRow({ interval, whole }, dateFormat)}\n`);
        await terminal.flush();
      }
      interval = { startMs: endMs, endMs, bytes: 0, records: 0, joinMs: 0 };
    }
  }
  whole.endMs = nowMs();
  progress.end();
  if (whole.records < recordCount) {
    terminal.stdout(
      "WARNING: Exiting before consuming the expected number of records: timeout " +
        `(${timeoutMs} ms) exceeded. You can use the --timeout option to increase the timeout.\n`,
    );
  }
  if (shows === "whole") terminal.stdout(`${totalRow(whole, dateFormat)}\n`);
  if (plan.printsMetrics) terminal.stdout(metricsText(plan, whole));
}

function bytesOf({ key, value }: ConsumerRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}

function metricsText(
  { properties }: ConsumePlan,
  whole: { startMs: number; endMs: number; bytes: number; records: number; joinMs: number },
): string {
  const client = `{client-id=${properties.get("client.id") ?? CLIENT_ID}}`;
  const seconds = Math.max(1, whole.endMs - whole.startMs) / 1000;
  const fetching = {
    "bytes-consumed-rate": whole.bytes / seconds,
    "bytes-consumed-total": whole.bytes,
    "records-consumed-rate": whole.records / seconds,
    "records-consumed-total": whole.records,
  };
  return metricsTable(
    new Map<string, number | string>([
      [`app-info:start-time-ms:${client}`, String(whole.startMs)],
      [`app-info:version:${client}`, VERSION_TEXT],
      [`consumer-coordinator-metrics:join-time-avg:${client}`, whole.joinMs],
      ...Object.entries(fetching).map(([name, value]): [string, number] => [
        `consumer-fetch-manager-metrics:${name}:${client}`,
        value,
      ]),
    ]),
  );
}
