/**
 * Gathers records into batches, one queue for each partition, and says which batches may go out.
 * The sum of all is bounded (buffer.memory).
 *
 * @module
 */

import type { SimpleRecord } from "../../kafka/record/record.ts";
import { partitionKey } from "../topic_partition.ts";
import { type Delivery, OutgoingBatch } from "./outgoing_batch.ts";

/** What waits for one partition. One batch of it is on its way at most, which keeps the order. */
export interface PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  batches: OutgoingBatch[];
  inFlight: boolean;
  /** Whose sequence numbers `nextSequence` counts; null before the first batch. */
  producerId: bigint | null;
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
  readonly #queues = new Map<string, PartitionQueue>();
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
    for (const queue of this.#queues.values()) yield* queue.batches;
  }

  /** Adds a record to the last batch of its partition, or to a new one. */
  append(
    record: SimpleRecord,
    to: {
      topic: string;
      partition: number;
      sizeBytes: number;
      delivery: Delivery;
      nowMs: number;
    },
  ): void {
    const queue = this.#queue(to.topic, to.partition);
    let batch = queue.batches.at(-1);
    const sent = queue.inFlight && queue.batches.length === 1;
    const open = batch !== undefined && !sent && batch.attempts === 0;
    if (batch === undefined || !open || !batch.hasRoom(to.sizeBytes, this.#batchBytes)) {
      batch = new OutgoingBatch({ topic: to.topic, partition: to.partition, createdMs: to.nowMs });
      queue.batches.push(batch);
    }
    batch.add(record, to);
    this.#bufferedBytes += to.sizeBytes;
  }

  /**
   * The queues whose first batch may go out.
   *
   * @param nowMs monotonic
   * @param mode "hurry" does not wait for more records: someone flushes
   */
  ready(nowMs: number, mode: "linger" | "hurry"): ReadyQueues {
    const queues: PartitionQueue[] = [];
    let nextMs = Infinity;
    for (const queue of this.#queues.values()) {
      const batch = queue.batches[0];
      if (batch === undefined || queue.inFlight) continue;
      const full = queue.batches.length > 1 || batch.sizeBytes >= this.#batchBytes;
      const lingerMs = full || mode === "hurry" || batch.attempts > 0 ? 0 : this.#lingerMs;
      const waitMs = Math.max(batch.createdMs + lingerMs, batch.notBeforeMs) - nowMs;
      if (waitMs <= 0) queues.push(queue);
      else nextMs = Math.min(nextMs, waitMs);
    }
    return { queues, nextMs };
  }

  /** Takes a batch that came to its end out of its queue. */
  remove(queue: PartitionQueue, batch: OutgoingBatch): void {
    queue.batches = queue.batches.filter((other) => other !== batch);
    this.#bufferedBytes -= batch.recordsBytes;
  }

  /** Puts halves in the place of the first batch. */
  replaceFirst(queue: PartitionQueue, halves: readonly OutgoingBatch[]): void {
    queue.batches.splice(0, 1, ...halves);
  }

  #queue(topic: string, partition: number): PartitionQueue {
    const key = partitionKey(topic, partition);
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = {
        topic,
        partition,
        batches: [],
        inFlight: false,
        producerId: null,
        nextSequence: 0,
      };
      this.#queues.set(key, queue);
    }
    return queue;
  }
}
