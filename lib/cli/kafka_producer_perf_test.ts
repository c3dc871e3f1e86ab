/**
 * kafka-producer-perf-test.sh: measures how fast records go to a topic.
 *
 * @module
 */

import { type Cluster, parseBootstrapServers } from "../client/cluster.ts";
import { Producer, PRODUCER_DEFAULTS } from "../client/producer/producer.ts";
import { defineArgparseCommand } from "./argparse/command.ts";
import { type ArgparseArguments, ArgparseError } from "./argparse/parse.ts";
import { ClientProperties } from "./client_properties.ts";
import type { Command, CommandContext } from "./command.ts";
import { metricsTable } from "./metrics_table.ts";
import { openCluster } from "./open_cluster.ts";
import { producerSettings } from "./producer/settings.ts";
import { producerMetrics } from "./producer_perf/metrics.ts";
import { type PerfPlan, perfPlan, producerPerfSpec } from "./producer_perf/options.ts";
import { PerfRun } from "./producer_perf/run.ts";
import { clientFaultText, TerseError } from "./terse_error.ts";

const CLIENT_ID = "perf-producer-client";

export const kafkaProducerPerfTest: Command = defineArgparseCommand({
  name: "producer-perf-test",
  script: "kafka-producer-perf-test.sh",
  summary: "Measure how fast records go to a topic",
  spec: producerPerfSpec,
  run,
});

async function run(parsed: ArgparseArguments, context: CommandContext): Promise<number> {
  try {
    const plan = perfPlan(parsed, context);
    const settings = producerSettings(new ClientProperties(plan.properties));
    const servers = plan.properties.get("bootstrap.servers") ?? "";
    const cluster = openCluster(context, {
      bootstrapServers: parseBootstrapServers(servers),
      properties: plan.properties,
      clientId: CLIENT_ID,
    });
    const producer = new Producer(cluster, settings);
    try {
      await findTopic(cluster, plan.topic, settings.maxBlockMs ?? PRODUCER_DEFAULTS.maxBlockMs);
      await measure(plan, { producer, cluster, context });
    } finally {
      await producer.close();
      cluster.close();
    }
    return 0;
  } catch (error) {
    if (error instanceof ArgparseError) throw error;
    context.terminal.stderr(`${textOf(error)}\n`);
    return 1;
  }
}

/** Brokers may create the topic, which takes them a moment that is not to be measured. */
async function findTopic(cluster: Cluster, topic: string, timeoutMs: number): Promise<void> {
  try {
    await cluster.retry.run(
      `the metadata of topic ${topic}`,
      () => cluster.topic(topic, { create: "create" }),
      { timeoutMs },
    );
  } catch {
    throw new TerseError(
      "org.apache.kafka.common.errors.TimeoutException: " +
        `Topic ${topic} not present in metadata after ${timeoutMs} ms.`,
    );
  }
}

async function measure(
  plan: PerfPlan,
  { producer, cluster, context }: {
    producer: Producer;
    cluster: Cluster;
    context: CommandContext;
  },
): Promise<void> {
  const { terminal } = context;
  const startMs = cluster.clock.nowMs();
  if (plan.transactions !== null) await producer.initTransactions();
  const perfRun = new PerfRun({ plan, producer, cluster, terminal });
  await perfRun.send();
  await producer.flush();
  perfRun.printTotals();
  if (!plan.printsMetrics) return;
  const bufferMemory = Number(plan.properties.get("buffer.memory"));
  terminal.stdout(metricsTable(producerMetrics(producer.figures, {
    clientId: plan.properties.get("client.id") ?? CLIENT_ID,
    topic: plan.topic,
    startMs,
    seconds: Math.max(1, cluster.clock.nowMs() - startMs) / 1000,
    bufferBytes: bufferMemory || PRODUCER_DEFAULTS.bufferBytes,
  })));
}

function textOf(error: unknown): string {
  return error instanceof RangeError ? error.message : clientFaultText(error);
}
