/**
 * The transactions of one producer (KIP-98): its identity comes from the coordinator of its
 * transactional id, partitions are announced there before they are written to, and the coordinator
 * is told how each transaction ends.
 *
 * ```
 * init()  -> ready     begin() -> open     commit() | abort() -> ready
 * open, a batch fails  -> failed: commit() throws, abort() -> ready
 * ```
 *
 * Speaks the first version of the transaction protocol, which every broker since Kafka 0.11 knows.
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { AddPartitionsToTxn, EndTxn, InitProducerId } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError, ClientError } from "../errors.ts";
import { byTopic, keyOf, type TopicPartition } from "../topic_partition.ts";
import type { Transport } from "../transport.ts";
import type { Identities, ProducerIdentity } from "./producer_identity.ts";

/** Above, AddPartitionsToTxn is between brokers, and EndTxn raises the epoch (KIP-890). */
const VERSION_MAX = { ADD_PARTITIONS: 3, END: 4 } as const;

/** What {@linkcode Transactions} is given. */
export interface TransactionOptions {
  /** transactional.id */
  readonly transactionalId: string;
  /** transaction.timeout.ms: when the coordinator aborts a transaction that does not end. */
  readonly transactionTimeoutMs: number;
}

/** Keeps one producer's transactions. */
export class Transactions implements Identities {
  readonly #cluster: Cluster;
  readonly #options: TransactionOptions;
  #identity: ProducerIdentity | null = null;
  #isOpen = false;
  /** Partitions of the open transaction, each with when the coordinator has it. */
  readonly #entered = new Map<string, Promise<void>>();
  /** Why the open transaction cannot be committed. */
  #failure: unknown = null;

  constructor(cluster: Cluster, options: TransactionOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Takes the transactional id over from any producer before. */
  async init(): Promise<void> {
    const { transactionalId, transactionTimeoutMs } = this.#options;
    this.#identity = await this.#ask("InitProducerId", async (transport) => {
      const { errorCode, producerId, producerEpoch } = await transport.send(InitProducerId, {
        transactionalId,
        transactionTimeoutMs,
      });
      this.#check(errorCode, { api: "InitProducerId", transport });
      return { producerId, producerEpoch };
    });
  }

  begin(): void {
    if (this.#identity === null) throw wrongState("begin a transaction", "init() comes first");
    if (this.#isOpen) throw wrongState("begin a transaction", "one is open");
    this.#isOpen = true;
  }

  /** Ends the open transaction well. @throws {ClientError} where a batch of it has failed */
  async commit(): Promise<void> {
    if (!this.#isOpen) throw wrongState("commit", "no transaction is open");
    if (this.#failure !== null) {
      throw new ClientError("Cannot commit: a record was not delivered; abort the transaction", {
        retriable: false,
        cause: this.#failure,
      });
    }
    await this.#end("commit");
  }

  async abort(): Promise<void> {
    if (!this.#isOpen) throw wrongState("abort", "no transaction is open");
    await this.#end("abort");
    // Batches that failed have left gaps in the sequence numbers: a new epoch begins at 0.
    if (this.#failure !== null) await this.init();
    this.#failure = null;
  }

  current(): Promise<ProducerIdentity> {
    if (this.#isOpen && this.#identity !== null) return Promise.resolve(this.#identity);
    return Promise.reject(wrongState("send", "no transaction is open"));
  }

  /** Within a transaction a batch cannot be sent under another identity. */
  reset(): boolean {
    return false;
  }

  failed(error: unknown): void {
    this.#failure ??= error;
  }

  async enter(batches: readonly TopicPartition[]): Promise<void> {
    const missing = batches.filter((batch) => !this.#entered.has(keyOf(batch)));
    if (missing.length > 0) {
      const adding = this.#add(missing);
      for (const batch of missing) this.#entered.set(keyOf(batch), adding);
    }
    for (const batch of batches) await this.#entered.get(keyOf(batch));
  }

  #add(partitions: readonly TopicPartition[]): Promise<void> {
    return this.#ask("AddPartitionsToTxn", async (transport) => {
      const { resultsByTopicV3AndBelow } = await transport.send(AddPartitionsToTxn, {
        v3AndBelowTransactionalId: this.#options.transactionalId,
        v3AndBelowProducerId: this.#identity!.producerId,
        v3AndBelowProducerEpoch: this.#identity!.producerEpoch,
        v3AndBelowTopics: [...byTopic(partitions)].map(([name, list]) => ({
          name,
          partitions: list.map(({ partition }) => partition),
        })),
      }, { versionMax: VERSION_MAX.ADD_PARTITIONS });
      for (const { resultsByPartition } of resultsByTopicV3AndBelow) {
        for (const { partitionErrorCode } of resultsByPartition) {
          this.#check(partitionErrorCode, { api: "AddPartitionsToTxn", transport });
        }
      }
    });
  }

  async #end(how: "commit" | "abort"): Promise<void> {
    if (this.#entered.size > 0) {
      await this.#ask("EndTxn", async (transport) => {
        const { errorCode } = await transport.send(EndTxn, {
          transactionalId: this.#options.transactionalId,
          ...this.#identity!,
          committed: how === "commit",
        }, { versionMax: VERSION_MAX.END });
        this.#check(errorCode, { api: "EndTxn", transport });
      });
    }
    this.#entered.clear();
    this.#isOpen = false;
  }

  #ask<T>(api: string, attempt: (transport: Transport) => Promise<T>): Promise<T> {
    const { transactionalId } = this.#options;
    return this.#cluster.withTransactionCoordinator(transactionalId, api, attempt);
  }

  #check(code: number, { api, transport }: { api: string; transport: Transport }): void {
    if (code === ErrorCode.NONE) return;
    const about = `transactional id ${this.#options.transactionalId}`;
    throw new BrokerError(code, { api, broker: transport.broker, about });
  }
}

function wrongState(action: string, reason: string): ClientError {
  return new ClientError(`Cannot ${action}: ${reason}`, { retriable: false });
}
