/**
 * Records that wait to be sent to one partition together.
 *
 * @module
 */

import { BATCH_HEADER_BYTES } from "../../bytes/batch_header.ts";
import type { RecordHeader, SimpleRecord } from "../../kafka/record/record.ts";

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
  readonly records: SimpleRecord[] = [];
  /** Of the records, each at its largest. */
  recordsBytes = 0;
  /** Sends that failed. */
  attempts = 0;
  /** Not to be sent before this monotonic time, in ms. */
  notBeforeMs = 0;
  /** Given at the first send and kept for later ones. */
  identity: BatchIdentity | null = null;
  /** Resolves when the batch has come to its end, good or bad. */
  readonly done: Promise<void>;
  #deliveries: Delivery[] = [];
  #end: () => void = () => {/* replaced by the promise */};

  constructor(options: { topic: string; partition: number; createdMs: number }) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.createdMs = options.createdMs;
    this.done = new Promise((resolve) => this.#end = resolve);
  }

  /** Of the whole batch, before compression, at its largest. */
  get sizeBytes(): number {
    return BATCH_HEADER_BYTES + this.recordsBytes;
  }

  /** Whether a record of that size still goes in; an empty batch takes any. */
  hasRoom(sizeBytes: number, batchBytes: number): boolean {
    return this.records.length === 0 || this.sizeBytes + sizeBytes <= batchBytes;
  }

  add(record: SimpleRecord, { sizeBytes, delivery }: { sizeBytes: number; delivery: Delivery }) {
    this.records.push(record);
    this.#deliveries.push(delivery);
    this.recordsBytes += sizeBytes;
  }

  /**
   * Ends well.
   *
   * @param baseOffset of the first record, -1 where it is not known
   * @param logAppendTimeMs the broker's timestamp for all records, -1 where they keep their own
   */
  complete(baseOffset: number, logAppendTimeMs: number): void {
    const { topic, partition } = this;
    this.#deliveries.forEach((delivery, index) =>
      delivery.resolve({
        topic,
        partition,
        offset: baseOffset < 0 ? -1 : baseOffset + index,
        timestampMs: logAppendTimeMs >= 0 ? logAppendTimeMs : this.records[index]!.timestamp,
      })
    );
    this.#end();
  }

  /** Ends badly. */
  fail(error: unknown): void {
    for (const delivery of this.#deliveries) delivery.reject(error);
    this.#end();
  }

  /** Two batches of half the records each, in place of this one, which then ends with them. */
  split(): [OutgoingBatch, OutgoingBatch] {
    const middle = this.records.length >> 1;
    const halves: [OutgoingBatch, OutgoingBatch] = [
      new OutgoingBatch(this),
      new OutgoingBatch(this),
    ];
    this.records.forEach((record, index) => {
      const delivery = this.#deliveries[index]!;
      halves[index < middle ? 0 : 1].add(record, { sizeBytes: recordBytesMax(record), delivery });
    });
    Promise.all(halves.map(({ done }) => done)).then(this.#end);
    return halves;
  }
}
