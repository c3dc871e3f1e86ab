/**
 * What a partition remembers of its idempotent producers (KIP-98): the last epoch and sequence of
 * each, and its last five batches, so that a retried batch is recognised and answered with the
 * offset it got the first time.
 *
 * @module
 */

/** Batches remembered per producer: as many as an idempotent producer may have in flight. */
const BATCHES_MAX = 5;
/** Sequences wrap from the largest int32 to 0. */
const SEQUENCE_LIMIT = 2 ** 31;
/** Epoch of a producer of which nothing is known. */
const NO_EPOCH = -1;

/** One appended batch of a producer. */
export interface ProducerBatch {
  baseSequence: number;
  lastSequence: number;
  baseOffset: number;
  lastOffset: number;
  timestampMs: number;
}

/** One producer's state in one partition. */
export interface ProducerEntry {
  producerId: number;
  epoch: number;
  /** Oldest first. */
  batches: ProducerBatch[];
  /** Largest timestamp of its last batch, in ms: old producers are forgotten by it. */
  lastTimestampMs: number;
  coordinatorEpoch: number;
  /** First offset of the transaction in progress, -1 where there is none. */
  currentTxnFirstOffset: number;
}

/** What a batch says of its producer. */
export interface ProducerFields {
  producerId: number;
  epoch: number;
  baseSequence: number;
  lastOffsetDelta: number;
}

/** The verdict on a batch before it is appended. */
export type SequenceVerdict =
  | { kind: "append" }
  | { kind: "duplicate"; batch: ProducerBatch }
  | {
    kind: "error";
    error: "INVALID_PRODUCER_EPOCH" | "OUT_OF_ORDER_SEQUENCE_NUMBER";
    message: string;
  };

const APPEND: SequenceVerdict = { kind: "append" };

/** The sequence `delta` after `sequence`, wrapping as Kafka's DefaultRecordBatch does. */
export function sequenceAfter(sequence: number, delta: number): number {
  return (sequence + delta) % SEQUENCE_LIMIT;
}

/** All producers of one partition. */
export class ProducerState {
  readonly #producers = new Map<number, ProducerEntry>();
  /** True where something changed since the last snapshot. */
  changed = false;

  get size(): number {
    return this.#producers.size;
  }

  entries(): IterableIterator<ProducerEntry> {
    return this.#producers.values();
  }

  get(producerId: number): ProducerEntry | undefined {
    return this.#producers.get(producerId);
  }

  /** Takes an entry from a snapshot. */
  restore(entry: ProducerEntry): void {
    this.#producers.set(entry.producerId, entry);
  }

  /** Decides on a batch: append it, answer it as a duplicate, or refuse it. */
  check(fields: ProducerFields): SequenceVerdict {
    const entry = this.#producers.get(fields.producerId);
    if (entry === undefined || entry.epoch === NO_EPOCH) return APPEND;
    if (fields.epoch < entry.epoch) {
      return {
        kind: "error",
        error: "INVALID_PRODUCER_EPOCH",
        message: `Epoch of producer ${fields.producerId} is ${fields.epoch}, ` +
          `which is smaller than the last seen epoch ${entry.epoch}`,
      };
    }
    if (fields.epoch > entry.epoch) {
      if (fields.baseSequence === 0) return APPEND;
      return outOfOrder(fields, "a new epoch must begin at sequence 0");
    }
    const lastSequence = sequenceAfter(fields.baseSequence, fields.lastOffsetDelta);
    for (const batch of entry.batches) {
      if (batch.baseSequence === fields.baseSequence && batch.lastSequence === lastSequence) {
        return { kind: "duplicate", batch };
      }
    }
    const last = entry.batches.at(-1);
    if (last === undefined || sequenceAfter(last.lastSequence, 1) === fields.baseSequence) {
      return APPEND;
    }
    return outOfOrder(fields, `the last sequence is ${last.lastSequence}`);
  }

  /** Remembers an appended batch: from a producer, or from the log at start-up. */
  note(fields: ProducerFields, place: { baseOffset: number; timestampMs: number }): void {
    let entry = this.#producers.get(fields.producerId);
    if (entry === undefined) {
      entry = {
        producerId: fields.producerId,
        epoch: fields.epoch,
        batches: [],
        lastTimestampMs: place.timestampMs,
        coordinatorEpoch: -1,
        currentTxnFirstOffset: -1,
      };
      this.#producers.set(fields.producerId, entry);
    }
    if (entry.epoch !== fields.epoch) {
      entry.epoch = fields.epoch;
      entry.batches.length = 0;
    }
    const batch = entry.batches.length === BATCHES_MAX ? entry.batches.shift()! : newBatch();
    batch.baseSequence = fields.baseSequence;
    batch.lastSequence = sequenceAfter(fields.baseSequence, fields.lastOffsetDelta);
    batch.baseOffset = place.baseOffset;
    batch.lastOffset = place.baseOffset + fields.lastOffsetDelta;
    batch.timestampMs = place.timestampMs;
    entry.batches.push(batch);
    entry.lastTimestampMs = place.timestampMs;
    this.changed = true;
  }

  /** Forgets producers that appended nothing since `timestampMs`. */
  expireBefore(timestampMs: number): void {
    for (const [id, entry] of this.#producers) {
      if (entry.lastTimestampMs >= timestampMs || entry.currentTxnFirstOffset >= 0) continue;
      this.#producers.delete(id);
      this.changed = true;
    }
  }
}

function newBatch(): ProducerBatch {
  return { baseSequence: 0, lastSequence: 0, baseOffset: 0, lastOffset: 0, timestampMs: 0 };
}

function outOfOrder(fields: ProducerFields, found: string): SequenceVerdict {
  return {
    kind: "error",
    error: "OUT_OF_ORDER_SEQUENCE_NUMBER",
    message: `Out of order sequence number for producer ${fields.producerId}: ` +
      `${fields.baseSequence} (incoming), but ${found}`,
  };
}
