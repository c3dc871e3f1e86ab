/**
 * kafka-e2e-latency.sh: measures how long it takes from sending a record to reading it.
 *
 * @module
 */

import { createTopic, listTopics } from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { Consumer } from "../client/consumer/consumer.ts";
import type { ConsumerRecord } from "../client/consumer/consumer_record.ts";
import { Producer } from "../client/producer/producer.ts";
import { javaDoubleText } from "../config/value.ts";
import type { RecordHeader } from "../kafka/record/record.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { ClientProperties } from "./client_properties.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { consumerSettings } from "./consumer/settings.ts";
import { e2eLatencySpec, isOldCall, namedArguments } from "./e2e_latency/options.ts";
import { bootstrapServersOf, openCluster } from "./open_cluster.ts";
import { producerSettings } from "./producer/settings.ts";
import { readPropertiesFile } from "./properties_file.ts";
import { clientFaultText, TerseError } from "./terse_error.ts";

const CLIENT_ID = "e2e-latency";
const POLL_MS = 60_000;
const MAX_BLOCK_MS = 2 ** 31 - 1;
/** Each so many records the time of one is told. */
const PROGRESS_RECORDS = 1000;
const LETTERS = 26;
const FIRST_LETTER = 65;

const withOptions: Command = defineCommand({
  name: "e2e-latency",
  script: "kafka-e2e-latency.sh",
  summary: "Measure how long it takes from sending a record to reading it",
  spec: e2eLatencySpec,
  run,
});

export const kafkaE2eLatency: Command = {
  ...withOptions,
  async run(args, terminal, environment) {
    if (!isOldCall(args)) return await withOptions.run(args, terminal, environment);
    try {
      const named = namedArguments(args);
      terminal.stdout(
        "WARNING: Positional argument usage is deprecated and will be removed in Apache Kafka " +
          "5.0. Please use named arguments instead: --bootstrap-server, --topic, --num-records, " +
          "--producer-acks, --record-size, --command-config\n",
      );
      return await withOptions.run(named, terminal, environment);
    } catch (error) {
      if (!(error instanceof TerseError)) throw error;
      terminal.stderr(`${error.message}\n`);
      return 1;
    }
  },
};

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal, environment } = context;
  const acks = parsed.get("producer-acks")!;
  if (acks !== "1" && acks !== "all") {
    throw new UsageError(
      "Invalid value for --producer-acks. Latency testing requires synchronous acknowledgement. " +
        "Please use '1' or 'all'.",
      parsed.spec,
    );
  }
  try {
    const path = parsed.get("command-config") || undefined;
    const properties = path === undefined ? new Map() : readPropertiesFile(path, environment);
    properties.set("acks", acks);
    const cluster = openCluster(context, {
      bootstrapServers: bootstrapServersOf(parsed, parsed.get("bootstrap-server")!),
      properties,
      clientId: CLIENT_ID,
    });
    try {
      await measure(cluster, { parsed, terminal, properties: new ClientProperties(properties) });
    } finally {
      cluster.close();
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.stderr(`${clientFaultText(error)}\n`);
    return 1;
  }
}

async function measure(
  cluster: Cluster,
  { parsed, terminal, properties }: {
    parsed: ParsedArguments;
    terminal: Terminal;
    properties: ClientProperties;
  },
): Promise<void> {
  const topic = parsed.get("topic")!;
  await ensureTopic(cluster, topic, terminal);
  const consumer = new Consumer(cluster, {
    ...consumerSettings(properties),
    groupId: `test-group-${cluster.clock.nowMs()}`,
    commitMode: "manual",
    fetchWaitMs: 0,
  });
  const producer = new Producer(cluster, {
    ...producerSettings(properties),
    lingerMs: 0,
    maxBlockMs: MAX_BLOCK_MS,
  });
  try {
    const { partitions } = await cluster.topic(topic);
    const assigned = partitions.map(({ index }) => ({ topic, partition: index }));
    consumer.assign(assigned);
    for (const partition of assigned) {
      consumer.seek(partition, "latest");
      await consumer.position(partition);
    }
    const latenciesMs = await exchange(cluster, { parsed, terminal, consumer, producer });
    printLatencies(latenciesMs, terminal);
    await consumer.commit();
  } finally {
    await producer.close();
    await consumer.close();
  }
}

async function ensureTopic(cluster: Cluster, topic: string, terminal: Terminal): Promise<void> {
  if ((await listTopics(cluster)).some(({ name }) => name === topic)) return;
  terminal.stdout(
    `Topic "${topic}" does not exist. Will create topic with 1 partition(s) and replication ` +
      "factor = 1\n",
  );
  try {
    await createTopic(cluster, {
      name: topic,
      partitions: 1,
      replicationFactor: 1,
      configs: new Map(),
    });
  } catch (error) {
    terminal.stdout(`Creation of topic ${topic} failed\n`);
    throw error;
  }
}

/** Sends records one by one, each after the one before was read. Returns the times, in ms. */
async function exchange(
  cluster: Cluster,
  { parsed, terminal, consumer, producer }: {
    parsed: ParsedArguments;
    terminal: Terminal;
    consumer: Consumer;
    producer: Producer;
  },
): Promise<number[]> {
  const { clock, random } = cluster;
  const letters = (length: number) =>
    new Uint8Array(length).fill(FIRST_LETTER + random.int(LETTERS));
  const count = parsed.integer("num-records")!;
  const keyBytes = parsed.integer("record-key-size")!;
  const headerBytes = parsed.integer("record-header-size")!;
  const headerKeyBytes = parsed.integer("record-header-key-size")!;
  const latenciesMs: number[] = [];
  for (let number = 0; number < count; number++) {
    const sent = {
      topic: parsed.get("topic")!,
      key: keyBytes > 0 ? letters(keyBytes) : null,
      value: letters(parsed.integer("record-size")!),
      headers: Array.from({ length: parsed.integer("num-headers")! }, (): RecordHeader => ({
        key: textOfBytes(letters(headerKeyBytes)),
        value: headerBytes < 0 ? null : letters(headerBytes),
      })),
    };
    const startMs = clock.monotonicMs();
    await producer.send(sent);
    const records = await consumer.poll(POLL_MS);
    const elapsedMs = clock.monotonicMs() - startMs;
    requireSame(sent, records);
    if (number % PROGRESS_RECORDS === 0) {
      terminal.stdout(`${number}\t${javaDoubleText(elapsedMs)}\n`);
      await terminal.flush();
    }
    latenciesMs.push(elapsedMs);
  }
  return latenciesMs;
}

/** @throws {TerseError} where what was read is not what was sent */
function requireSame(
  sent: { key: Uint8Array | null; value: Uint8Array; headers: readonly RecordHeader[] },
  records: readonly ConsumerRecord[],
): void {
  const [read] = records;
  if (read === undefined) {
    throw new TerseError(`poll() timed out before finding a result (timeout:[${POLL_MS}ms])`);
  }
  for (
    const [what, was, is] of [
      ["key", sent.key, read.key],
      ["message", sent.value, read.value],
    ] as const
  ) {
    if (textOfBytes(was) === textOfBytes(is)) continue;
    throw new TerseError(
      `The ${what} read [${textOfBytes(is)}] did not match the ${what} sent [${textOfBytes(was)}]`,
    );
  }
  const headersOf = (headers: readonly RecordHeader[]) =>
    headers.map(({ key, value }) => `${key}=${textOfBytes(value)}`).join();
  if (headersOf(read.headers) !== headersOf(sent.headers)) {
    throw new TerseError("The headers read did not match the headers sent");
  }
  if (records.length === 1) return;
  throw new TerseError(
    `Only one result was expected during this test. We found [${records.length}]`,
  );
}

function textOfBytes(bytes: Uint8Array | null): string {
  return bytes === null ? "null" : new TextDecoder().decode(bytes);
}

function printLatencies(latenciesMs: readonly number[], terminal: Terminal): void {
  const average = latenciesMs.reduce((sum, each) => sum + each, 0) / latenciesMs.length;
  const sorted = latenciesMs.map(Math.trunc).sort((one, other) => one - other);
  const percentile = (share: number) => sorted[Math.trunc(sorted.length * share)];
  terminal.stdout(
    `Avg latency: ${average.toFixed(4)} ms\nPercentiles: 50th = ${percentile(0.5)}, ` +
      `99th = ${percentile(0.99)}, 99.9th = ${percentile(0.999)}\n`,
  );
}
