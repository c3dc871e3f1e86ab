/**
 * Records that wait to be sent to one partition together.
 *
 * @module
 */

import type { RecordHeader, SimpleRecord } from "../../kafka/record/record.ts";
import {
  RecordBatchBuilder,
  type SentBatchOptions,
} from "../../kafka/record/record_batch_builder.ts";
import { readRecords } from "../../kafka/record/read_records.ts";
import { sequenceAfter } from "../../kafka/record/record_batch.ts";

/** Where a record has ended up. */
export interface RecordMetadata {
  readonly topic: string;
  readonly partition: number;
  /** -1 where the broker was not asked to say (acks=0), or had it already. */
  readonly offset: number;
  /** In ms since the epoch. */
  readonly timestampMs: number;
}

/** Who waits for one record. */
export interface Delivery {
  resolve(metadata: RecordMetadata): void;
  reject(error: unknown): void;
}

/** What identifies a batch to the broker, so that it is written once (KIP-98). */
export interface BatchIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** Most bytes that a record takes beside key, value and headers: seven varints. */
const RECORD_OVERHEAD_BYTES_MAX = 36;
/** The same for one header. */
const HEADER_OVERHEAD_BYTES_MAX = 10;

/** The most bytes that a record can take in a batch, before compression. */
export function recordBytesMax(
  record: {
    key: Uint8Array | null;
    value: Uint8Array | null;
    headers?: readonly RecordHeader[] | undefined;
  },
): number {
  let bytes = RECORD_OVERHEAD_BYTES_MAX + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const { key, value } of record.headers ?? []) {
    bytes += HEADER_OVERHEAD_BYTES_MAX + key.length * 3 + (value?.length ?? 0);
  }
  return bytes;
}

/** One batch. */
export class OutgoingBatch {
  readonly topic: string;
  readonly partition: number;
  readonly createdMs: number;
  /** Of the records, each at its largest: what it takes of the producer's buffer. */
  recordsBytes = 0;
  /** Sends that failed. */
  attempts = 0;
  /** Not to be sent before this monotonic time, in ms. */
  notBeforeMs = 0;
  /** Given at the first send and kept for later ones. */
  identity: BatchIdentity | null = null;
  /** Resolves when the batch has come to its end, good or bad. */
  readonly done: Promise<void>;
  readonly #builder = new RecordBatchBuilder();
  readonly #timestamps: number[] = [];
  readonly #deliveries: Delivery[] = [];
  #end: () => void = () => {/* replaced by the promise */};

  constructor(options: { topic: string; partition: number; createdMs: number }) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.createdMs = options.createdMs;
    this.done = new Promise((resolve) => this.#end = resolve);
  }

  /** Of the whole batch, before compression. */
  get sizeBytes(): number {
    return this.#builder.sizeBytes;
  }

  get recordCount(): number {
    return this.#builder.recordCount;
  }

  /** Whether a record of that size still goes in; an empty batch takes any, a sealed one none. */
  hasRoom(sizeBytes: number, batchBytes: number): boolean {
    const builder = this.#builder;
    if (!builder.isOpen) return false;
    return builder.recordCount === 0 || builder.sizeBytes + sizeBytes <= batchBytes;
  }

  /** Takes a record in; its key and value may change afterwards. */
  add(record: SimpleRecord, { sizeBytes, delivery }: { sizeBytes: number; delivery: Delivery }) {
    this.#builder.append(record);
    this.#timestamps.push(record.timestamp);
    this.#deliveries.push(delivery);
    this.recordsBytes += sizeBytes;
  }

  /** Takes no further record: its sequence numbers are about to be given. */
  seal(): void {
    this.#builder.seal();
  }

  /** The batch as it goes out, with its identity. */
  encode(options: SentBatchOptions): Uint8Array {
    return this.#builder.finish({ ...options, ...this.identity });
  }

  /**
   * Ends well.
   *
   * @param baseOffset of the first record, -1 where it is not known
   * @param logAppendTimeMs the broker's timestamp for all records, -1 where they keep their own
   */
  complete(baseOffset: number, logAppendTimeMs: number): void {
    const { topic, partition } = this;
    for (let index = 0; index < this.#deliveries.length; index++) {
      this.#deliveries[index]!.resolve({
        topic,
        partition,
        offset: baseOffset < 0 ? -1 : baseOffset + index,
        timestampMs: logAppendTimeMs >= 0 ? logAppendTimeMs : this.#timestamps[index]!,
      });
    }
    this.#end();
  }

  /** Ends badly. */
  fail(error: unknown): void {
    for (const delivery of this.#deliveries) delivery.reject(error);
    this.#end();
  }

  /**
   * Two batches of half the records each, in place of this one, which then ends with them. Their
   * sequence numbers are its own, as later batches may have theirs already.
   */
  split(): [OutgoingBatch, OutgoingBatch] {
    const middle = this.recordCount >> 1;
    const halves: [OutgoingBatch, OutgoingBatch] = [
      new OutgoingBatch(this),
      new OutgoingBatch(this),
    ];
    let index = 0;
    for (const record of readRecords(this.#builder.finish({}))) {
      const { timestamp, key, value, headers } = record;
      const delivery = this.#deliveries[index]!;
      const half = halves[index < middle ? 0 : 1];
      half.add({ timestamp, key, value, headers }, { sizeBytes: recordBytesMax(record), delivery });
      index += 1;
    }
    const { identity } = this;
    if (identity !== null) {
      halves[0].identity = identity;
      const baseSequence = sequenceAfter(identity.baseSequence, middle);
      halves[1].identity = { ...identity, baseSequence };
    }
    for (const half of halves) half.attempts = this.attempts + 1;
    Promise.all(halves.map(({ done }) => done)).then(this.#end);
    return halves;
  }
}
