/**
 * Moves batches from the accumulator to the brokers: one request per leader with all that is ready
 * for it, failed batches again after a pause, until their time is up.
 *
 * @module
 */

import type { Timer } from "../../io/clock.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import type { Cluster } from "../cluster.ts";
import { hasCode, mayRetry, TimedOutError } from "../errors.ts";
import { keyOf } from "../topic_partition.ts";
import type { Accumulator, PartitionQueue } from "./accumulator.ts";
import type { OutgoingBatch } from "./outgoing_batch.ts";
import { produce, type ProduceOptions, type ProduceOutcome } from "./produce_request.ts";
import type { IdentitySource } from "./producer_identity.ts";

/** How to send, and for how long to try. */
export interface SenderOptions extends ProduceOptions {
  /** How often a batch is sent again. */
  readonly retries: number;
  /** How long after its first record a batch may be delivered, in ms. */
  readonly deliveryTimeoutMs: number;
}

/** Sequence numbers are int32 and begin again at 0. */
const SEQUENCE_LIMIT = 2 ** 31;

/** Errors after which the broker counts another sequence than we do. */
const SEQUENCE_ERRORS: readonly number[] = [
  ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
  ErrorCode.UNKNOWN_PRODUCER_ID,
  ErrorCode.INVALID_PRODUCER_EPOCH,
];

/** Sends for one producer. */
export class Sender {
  readonly #cluster: Cluster;
  readonly #accumulator: Accumulator;
  readonly #identities: IdentitySource;
  readonly #options: SenderOptions;
  readonly #onRoom: () => void;
  #timer: Timer | null = null;
  #scheduled = false;
  #flushes = 0;

  /** @param options `onRoom`: called when batches have come to their end */
  constructor(
    cluster: Cluster,
    options: SenderOptions & {
      accumulator: Accumulator;
      identities: IdentitySource;
      onRoom: () => void;
    },
  ) {
    this.#cluster = cluster;
    this.#options = options;
    this.#accumulator = options.accumulator;
    this.#identities = options.identities;
    this.#onRoom = options.onRoom;
  }

  /** Looks for ready batches soon: once for all calls of this turn of the event loop. */
  wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#drain();
    });
  }

  /** Sends all that is there without lingering, and waits until it has come to its end. */
  async flush(): Promise<void> {
    this.#flushes += 1;
    this.wake();
    try {
      await Promise.all([...this.#accumulator.batches()].map(({ done }) => done));
    } finally {
      this.#flushes -= 1;
    }
  }

  /** Gives everything up that has not come to its end. */
  close(error: unknown): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const batch of this.#accumulator.batches()) batch.fail(error);
  }

  #drain(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const nowMs = this.#cluster.clock.monotonicMs();
    const mode = this.#flushes > 0 ? "hurry" : "linger";
    const { queues, nextMs } = this.#accumulator.ready(nowMs, mode);
    const leaders = new Map<number, PartitionQueue[]>();
    for (const queue of queues) {
      if (this.#expire(queue, nowMs)) continue;
      const leaderId = this.#leaderOf(queue);
      if (leaderId === null) this.#findLeader(queue);
      else leaders.set(leaderId, [...leaders.get(leaderId) ?? [], queue]);
    }
    for (const [leaderId, led] of leaders) this.#send(leaderId, led);
    if (nextMs < Infinity) {
      this.#timer = this.#cluster.clock.setTimer(nextMs, () => this.#drain());
    }
  }

  #leaderOf({ topic, partition }: PartitionQueue): number | null {
    const leaderId = this.#cluster.known(topic)?.partitions[partition]?.leaderId ?? -1;
    return leaderId < 0 ? null : leaderId;
  }

  async #findLeader(queue: PartitionQueue): Promise<void> {
    const batch = queue.batches[0]!;
    queue.inFlight = true;
    this.#cluster.forget(queue.topic);
    try {
      const { partitions } = await this.#cluster.topic(queue.topic);
      if ((partitions[queue.partition]?.leaderId ?? -1) < 0) this.#pause(batch);
    } catch (error) {
      if (mayRetry(error)) this.#pause(batch);
      else this.#fail(queue, { batch, error });
    }
    queue.inFlight = false;
    this.wake();
  }

  async #send(leaderId: number, queues: readonly PartitionQueue[]): Promise<void> {
    for (const queue of queues) queue.inFlight = true;
    const batches = queues.map(({ batches }) => batches[0]!);
    try {
      await this.#identify(queues);
      const options = this.#options;
      const outcomes = await produce(this.#cluster, leaderId, { batches, options });
      outcomes.forEach((outcome, index) => this.#settle(queues[index]!, outcome));
    } catch (error) {
      queues.forEach((queue, index) => this.#failed(queue, { batch: batches[index]!, error }));
    }
    for (const queue of queues) queue.inFlight = false;
    this.#onRoom();
    this.wake();
  }

  /** Gives each batch the next sequence of its partition, unless it has one from before. */
  async #identify(queues: readonly PartitionQueue[]): Promise<void> {
    const identity = await this.#identities.current();
    if (identity === null) return;
    for (const queue of queues) {
      const batch = queue.batches[0]!;
      if (batch.identity !== null) continue;
      if (queue.producerId !== identity.producerId) queue.nextSequence = 0;
      queue.producerId = identity.producerId;
      batch.identity = { ...identity, baseSequence: queue.nextSequence };
    }
  }

  #settle(queue: PartitionQueue, outcome: ProduceOutcome): void {
    const { batch, error, baseOffset, logAppendTimeMs } = outcome;
    if (error !== null) return this.#failed(queue, { batch, error });
    this.#accumulator.remove(queue, batch);
    if (batch.identity?.producerId === queue.producerId) {
      queue.nextSequence = (queue.nextSequence + batch.records.length) % SEQUENCE_LIMIT;
    }
    batch.complete(baseOffset, logAppendTimeMs);
  }

  #failed(queue: PartitionQueue, failure: { batch: OutgoingBatch; error: unknown }): void {
    const { batch, error } = failure;
    if (hasCode(error, ErrorCode.MESSAGE_TOO_LARGE) && batch.records.length > 1) {
      return this.#accumulator.replaceFirst(queue, batch.split());
    }
    if (SEQUENCE_ERRORS.some((code) => hasCode(error, code)) && batch.identity !== null) {
      this.#identities.reset();
      batch.identity = null;
      if (batch.attempts < this.#options.retries) return this.#pause(batch);
    }
    if (!mayRetry(error) || batch.attempts >= this.#options.retries) {
      return this.#fail(queue, failure);
    }
    this.#cluster.forget(queue.topic);
    this.#pause(batch);
  }

  #pause(batch: OutgoingBatch): void {
    const pauseMs = this.#cluster.retry.pauseMs(batch.attempts);
    batch.attempts += 1;
    batch.notBeforeMs = this.#cluster.clock.monotonicMs() + pauseMs;
  }

  #fail(queue: PartitionQueue, { batch, error }: { batch: OutgoingBatch; error: unknown }): void {
    this.#accumulator.remove(queue, batch);
    // The broker may have written it: its sequence must not be given to another batch.
    if (batch.identity !== null && mayRetry(error)) this.#identities.reset();
    batch.fail(error);
    this.#onRoom();
  }

  /** Fails a batch whose time is up. */
  #expire(queue: PartitionQueue, nowMs: number): boolean {
    const batch = queue.batches[0]!;
    const { deliveryTimeoutMs } = this.#options;
    if (nowMs - batch.createdMs < deliveryTimeoutMs) return false;
    const count = batch.records.length;
    const message = `Cannot deliver ${count} record(s) to ${keyOf(batch)}: ` +
      `not done within ${deliveryTimeoutMs} ms`;
    this.#fail(queue, { batch, error: new TimedOutError(message, { retriable: true }) });
    this.wake();
    return true;
  }
}
