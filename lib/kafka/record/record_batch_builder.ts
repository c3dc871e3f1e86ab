/**
 * Builds a record batch record by record: what a producer gathers is written at once, so that
 * nothing of a record is kept but its bytes. write_record_batch.ts is for records that are all
 * there already.
 *
 * @module
 */

import { BATCH_HEADER_BYTES } from "../../bytes/batch_header.ts";
import { Writer } from "../../bytes/writer.ts";
import { type RecordDeltas, type SimpleRecord, writeRecord } from "./record.ts";
import { finishBatch, type RecordBatchOptions } from "./write_record_batch.ts";

const HEADER_ROOM = new Uint8Array(BATCH_HEADER_BYTES);
/** Most batches of a producer that sends little are smaller; others double it a few times. */
const FIRST_CAPACITY_BYTES = 1024;

/** What a producer says of a batch when it is sent. */
export type SentBatchOptions = Pick<
  RecordBatchOptions,
  "compressionType" | "producerId" | "producerEpoch" | "baseSequence" | "isTransactional"
>;

/** One batch that still grows. */
export class RecordBatchBuilder {
  readonly #writer = new Writer(FIRST_CAPACITY_BYTES);
  readonly #deltas: RecordDeltas = { offsetDelta: -1, timestampDelta: 0 };
  #baseTimestamp = -1;
  #maxTimestamp = -1;
  /** Header and records, uncompressed, once no further record comes. */
  #finished: Uint8Array | null = null;

  constructor() {
    this.#writer.bytes(HEADER_ROOM);
  }

  get recordCount(): number {
    return this.#deltas.offsetDelta + 1;
  }

  /** Of the whole batch, before compression. */
  get sizeBytes(): number {
    return this.#writer.length;
  }

  /** Whether records may still be added. */
  get isOpen(): boolean {
    return this.#finished === null;
  }

  /** Writes a record behind the others. Its key and value may change afterwards. */
  append(record: SimpleRecord): void {
    if (this.#finished !== null) throw new Error("Cannot add a record: it is sealed");
    const deltas = this.#deltas;
    deltas.offsetDelta += 1;
    if (deltas.offsetDelta === 0) this.#baseTimestamp = record.timestamp;
    deltas.timestampDelta = record.timestamp - this.#baseTimestamp;
    if (record.timestamp > this.#maxTimestamp) this.#maxTimestamp = record.timestamp;
    writeRecord(this.#writer, record, deltas);
  }

  /** Takes no further record. */
  seal(): void {
    this.#finished ??= this.#writer.finish();
  }

  /** The batch as it is sent. May be asked for again, for another attempt. */
  finish(options: SentBatchOptions): Uint8Array {
    this.seal();
    const facts = {
      baseOffset: 0,
      lastOffsetDelta: this.#deltas.offsetDelta,
      baseTimestamp: this.#baseTimestamp,
      maxTimestamp: this.#maxTimestamp,
      recordCount: this.recordCount,
    };
    return finishBatch(this.#finished!, facts, options);
  }
}
