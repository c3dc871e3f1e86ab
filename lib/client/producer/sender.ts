/**
 * Moves batches from the accumulator to the brokers: requests with all that is ready for a leader,
 * several on their way at a time, failed batches again after a pause, until their time is up.
 *
 * @module
 */

import type { Timer } from "../../io/clock.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { sequenceAfter } from "../../kafka/record/record_batch.ts";
import type { Cluster } from "../cluster.ts";
import { hasCode, mayRetry, TimedOutError } from "../errors.ts";
import { keyOf } from "../topic_partition.ts";
import type { Accumulator, PartitionQueue } from "./accumulator.ts";
import type { OutgoingBatch } from "./outgoing_batch.ts";
import { produce, type ProduceOptions, type ProduceOutcome } from "./produce_request.ts";
import { SendFigures } from "./send_figures.ts";
import type { Identities, ProducerIdentity } from "./producer_identity.ts";

/** How to send, and for how long to try. */
export interface SenderOptions extends ProduceOptions {
  /** How often a batch is sent again. */
  readonly retries: number;
  /** How long after its first record a batch may be delivered, in ms. */
  readonly deliveryTimeoutMs: number;
  /** max.in.flight.requests.per.connection */
  readonly inFlightMax: number;
}

/** Errors after which the broker counts another sequence than we do. */
const SEQUENCE_ERRORS: readonly number[] = [
  ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
  ErrorCode.UNKNOWN_PRODUCER_ID,
  ErrorCode.INVALID_PRODUCER_EPOCH,
];

/** Sends for one producer. */
export class Sender {
  readonly figures: SendFigures = new SendFigures();
  readonly #cluster: Cluster;
  readonly #accumulator: Accumulator;
  readonly #identities: Identities;
  readonly #options: SenderOptions;
  readonly #onRoom: () => void;
  /** Requests on their way, by broker id. */
  readonly #requests = new Map<number, number>();
  #timer: Timer | null = null;
  #scheduled = false;
  #flushes = 0;

  /** @param options `onRoom`: called when batches have come to their end */
  constructor(
    cluster: Cluster,
    options: SenderOptions & {
      accumulator: Accumulator;
      identities: Identities;
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
    for (;;) {
      const { queues, nextMs } = this.#accumulator.ready(nowMs, mode);
      if (this.#sendReady(queues, nowMs)) continue;
      if (nextMs < Infinity) {
        this.#timer = this.#cluster.clock.setTimer(nextMs, () => this.#drain());
      }
      return;
    }
  }

  /** Sends what brokers take now: one batch of each queue. Returns whether anything was sent. */
  #sendReady(queues: readonly PartitionQueue[], nowMs: number): boolean {
    const leaders = new Map<number, PartitionQueue[]>();
    for (const queue of queues) {
      if (this.#expire(queue, nowMs)) continue;
      const leaderId = this.#leaderOf(queue);
      if (leaderId === null) {
        this.#findLeader(queue);
        continue;
      }
      if ((this.#requests.get(leaderId) ?? 0) >= this.#options.inFlightMax) continue;
      const led = leaders.get(leaderId);
      if (led === undefined) leaders.set(leaderId, [queue]);
      else led.push(queue);
    }
    for (const [leaderId, led] of leaders) this.#send(leaderId, led);
    return leaders.size > 0;
  }

  #leaderOf({ topic, partition }: PartitionQueue): number | null {
    const leaderId = this.#cluster.known(topic)?.partitions[partition]?.leaderId ?? -1;
    return leaderId < 0 ? null : leaderId;
  }

  async #findLeader(queue: PartitionQueue): Promise<void> {
    const batch = queue.batches[queue.inFlight]!;
    queue.searching = true;
    this.#cluster.forget(queue.topic);
    try {
      const { partitions } = await this.#cluster.topic(queue.topic);
      if ((partitions[queue.partition]?.leaderId ?? -1) < 0) this.#pause(batch);
    } catch (error) {
      if (mayRetry(error)) this.#pause(batch);
      else this.#fail(queue, { batch, error });
    }
    queue.searching = false;
    this.wake();
  }

  async #send(leaderId: number, queues: readonly PartitionQueue[]): Promise<void> {
    const batches = queues.map((queue) => queue.batches[queue.inFlight]!);
    for (const batch of batches) batch.seal();
    for (const queue of queues) queue.inFlight += 1;
    this.#requests.set(leaderId, (this.#requests.get(leaderId) ?? 0) + 1);
    try {
      await this.#identify(queues, batches);
      const options = this.#options;
      const { clock } = this.#cluster;
      const startMs = clock.monotonicMs();
      const outcomes = await produce(this.#cluster, leaderId, {
        batches,
        options,
        figures: this.figures,
      });
      this.figures.request(clock.monotonicMs() - startMs);
      for (const queue of queues) queue.inFlight -= 1;
      outcomes.forEach((outcome, index) => this.#settle(queues[index]!, outcome));
    } catch (error) {
      for (const queue of queues) queue.inFlight -= 1;
      queues.forEach((queue, index) => this.#failed(queue, { batch: batches[index]!, error }));
    }
    this.#requests.set(leaderId, this.#requests.get(leaderId)! - 1);
    this.#onRoom();
    this.wake();
  }

  /** Gives each batch the next sequence of its partition, unless it has one from before. */
  async #identify(
    queues: readonly PartitionQueue[],
    batches: readonly OutgoingBatch[],
  ): Promise<void> {
    const identity = await this.#identities.current();
    if (identity === null) return;
    queues.forEach((queue, index) => {
      const batch = batches[index]!;
      if (batch.identity !== null) return;
      if (!isSame(queue.identity, identity)) queue.nextSequence = 0;
      queue.identity = identity;
      batch.identity = { ...identity, baseSequence: queue.nextSequence };
      queue.nextSequence = sequenceAfter(queue.nextSequence, batch.recordCount);
    });
    await this.#identities.enter?.(batches);
  }

  #settle(queue: PartitionQueue, outcome: ProduceOutcome): void {
    const { batch, error, baseOffset, logAppendTimeMs } = outcome;
    if (error !== null) return this.#failed(queue, { batch, error });
    this.#accumulator.remove(queue, batch);
    this.figures.records += batch.recordCount;
    batch.complete(baseOffset, logAppendTimeMs);
  }

  #failed(queue: PartitionQueue, failure: { batch: OutgoingBatch; error: unknown }): void {
    const { batch, error } = failure;
    queue.recovering = true;
    if (hasCode(error, ErrorCode.MESSAGE_TOO_LARGE) && batch.recordCount > 1) {
      return this.#accumulator.replace(queue, { batch, halves: batch.split() });
    }
    if (batch.attempts >= this.#options.retries) return this.#fail(queue, failure);
    const { identity } = batch;
    if (identity !== null && SEQUENCE_ERRORS.some((code) => hasCode(error, code))) {
      // Behind a batch that comes again it only came too early, else the broker has lost count.
      if (queue.batches[0] !== batch) return this.#pause(batch);
      if (this.#identities.reset(identity)) {
        batch.identity = null;
        return this.#pause(batch);
      }
    }
    if (!mayRetry(error)) return this.#fail(queue, failure);
    this.#cluster.forget(queue.topic);
    this.#pause(batch);
  }

  #pause(batch: OutgoingBatch): void {
    const pauseMs = this.#cluster.retry.pauseMs(batch.attempts);
    batch.attempts += 1;
    this.figures.recordRetries += batch.recordCount;
    batch.notBeforeMs = this.#cluster.clock.monotonicMs() + pauseMs;
  }

  #fail(queue: PartitionQueue, { batch, error }: { batch: OutgoingBatch; error: unknown }): void {
    const { identity } = batch;
    this.#accumulator.remove(queue, batch);
    this.figures.recordErrors += batch.recordCount;
    // Its sequence numbers are missing now, or the broker has them after all: no other batch may
    // have them, and those behind it cannot follow.
    if (identity !== null) this.#identities.reset(identity);
    this.#identities.failed?.(error);
    queue.recovering = queue.inFlight > 0;
    batch.fail(error);
    this.#onRoom();
  }

  /** Fails a batch whose time is up. */
  #expire(queue: PartitionQueue, nowMs: number): boolean {
    const batch = queue.batches[queue.inFlight]!;
    const { deliveryTimeoutMs } = this.#options;
    if (nowMs - batch.createdMs < deliveryTimeoutMs) return false;
    const count = batch.recordCount;
    const message = `Cannot deliver ${count} record(s) to ${keyOf(batch)}: ` +
      `not done within ${deliveryTimeoutMs} ms`;
    this.#fail(queue, { batch, error: new TimedOutError(message, { retriable: true }) });
    this.wake();
    return true;
  }
}

function isSame(one: ProducerIdentity | null, other: ProducerIdentity): boolean {
  return one?.producerId === other.producerId && one.producerEpoch === other.producerEpoch;
}
