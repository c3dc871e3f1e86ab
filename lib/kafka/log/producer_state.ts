/**
 * What a partition remembers of its idempotent producers (KIP-98): the last epoch and sequence of
 * each, its last five batches, so that a retried batch is recognised and answered with the offset
 * it got the first time, and its open transaction. The rules are those of Kafka's
 * ProducerAppendInfo.
 *
 * @module
 */
import type { TransactionEnd, TransactionMarker } from "../../state_machine/record_log.ts";
import { sequenceAfter } from "../record/record_batch.ts";
import { OpenTransactions } from "./open_transactions.ts";
import { type Verification, Verifications } from "./verifications.ts";

/** Batches remembered per producer: as many as an idempotent producer may have in flight. */
const BATCHES_MAX = 5;
/** Epoch of a producer of which nothing is known. */
const NO_EPOCH = -1;
/** Sequence of what a coordinator writes on a producer's behalf. */
const NO_SEQUENCE = -1;
/** The largest epoch: a producer that got there cannot be fenced by a larger one. */
const EPOCH_MAX = 32767;
/** From this version on, a marker carries the producer's next epoch (KIP-890). */
const EPOCH_BUMP_VERSION_MIN = 2;

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
  /** -1 in what a coordinator writes for the producer: its epoch is checked, no sequence. */
  baseSequence: number;
  lastOffsetDelta: number;
  isTransactional: boolean;
}

/** Why a batch or a marker must not be appended, in Kafka's words. */
export type ProducerFault =
  | "INVALID_PRODUCER_EPOCH"
  | "INVALID_TXN_STATE"
  | "OUT_OF_ORDER_SEQUENCE_NUMBER"
  | "TRANSACTION_COORDINATOR_FENCED";

/** A refusal. */
export interface ProducerRefusal {
  kind: "error";
  error: ProducerFault;
  message: string;
}

/** The verdict on a batch before it is appended. */
export type SequenceVerdict =
  | { kind: "append" }
  | { kind: "duplicate"; batch: ProducerBatch }
  | ProducerRefusal;

const APPEND: SequenceVerdict = { kind: "append" };

/** All producers of one partition. */
export class ProducerState {
  readonly #producers = new Map<number, ProducerEntry>();
  readonly openTransactions = new OpenTransactions();
  readonly verifications = new Verifications();
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

  /** Takes the entries of a snapshot instead of all that is known. */
  restore(entries: readonly ProducerEntry[]): void {
    this.#producers.clear();
    for (const entry of entries) this.#producers.set(entry.producerId, entry);
    this.openTransactions.restore(
      entries.filter((entry) => entry.currentTxnFirstOffset >= 0)
        .map((entry) => [entry.producerId, entry.currentTxnFirstOffset]),
    );
  }

  /** True where the producer has a transaction open here, in this epoch. */
  hasOpenTransaction(producerId: number, epoch: number): boolean {
    const entry = this.#producers.get(producerId);
    return entry !== undefined && entry.epoch === epoch && entry.currentTxnFirstOffset >= 0;
  }

  /** Decides on a batch: append it, answer it as a duplicate, or refuse it. */
  check(fields: ProducerFields): SequenceVerdict {
    const entry = this.#producers.get(fields.producerId);
    if (fields.baseSequence !== NO_SEQUENCE) {
      const verdict = this.#checkSequence(fields, entry);
      if (verdict !== APPEND) return verdict;
    } else if (entry !== undefined && fields.epoch < entry.epoch) return staleEpoch(fields, entry);
    if (entry !== undefined && entry.currentTxnFirstOffset >= 0 && !fields.isTransactional) {
      return refusal(
        "INVALID_TXN_STATE",
        `Producer ${fields.producerId} has a transaction open since offset ` +
          `${entry.currentTxnFirstOffset} and sent a batch that is not part of it`,
      );
    }
    return APPEND;
  }

  #checkSequence(fields: ProducerFields, entry: ProducerEntry | undefined): SequenceVerdict {
    const isKnown = entry !== undefined && entry.epoch !== NO_EPOCH;
    if (isKnown) {
      if (fields.epoch < entry.epoch) return staleEpoch(fields, entry);
      const duplicate = fields.epoch === entry.epoch ? batchLike(entry, fields) : null;
      if (duplicate !== null) return { kind: "duplicate", batch: duplicate };
    }
    const verification = this.verifications.get(fields.producerId);
    if (verification !== undefined) {
      const found = firstExpected(verification, entry);
      if (fields.baseSequence > found.sequence) return outOfOrder(fields, found.reason);
    }
    // Nothing is known, maybe because all of its records were deleted: any sequence will do.
    if (!isKnown) return APPEND;
    if (fields.epoch > entry.epoch) {
      if (fields.baseSequence === 0) return APPEND;
      return outOfOrder(fields, "a new epoch must begin at sequence 0");
    }
    const lastSequence = entry.batches.at(-1)?.lastSequence ?? NO_SEQUENCE;
    if (sequenceAfter(lastSequence, 1) === fields.baseSequence) return APPEND;
    return outOfOrder(fields, `the last sequence is ${lastSequence}`);
  }

  /** Remembers an appended batch: from a producer, or from the log at start-up. */
  note(fields: ProducerFields, place: { baseOffset: number; timestampMs: number }): void {
    const entry = this.#entryOf(fields.producerId, fields.epoch);
    if (entry.epoch !== fields.epoch) {
      entry.epoch = fields.epoch;
      entry.batches.length = 0;
    }
    if (fields.baseSequence !== NO_SEQUENCE) addBatch(entry, fields, place);
    entry.lastTimestampMs = place.timestampMs;
    if (fields.isTransactional) {
      this.verifications.end(fields.producerId);
      if (entry.currentTxnFirstOffset < 0) {
        entry.currentTxnFirstOffset = place.baseOffset;
        this.openTransactions.begin(fields.producerId, place.baseOffset);
      }
    }
    this.changed = true;
  }

  /** Why a marker must not be appended, null where it may be. */
  checkMarker(marker: TransactionMarker): ProducerRefusal | null {
    const entry = this.#producers.get(marker.producerId);
    if (entry === undefined) return null;
    const bumpsEpoch = marker.transactionVersion >= EPOCH_BUMP_VERSION_MIN;
    if (marker.producerEpoch < entry.epoch || (bumpsEpoch && isReusedEpoch(marker, entry))) {
      return refusal(
        "INVALID_PRODUCER_EPOCH",
        `Epoch of the marker for producer ${marker.producerId} is ${marker.producerEpoch}, the ` +
          `last seen epoch is ${entry.epoch}` +
          (bumpsEpoch ? ", and a transaction of version 2 ends with a larger one" : ""),
      );
    }
    if (marker.coordinatorEpoch >= entry.coordinatorEpoch) return null;
    return refusal(
      "TRANSACTION_COORDINATOR_FENCED",
      `Coordinator epoch of the marker for producer ${marker.producerId} is ` +
        `${marker.coordinatorEpoch}, the last seen one is ${entry.coordinatorEpoch}`,
    );
  }

  /**
   * Remembers an appended marker.
   *
   * @returns where the transaction began that it ends, -1 where the producer wrote nothing in one
   */
  noteMarker(marker: TransactionEnd, timestampMs: number): number {
    const { producerId } = marker;
    const entry = this.#entryOf(producerId, marker.producerEpoch);
    const firstOffset = entry.currentTxnFirstOffset;
    if (entry.epoch !== marker.producerEpoch) {
      entry.epoch = marker.producerEpoch;
      entry.batches.length = 0;
    }
    entry.coordinatorEpoch = marker.coordinatorEpoch;
    entry.currentTxnFirstOffset = -1;
    entry.lastTimestampMs = timestampMs;
    this.openTransactions.end(producerId);
    this.verifications.end(producerId);
    this.changed = true;
    return firstOffset;
  }

  #entryOf(producerId: number, epoch: number): ProducerEntry {
    let entry = this.#producers.get(producerId);
    if (entry === undefined) {
      entry = {
        producerId,
        epoch,
        batches: [],
        lastTimestampMs: -1,
        coordinatorEpoch: -1,
        currentTxnFirstOffset: -1,
      };
      this.#producers.set(producerId, entry);
    }
    return entry;
  }

  /** Forgets producers that appended nothing since `timestampMs`, but for open transactions. */
  expireBefore(timestampMs: number): void {
    for (const [id, entry] of this.#producers) {
      if (entry.lastTimestampMs >= timestampMs || entry.currentTxnFirstOffset >= 0) continue;
      this.#producers.delete(id);
      this.changed = true;
    }
    this.verifications.expireBefore(timestampMs);
  }
}

/** The remembered batch with the same sequences: this one was sent before. */
function batchLike(entry: ProducerEntry, fields: ProducerFields): ProducerBatch | null {
  const lastSequence = sequenceAfter(fields.baseSequence, fields.lastOffsetDelta);
  for (const batch of entry.batches) {
    if (batch.baseSequence === fields.baseSequence && batch.lastSequence === lastSequence) {
      return batch;
    }
  }
  return null;
}

/** The largest sequence that a transaction may begin with here, and why. */
function firstExpected(verification: Verification, entry: ProducerEntry | undefined) {
  if (verification.bumpsEpoch && (entry === undefined || entry.batches.length === 0)) {
    return { sequence: 0, reason: "a transaction of version 2 must begin at sequence 0" };
  }
  const sequence = verification.lowestSequence;
  return { sequence, reason: `the earliest sequence seen is ${sequence}` };
}

/** A marker of the epoch that is in use already, unless it is the second of a finished one. */
function isReusedEpoch({ producerEpoch }: TransactionMarker, entry: ProducerEntry): boolean {
  if (producerEpoch !== entry.epoch) return false;
  return entry.currentTxnFirstOffset >= 0 && producerEpoch !== EPOCH_MAX;
}

function addBatch(
  entry: ProducerEntry,
  fields: ProducerFields,
  place: { baseOffset: number; timestampMs: number },
): void {
  const batch = entry.batches.length === BATCHES_MAX ? entry.batches.shift()! : newBatch();
  batch.baseSequence = fields.baseSequence;
  batch.lastSequence = sequenceAfter(fields.baseSequence, fields.lastOffsetDelta);
  batch.baseOffset = place.baseOffset;
  batch.lastOffset = place.baseOffset + fields.lastOffsetDelta;
  batch.timestampMs = place.timestampMs;
  entry.batches.push(batch);
}

function newBatch(): ProducerBatch {
  return { baseSequence: 0, lastSequence: 0, baseOffset: 0, lastOffset: 0, timestampMs: 0 };
}

function staleEpoch(fields: ProducerFields, entry: ProducerEntry): ProducerRefusal {
  return refusal(
    "INVALID_PRODUCER_EPOCH",
    `Epoch of producer ${fields.producerId} is ${fields.epoch}, ` +
      `which is smaller than the last seen epoch ${entry.epoch}`,
  );
}

function outOfOrder(fields: ProducerFields, found: string): ProducerRefusal {
  return refusal(
    "OUT_OF_ORDER_SEQUENCE_NUMBER",
    `Out of order sequence number for producer ${fields.producerId}: ` +
      `${fields.baseSequence} (incoming), but ${found}`,
  );
}

function refusal(error: ProducerFault, message: string): ProducerRefusal {
  return { kind: "error", error, message };
}
