/**
 * The producer: takes records, gathers them into batches by partition, sends them, and says where
 * each has ended up.
 *
 * @module
 */

import { CompressionType } from "../../bytes/compression/mod.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import type { RecordHeader } from "../../kafka/record/record.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError, ClientError, DisconnectedError } from "../errors.ts";
import type { TopicMetadata } from "../topic_metadata.ts";
import { Accumulator } from "./accumulator.ts";
import { type Delivery, recordBytesMax, type RecordMetadata } from "./outgoing_batch.ts";
import { Partitioner } from "./partitioner.ts";
import { IdentitySource } from "./producer_identity.ts";
import type { SendFigures } from "./send_figures.ts";
import { Sender, type SenderOptions } from "./sender.ts";
import { Transactions } from "./transactions.ts";

/** A record to send. */
export interface ProducerRecord {
  readonly topic: string;
  /** Where left out: by the key's hash, or any. */
  readonly partition?: number | undefined;
  /** In ms since the epoch; now where left out. */
  readonly timestampMs?: number | undefined;
  readonly key?: Uint8Array | null | undefined;
  readonly value: Uint8Array | null;
  readonly headers?: readonly RecordHeader[] | undefined;
}

/** A producer's settings, by Kafka's names and with its defaults. */
export interface ProducerOptions extends SenderOptions {
  /** linger.ms */
  readonly lingerMs: number;
  /** batch.size */
  readonly batchBytes: number;
  /** buffer.memory */
  readonly bufferBytes: number;
  /** max.request.size: the largest record. */
  readonly recordBytesMax: number;
  /** max.block.ms: how long to look for a topic. */
  readonly maxBlockMs: number;
  /** enable.idempotence; only acks=-1 can have it. */
  readonly idempotence: "idempotent" | "none";
  /** transaction.timeout.ms */
  readonly transactionTimeoutMs: number;
}

export const PRODUCER_DEFAULTS: ProducerOptions = {
  acks: -1,
  compressionType: CompressionType.NONE,
  requestTimeoutMs: 30_000,
  retries: 2147483647,
  deliveryTimeoutMs: 120_000,
  lingerMs: 5,
  batchBytes: 16_384,
  bufferBytes: 33_554_432,
  recordBytesMax: 1_048_576,
  maxBlockMs: 60_000,
  idempotence: "idempotent",
  inFlightMax: 5,
  transactionalId: null,
  transactionTimeoutMs: 60_000,
};

interface WaitingRecord {
  readonly record: ProducerRecord;
  readonly sizeBytes: number;
  readonly delivery: Delivery;
}

/** Sends records to one cluster, which it does not close. */
export class Producer {
  readonly #cluster: Cluster;
  readonly #options: ProducerOptions;
  readonly #accumulator: Accumulator;
  readonly #partitioner: Partitioner;
  readonly #sender: Sender;
  readonly #transactions: Transactions | null;
  /** Records of topics that are being looked up, in order. */
  readonly #waiting = new Map<string, WaitingRecord[]>();
  readonly #lookUps = new Set<Promise<void>>();
  #waitingBytes = 0;
  #roomWaiters: (() => void)[] = [];
  #closed = false;

  constructor(cluster: Cluster, options: Partial<ProducerOptions> = {}) {
    const all = this.#options = { ...PRODUCER_DEFAULTS, ...options };
    this.#cluster = cluster;
    this.#accumulator = new Accumulator(all);
    this.#partitioner = new Partitioner({ random: cluster.random, batchBytes: all.batchBytes });
    const { transactionalId, transactionTimeoutMs } = all;
    this.#transactions = transactionalId === null
      ? null
      : new Transactions(cluster, { transactionalId, transactionTimeoutMs });
    const idempotence = all.acks === -1 ? all.idempotence : "none";
    this.#sender = new Sender(cluster, {
      ...all,
      accumulator: this.#accumulator,
      identities: this.#transactions ?? new IdentitySource(cluster, idempotence),
      onRoom: () => this.#announceRoom(),
    });
  }

  /**
   * Sends a record; resolves when the broker has it, as acks demands.
   *
   * Records of one partition keep the order of the calls. A caller that sends much without waiting
   * awaits {@linkcode Producer.ready} before each call, or meets the bound of the buffer.
   *
   * @throws {ClientError} where the record is too large, the buffer is full, or delivery fails
   */
  send(record: ProducerRecord): Promise<RecordMetadata> {
    return new Promise((resolve, reject) => this.deliver(record, { resolve, reject }));
  }

  /**
   * As {@linkcode Producer.send}, for those who send so much that a promise for each record costs
   * too much. Key and value may change as soon as the topic is known to the cluster.
   *
   * @param delivery told what became of the record
   * @throws {ClientError} where the record is too large, or the buffer is full
   */
  deliver(record: ProducerRecord, delivery: Delivery): void {
    const key = record.key ?? null;
    const sizeBytes = recordBytesMax({ key, value: record.value, headers: record.headers });
    this.#check(record, sizeBytes);
    const topic = this.#cluster.known(record.topic);
    if (topic !== undefined && !this.#waiting.has(record.topic)) {
      this.#append(topic, { record, sizeBytes, delivery });
    } else this.#wait({ record, sizeBytes, delivery });
  }

  /** What was sent so far. */
  get figures(): Readonly<SendFigures> {
    return this.#sender.figures;
  }

  /** Whether the buffer has room for more records: else await {@linkcode Producer.ready}. */
  get hasRoom(): boolean {
    return this.#bufferedBytes < this.#options.bufferBytes / 2;
  }

  /** Resolves when the buffer has room for more records. */
  ready(): Promise<void> {
    if (this.hasRoom) return Promise.resolve();
    this.#sender.wake();
    return new Promise((resolve) => this.#roomWaiters.push(resolve));
  }

  /** Sends what is there without lingering; resolves when all of it is delivered or has failed. */
  async flush(): Promise<void> {
    await Promise.all(this.#lookUps);
    await this.#sender.flush();
  }

  /**
   * Makes this producer the only one of its transactional.id: an older one's open transaction is
   * aborted, and what the older one sends later is refused. Before all else.
   *
   * @throws {ClientError} where the cluster has no transactions, or refuses
   */
  async initTransactions(): Promise<void> {
    await this.#requireTransactions().init();
  }

  /** What is sent from now on becomes visible together. */
  beginTransaction(): void {
    this.#requireTransactions().begin();
  }

  /**
   * Delivers all that was sent since the beginning and makes it visible.
   *
   * @throws {ClientError} where a record was not delivered: abort then
   */
  async commitTransaction(): Promise<void> {
    const transactions = this.#requireTransactions();
    await this.flush();
    await transactions.commit();
  }

  /** Gives up all that was sent since the beginning. */
  async abortTransaction(): Promise<void> {
    const transactions = this.#requireTransactions();
    await this.flush();
    await transactions.abort();
  }

  /** Flushes and ends. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.flush();
    this.#sender.close(new DisconnectedError("The producer was closed"));
  }

  #requireTransactions(): Transactions {
    if (this.#transactions !== null) return this.#transactions;
    throw new ClientError("Cannot use transactions: the producer has no transactional.id", {
      retriable: false,
    });
  }

  get #bufferedBytes(): number {
    return this.#accumulator.bufferedBytes + this.#waitingBytes;
  }

  #check(record: ProducerRecord, sizeBytes: number): void {
    if (this.#closed) throw new DisconnectedError("Cannot send: the producer is closed");
    const { recordBytesMax, bufferBytes } = this.#options;
    if (sizeBytes > recordBytesMax) {
      throw new ClientError(
        `Cannot send a record of ${sizeBytes} bytes to ${record.topic}: ` +
          `${recordBytesMax} are allowed (max.request.size)`,
        { retriable: false },
      );
    }
    if (this.#bufferedBytes + sizeBytes <= bufferBytes) return;
    throw new ClientError(
      `Cannot send to ${record.topic}: ${this.#bufferedBytes} bytes wait already, ` +
        `${bufferBytes} are allowed (buffer.memory); await ready() before sending`,
      { retriable: true },
    );
  }

  #wait(item: WaitingRecord): void {
    const { topic } = item.record;
    this.#waitingBytes += item.sizeBytes;
    const waiting = this.#waiting.get(topic);
    if (waiting !== undefined) {
      waiting.push(item);
      return;
    }
    const items = [item];
    this.#waiting.set(topic, items);
    const lookUp = this.#lookUp(topic).then((found) => {
      this.#waiting.delete(topic);
      for (const { sizeBytes } of items) this.#waitingBytes -= sizeBytes;
      for (const each of items) {
        if (found instanceof Error) each.delivery.reject(found);
        else this.#append(found, each);
      }
      this.#lookUps.delete(lookUp);
    });
    this.#lookUps.add(lookUp);
  }

  /** The topic, or why there is none; brokers may create it, which takes them a moment. */
  async #lookUp(name: string): Promise<TopicMetadata | Error> {
    try {
      return await this.#cluster.retry.run(
        `the metadata of topic ${name}`,
        () => this.#cluster.topic(name, { create: "create" }),
        { timeoutMs: this.#options.maxBlockMs },
      );
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #append(topic: TopicMetadata, { record, sizeBytes, delivery }: WaitingRecord): void {
    const key = record.key ?? null;
    const partition = record.partition ?? this.#partitioner.partitionFor(topic, { key, sizeBytes });
    if (partition < 0 || partition >= topic.partitions.length) {
      this.#cluster.forget(topic.name);
      delivery.reject(
        new BrokerError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, {
          api: "Produce",
          broker: "the producer",
          about: `partition ${partition} of topic ${topic.name}`,
          reason: `it has ${topic.partitions.length} partitions`,
        }),
      );
      return;
    }
    const { clock } = this.#cluster;
    const { value, headers = [], timestampMs: timestamp = clock.nowMs() } = record;
    const to = { topic: topic.name, partition, sizeBytes, delivery, clock };
    this.#accumulator.append({ timestamp, key, value, headers }, to);
    this.#sender.wake();
  }

  #announceRoom(): void {
    if (!this.hasRoom) return;
    const waiters = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
