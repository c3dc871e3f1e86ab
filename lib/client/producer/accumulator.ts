/**
 * Gathers records into batches, one queue for each partition, and says which batches may go out.
 * The sum of all is bounded (buffer.memory).
 *
 * @module
 */

import type { SimpleRecord } from "../../kafka/record/record.ts";
import type { ProducerIdentity } from "./producer_identity.ts";
import { type Delivery, OutgoingBatch } from "./outgoing_batch.ts";

/** What waits for one partition, and what is on its way. */
export interface PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  /** Those on their way come first, unless one of them has failed. */
  readonly batches: OutgoingBatch[];
  /** How many batches are on their way. */
  inFlight: number;
  /**
   * Whether a batch has failed that is to be sent again: then the others on their way come to
   * their end first, and batches go one by one until none is left that was sent before. So
   * records keep their order.
   */
  recovering: boolean;
  /** Whether its leader is being looked for. */
  searching: boolean;
  /** Whose sequence numbers `nextSequence` counts; null before the first batch. */
  identity: ProducerIdentity | null;
  nextSequence: number;
}

/** What may go out now, and when to look again. */
export interface ReadyQueues {
  readonly queues: readonly PartitionQueue[];
  /** In ms from now; Infinity where nothing waits for a time. */
  readonly nextMs: number;
}

/** The queues of one producer. */
export class Accumulator {
  readonly #lingerMs: number;
  readonly #batchBytes: number;
  readonly #queues: PartitionQueue[] = [];
  /** By topic and partition. */
  readonly #byTopic = new Map<string, PartitionQueue[]>();
  #bufferedBytes = 0;

  /**
   * @param options `lingerMs`: how long a batch waits for more records; `batchBytes`: when it is
   * full
   */
  constructor(options: { lingerMs: number; batchBytes: number }) {
    this.#lingerMs = options.lingerMs;
    this.#batchBytes = options.batchBytes;
  }

  /** Bytes of all records that have not come to their end. */
  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /** All batches, those on their way included. */
  *batches(): Generator<OutgoingBatch, void> {
    for (const queue of this.#queues) yield* queue.batches;
  }

  /** Adds a record to the last batch of its partition, or to a new one. */
  append(
    record: SimpleRecord,
    to: {
      topic: string;
      partition: number;
      sizeBytes: number;
      delivery: Delivery;
      /** Monotonic. */
      clock: { monotonicMs(): number };
    },
  ): void {
    const queue = this.#queue(to.topic, to.partition);
    let batch = queue.batches.at(-1);
    if (batch === undefined || !batch.hasRoom(to.sizeBytes, this.#batchBytes)) {
      const createdMs = to.clock.monotonicMs();
      batch = new OutgoingBatch({ topic: to.topic, partition: to.partition, createdMs });
      queue.batches.push(batch);
    }
    batch.add(record, to);
    this.#bufferedBytes += to.sizeBytes;
  }

  /**
   * The queues whose next batch may go out.
   *
   * @param nowMs monotonic
   * @param mode "hurry" does not wait for more records: someone flushes
   */
  ready(nowMs: number, mode: "linger" | "hurry"): ReadyQueues {
    const queues: PartitionQueue[] = [];
    let nextMs = Infinity;
    for (const queue of this.#queues) {
      if (queue.searching || (queue.recovering && queue.inFlight > 0)) continue;
      const batch = queue.batches[queue.inFlight];
      if (batch === undefined) continue;
      const hasMore = queue.batches.length > queue.inFlight + 1;
      const full = hasMore || batch.sizeBytes >= this.#batchBytes;
      const lingerMs = full || mode === "hurry" || batch.attempts > 0 ? 0 : this.#lingerMs;
      const waitMs = Math.max(batch.createdMs + lingerMs, batch.notBeforeMs) - nowMs;
      if (waitMs <= 0) queues.push(queue);
      else nextMs = Math.min(nextMs, waitMs);
    }
    return { queues, nextMs };
  }

  /** Takes a batch that came to its end out of its queue. */
  remove(queue: PartitionQueue, batch: OutgoingBatch): void {
    const at = queue.batches.indexOf(batch);
    if (at >= 0) queue.batches.splice(at, 1);
    this.#bufferedBytes -= batch.recordsBytes;
    if ((queue.batches[0]?.attempts ?? 0) === 0) queue.recovering = false;
  }

  /** Puts halves in the place of a batch. */
  replace(
    queue: PartitionQueue,
    { batch, halves }: { batch: OutgoingBatch; halves: readonly OutgoingBatch[] },
  ): void {
    queue.batches.splice(queue.batches.indexOf(batch), 1, ...halves);
  }

  #queue(topic: string, partition: number): PartitionQueue {
    let queues = this.#byTopic.get(topic);
    if (queues === undefined) this.#byTopic.set(topic, queues = []);
    return queues[partition] ??= this.#newQueue(topic, partition);
  }

  #newQueue(topic: string, partition: number): PartitionQueue {
    const queue: PartitionQueue = {
      topic,
      partition,
      batches: [],
      inFlight: 0,
      recovering: false,
      searching: false,
      identity: null,
      nextSequence: 0,
    };
    this.#queues.push(queue);
    return queue;
  }
}
