/**
 * kafka-verifiable-producer.sh: sends growing numbers and prints what became of each.
 *
 * @module
 */

import { type Cluster, parseBootstrapServers } from "../client/cluster.ts";
import type { RecordMetadata } from "../client/producer/outgoing_batch.ts";
import { Producer, type ProducerRecord } from "../client/producer/producer.ts";
import { BrokerError } from "../client/errors.ts";
import { defineArgparseCommand } from "./argparse/command.ts";
import type { ArgparseArguments } from "./argparse/parse.ts";
import { ClientProperties } from "./client_properties.ts";
import type { Command, CommandContext } from "./command.ts";
import { javaClassOf, javaMessage, javaText } from "./java_exception.ts";
import { openCluster } from "./open_cluster.ts";
import { producerSettings } from "./producer/settings.ts";
import { readPropertiesFile } from "./properties_file.ts";
import { clientFaultText } from "./terse_error.ts";
import { Events } from "./verifiable/events.ts";
import { verifiableProducerSpec } from "./verifiable/producer_options.ts";

const CLIENT_ID = "verifiable-producer";
/** After so many records, answers that came meanwhile are looked at. */
const TURN_RECORDS = 256;
const PAUSE_MS_MIN = 2;
const SECOND_MS = 1000;

export const kafkaVerifiableProducer: Command = defineArgparseCommand({
  name: "verifiable-producer",
  script: "kafka-verifiable-producer.sh",
  summary: "Send numbers and print what became of each",
  spec: verifiableProducerSpec,
  run,
});

async function run(parsed: ArgparseArguments, context: CommandContext): Promise<number> {
  const { terminal, environment } = context;
  const events = new Events(terminal, () => environment.clock.nowMs());
  try {
    const path = parsed.get("command-config") ?? parsed.get("producer.config");
    const properties = new Map([
      ["acks", parsed.get("acks")!],
      // A record that is not acknowledged is told, not sent again.
      ["retries", "0"],
      ...(path === undefined ? [] : readPropertiesFile(path, environment)),
    ]);
    const settings = producerSettings(new ClientProperties(properties));
    const cluster = openCluster(context, {
      bootstrapServers: parseBootstrapServers(parsed.get("bootstrap-server")!),
      properties,
      clientId: CLIENT_ID,
    });
    const producer = new Producer(cluster, settings);
    await new VerifiableRun(parsed, { producer, cluster, context, events }).run();
    return 0;
  } catch (error) {
    terminal.stderr(`${textOf(error)}\n`);
    return 1;
  }
}

class VerifiableRun {
  readonly #parsed: ArgparseArguments;
  readonly #producer: Producer;
  readonly #cluster: Cluster;
  readonly #context: CommandContext;
  readonly #events: Events;
  #sent = 0;
  #acknowledged = 0;
  #interrupted = false;

  constructor(
    parsed: ArgparseArguments,
    { producer, cluster, context, events }: {
      producer: Producer;
      cluster: Cluster;
      context: CommandContext;
      events: Events;
    },
  ) {
    this.#parsed = parsed;
    this.#producer = producer;
    this.#cluster = cluster;
    this.#context = context;
    this.#events = events;
  }

  async run(): Promise<void> {
    const { clock } = this.#cluster;
    const startMs = clock.nowMs();
    this.#events.print("startup_complete");
    await this.#events.flush();
    const release = this.#context.terminal.onInterrupt(() => this.#interrupted = true);
    try {
      await this.#sendAll(startMs);
    } finally {
      release();
      await this.#producer.close();
      this.#cluster.close();
    }
    this.#events.print("shutdown_complete");
    const elapsedMs = clock.nowMs() - startMs;
    this.#events.print("tool_data", {
      sent: this.#sent,
      acked: this.#acknowledged,
      target_throughput: this.#parsed.number("throughput"),
      avg_throughput: SECOND_MS * this.#acknowledged / Math.max(1, elapsedMs),
    });
  }

  async #sendAll(startMs: number): Promise<void> {
    const { clock, retry } = this.#cluster;
    const count = this.#parsed.number("max-messages")!;
    const throughput = this.#parsed.number("throughput")!;
    const limit = count < 0 ? Infinity : count;
    for (let number = 0; number < limit && !this.#interrupted; number++) {
      this.#send(number, startMs);
      const aheadMs = throughput <= 0
        ? 0
        : SECOND_MS * (number + 1) / throughput - (clock.nowMs() - startMs);
      if (aheadMs >= PAUSE_MS_MIN) await retry.sleep(aheadMs);
      else if (!this.#producer.hasRoom) await this.#producer.ready();
      else if (number % TURN_RECORDS === TURN_RECORDS - 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
  }

  #send(number: number, startMs: number): void {
    const key = this.#keyOf(number);
    const value = this.#valueOf(number);
    this.#sent += 1;
    const record: ProducerRecord = {
      topic: this.#parsed.get("topic")!,
      key: key === null ? null : Buffer.from(key),
      value: Buffer.from(value),
      timestampMs: this.#timestampOf(startMs),
    };
    try {
      this.#producer.deliver(record, {
        resolve: (metadata) => this.#succeeded(metadata, { key, value }),
        reject: (error) => this.#failed(error, { key, value }),
      });
    } catch (error) {
      this.#failed(error, { key, value });
    }
  }

  #keyOf(number: number): string | null {
    const keys = this.#parsed.number("repeating-keys");
    return keys === undefined ? null : String(number % Math.max(1, keys));
  }

  #valueOf(number: number): string {
    const prefix = this.#parsed.get("value-prefix");
    return prefix === undefined ? String(number) : `${Number(prefix)}.${number}`;
  }

  #timestampOf(startMs: number): number | undefined {
    const createMs = this.#parsed.number("message-create-time")!;
    return createMs === -1 ? undefined : createMs + this.#cluster.clock.nowMs() - startMs;
  }

  #succeeded(
    { offset, topic, partition }: RecordMetadata,
    record: { key: string | null; value: string },
  ): void {
    this.#acknowledged += 1;
    this.#events.print("producer_send_success", { ...record, offset, topic, partition });
  }

  #failed(error: unknown, record: { key: string | null; value: string }): void {
    const exception = error instanceof BrokerError
      ? `class ${javaClassOf(error.code)}`
      : `class ${javaText(error).split(":")[0]}`;
    this.#events.print("producer_send_error", {
      ...record,
      topic: this.#parsed.get("topic"),
      exception,
      message: javaMessage(error),
    });
  }
}

function textOf(error: unknown): string {
  return error instanceof RangeError ? error.message : clientFaultText(error);
}
