/**
 * kafka-verifiable-consumer.sh: reads a topic as a group's member and prints what happens.
 *
 * @module
 */

import { parseBootstrapServers } from "../client/cluster.ts";
import { Consumer } from "../client/consumer/consumer.ts";
import type { ConsumerRecord } from "../client/consumer/consumer_record.ts";
import { keyOf, type TopicPartition } from "../client/topic_partition.ts";
import { defineArgparseCommand } from "./argparse/command.ts";
import type { ArgparseArguments } from "./argparse/parse.ts";
import { ClientProperties } from "./client_properties.ts";
import type { Command, CommandContext } from "./command.ts";
import { consumerSettings } from "./consumer/settings.ts";
import { javaMessage } from "./java_exception.ts";
import { openCluster } from "./open_cluster.ts";
import { readPropertiesFile } from "./properties_file.ts";
import { clientFaultText, TerseError } from "./terse_error.ts";
import { RANGE_ASSIGNOR, verifiableConsumerSpec } from "./verifiable/consumer_options.ts";
import { Events } from "./verifiable/events.ts";

const CLIENT_ID = "verifiable-consumer";
/** One wait for records, in ms; the next one follows. */
const POLL_MS_MAX = 2 ** 31 - 1;

export const kafkaVerifiableConsumer: Command = defineArgparseCommand({
  name: "verifiable-consumer",
  script: "kafka-verifiable-consumer.sh",
  summary: "Read as a group's member and print what happens",
  spec: verifiableConsumerSpec,
  run,
});

async function run(parsed: ArgparseArguments, context: CommandContext): Promise<number> {
  const { terminal, environment } = context;
  try {
    refuseMissing(parsed);
    const properties = propertiesOf(parsed, context);
    const settings = consumerSettings(new ClientProperties(properties));
    const cluster = openCluster(context, {
      bootstrapServers: parseBootstrapServers(parsed.get("bootstrap-server")!),
      properties,
      clientId: CLIENT_ID,
    });
    const consumer = new Consumer(cluster, {
      ...settings,
      onWarning: (text) => terminal.stderr(`WARN ${text}\n`),
    });
    try {
      const events = new Events(terminal, () => environment.clock.nowMs());
      return await new VerifiableReader(parsed, { consumer, context, events }).run();
    } finally {
      cluster.close();
    }
  } catch (error) {
    terminal.stderr(`${textOf(error)}\n`);
    return 1;
  }
}

function refuseMissing(parsed: ArgparseArguments): void {
  const protocol = parsed.get("group-protocol")!.toLowerCase();
  if (protocol === "consumer") {
    throw new TerseError("Cannot use --group-protocol consumer: only classic is there yet");
  }
  if (protocol !== "classic") {
    throw new TerseError(
      `No enum constant org.apache.kafka.clients.consumer.GroupProtocol.${protocol.toUpperCase()}`,
    );
  }
  const strategy = parsed.get("assignment-strategy")!;
  if (strategy.split(".").at(-1) === RANGE_ASSIGNOR.split(".").at(-1)) return;
  throw new TerseError(
    `Cannot use --assignment-strategy ${strategy}: only ${RANGE_ASSIGNOR} is there yet`,
  );
}

function propertiesOf(parsed: ArgparseArguments, { environment }: CommandContext) {
  const path = parsed.get("command-config") ?? parsed.get("consumer.config");
  const properties = new Map([
    ...(path === undefined ? [] : readPropertiesFile(path, environment)),
    ["group.id", parsed.get("group-id")!] as const,
    ["enable.auto.commit", String(parsed.has("enable-autocommit"))] as const,
    ["auto.offset.reset", parsed.get("reset-policy")!] as const,
  ]);
  const instanceId = parsed.get("group-instance-id");
  if (instanceId !== undefined) properties.set("group.instance.id", instanceId);
  const sessionTimeoutMs = parsed.get("session-timeout");
  if (sessionTimeoutMs !== undefined) properties.set("session.timeout.ms", sessionTimeoutMs);
  return properties;
}

class VerifiableReader {
  readonly #parsed: ArgparseArguments;
  readonly #consumer: Consumer;
  readonly #context: CommandContext;
  readonly #events: Events;
  readonly #limit: number;
  #consumed = 0;
  #interrupted = false;

  constructor(
    parsed: ArgparseArguments,
    { consumer, context, events }: { consumer: Consumer; context: CommandContext; events: Events },
  ) {
    this.#parsed = parsed;
    this.#consumer = consumer;
    this.#context = context;
    this.#events = events;
    const count = parsed.number("max-messages")!;
    this.#limit = count < 0 ? Infinity : count;
  }

  async run(): Promise<number> {
    const release = this.#context.terminal.onInterrupt(() => {
      this.#interrupted = true;
      this.#consumer.wakeup();
    });
    let exitCode = 0;
    this.#events.print("startup_complete");
    try {
      await this.#readAll();
    } catch (error) {
      exitCode = 1;
      this.#context.terminal.stderr(`${textOf(error)}\n`);
    } finally {
      const left = this.#consumer.assignment;
      await this.#consumer.close();
      if (left.length > 0) this.#events.print("partitions_revoked", { partitions: left });
      release();
    }
    this.#events.print("shutdown_complete");
    this.#events.print("shutdown_requested");
    return exitCode;
  }

  async #readAll(): Promise<void> {
    const told = (name: string) => (partitions: readonly TopicPartition[]) => {
      this.#events.print(name, { partitions });
      this.#events.flush().catch(() => {/* nobody reads any more */});
    };
    this.#consumer.subscribe([this.#parsed.get("topic")!], {
      assigned: told("partitions_assigned"),
      revoked: told("partitions_revoked"),
    });
    while (this.#consumed < this.#limit && !this.#interrupted) {
      const records = await this.#consumer.poll(POLL_MS_MAX);
      if (records.length === 0) continue;
      const offsets = this.#received(records);
      if (!this.#parsed.has("enable-autocommit")) await this.#commit(offsets);
      await this.#events.flush();
    }
  }

  /** Tells of records; returns what is to be committed after them. */
  #received(records: readonly ConsumerRecord[]) {
    const partitions = new Map<string, ConsumerRecord[]>();
    for (const record of records) {
      const list = partitions.get(keyOf(record));
      if (list === undefined) partitions.set(keyOf(record), [record]);
      else list.push(record);
    }
    const summaries = [];
    const offsets = [];
    for (const list of partitions.values()) {
      const taken = list.slice(0, this.#limit - this.#consumed);
      const [first] = taken;
      if (first === undefined) continue;
      const { topic, partition } = first;
      const maxOffset = taken.at(-1)!.offset;
      offsets.push({ topic, partition, offset: maxOffset + 1 });
      summaries.push({
        topic,
        partition,
        count: taken.length,
        minOffset: first.offset,
        maxOffset,
      });
      if (this.#parsed.has("verbose")) taken.forEach((record) => this.#tell(record));
      this.#consumed += taken.length;
    }
    this.#events.print("records_consumed", { count: records.length, partitions: summaries });
    return offsets;
  }

  #tell({ key, value, topic, partition, offset }: ConsumerRecord): void {
    const text = (bytes: Uint8Array | null) =>
      bytes === null ? null : Buffer.from(bytes).toString("utf8");
    this.#events.print("record_data", {
      key: text(key),
      value: text(value),
      topic,
      partition,
      offset,
    });
  }

  async #commit(
    offsets: readonly { topic: string; partition: number; offset: number }[],
  ): Promise<void> {
    try {
      await this.#consumer.commit(offsets);
      this.#events.print("offsets_committed", { offsets, success: true });
    } catch (error) {
      this.#events.print("offsets_committed", {
        offsets,
        error: javaMessage(error),
        success: false,
      });
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof RangeError ? error.message : clientFaultText(error);
}
