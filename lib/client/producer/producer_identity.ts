/**
 * The idempotent producer's id and epoch (KIP-98): asked for when first needed, and anew after a
 * failure that leaves open whether the broker wrote a batch.
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { InitProducerId } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError, UnsupportedApiError } from "../errors.ts";
import type { TopicPartition } from "../topic_partition.ts";

/** An id that a broker gave. */
export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** Where the sender has its identities from. */
export interface Identities {
  /** The identity of new batches; null where they go without one. */
  current(): Promise<ProducerIdentity | null>;
  /**
   * Gives an identity up: the next batch gets a new one.
   *
   * @returns whether a batch that the broker has not written may go out under the new one
   */
  reset(identity: ProducerIdentity): boolean;
  /** Called before batches go out, in order. */
  enter?(batches: readonly TopicPartition[]): Promise<void> | void;
  /** Told of every batch that has failed for good. */
  failed?(error: unknown): void;
}

const UNUSED_TRANSACTION_TIMEOUT_MS = 60_000;

/** Holds one producer's identity. */
export class IdentitySource implements Identities {
  readonly #cluster: Cluster;
  /** Null where batches go without: the producer wants none, or brokers know none. */
  #asked: Promise<ProducerIdentity | null> | null;
  /** The last answer. */
  #current: ProducerIdentity | null = null;

  /** @param mode "none" for acks=0 and acks=1, where the broker could not keep the promise */
  constructor(cluster: Cluster, mode: "idempotent" | "none") {
    this.#cluster = cluster;
    this.#asked = mode === "none" ? Promise.resolve(null) : null;
  }

  /** The identity, null where batches go without one. */
  current(): Promise<ProducerIdentity | null> {
    this.#asked ??= this.#ask().catch((error) => {
      this.#asked = null;
      throw error;
    });
    return this.#asked;
  }

  reset({ producerId }: ProducerIdentity): boolean {
    // Several batches may fail with the same old one.
    if (producerId === this.#current?.producerId) this.#asked = null;
    return true;
  }

  #ask(): Promise<ProducerIdentity | null> {
    return this.#cluster.retry.run("InitProducerId", async () => {
      const transport = await this.#cluster.any();
      try {
        const { errorCode, producerId, producerEpoch } = await transport.send(InitProducerId, {
          transactionalId: null,
          transactionTimeoutMs: UNUSED_TRANSACTION_TIMEOUT_MS,
        });
        if (errorCode !== ErrorCode.NONE) {
          throw new BrokerError(errorCode, { api: "InitProducerId", broker: transport.broker });
        }
        return this.#current = { producerId, producerEpoch };
      } catch (error) {
        if (error instanceof UnsupportedApiError) return null;
        throw error;
      }
    });
  }
}
