/**
 * The records of one partition in one answer to Fetch, handed out little by little: batches are
 * checked (CRC), decompressed and filtered (markers, aborted transactions) when their turn comes.
 *
 * @module
 */

import {
  BATCH_MAGIC,
  batchCrcMatches,
  batchIsControl,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffset,
  batchMagic,
  batchPartitionLeaderEpoch,
} from "../../bytes/batch_header.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { ControlRecordType, controlRecordType } from "../../kafka/record/control_record.ts";
import { openRecords } from "../../kafka/record/read_records.ts";
import { forEachBatch } from "../../kafka/record/record_batch.ts";
import type { RecordCursor } from "../../kafka/record/record_cursor.ts";
import { keyOf, type TopicPartition } from "../topic_partition.ts";
import { type AbortedTransaction, AbortedTransactions } from "./aborted_transactions.ts";
import type { ConsumerRecord, TimestampTypeName } from "./consumer_record.ts";

/** What came for one partition. */
export interface Fetched extends TopicPartition {
  /** Where the fetch began: records before are left out. */
  readonly fetchOffset: number;
  readonly records: Uint8Array;
  /** Null where all records are wanted, whatever became of their transactions. */
  readonly abortedTransactions: readonly AbortedTransaction[] | null;
}

interface OpenBatch {
  readonly cursor: RecordCursor;
  readonly lastOffset: number;
  readonly leaderEpoch: number | null;
  readonly timestampType: TimestampTypeName;
}

/** Hands out one partition's records. */
export class FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  /** The offset after the last record handed out. */
  nextOffset: number;
  /** Epoch of the leader that wrote the last record handed out, -1 where it is not known. */
  lastLeaderEpoch = -1;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #positions: number[] = [];
  readonly #aborted: AbortedTransactions | null;
  #open: OpenBatch | null = null;

  /** @throws {MalformedError} where the bytes are no batches */
  constructor(fetched: Fetched) {
    const { records, abortedTransactions } = fetched;
    this.topic = fetched.topic;
    this.partition = fetched.partition;
    this.nextOffset = fetched.fetchOffset;
    this.#bytes = records;
    this.#view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    forEachBatch(this.#view, (position) => this.#positions.push(position));
    this.#aborted = abortedTransactions === null
      ? null
      : new AbortedTransactions(abortedTransactions);
    // Taken from the end, so the first comes last.
    this.#positions.reverse();
  }

  /** Whether nothing is left. */
  get isEmpty(): boolean {
    return this.#open === null && this.#positions.length === 0;
  }

  /**
   * Takes the next records, at most `max`. Fewer, even none, only where nothing is left.
   *
   * @throws {MalformedError} where a batch is damaged; its offset stays the next one
   */
  take(max: number): ConsumerRecord[] {
    const records: ConsumerRecord[] = [];
    while (records.length < max) {
      this.#open ??= this.#nextBatch();
      if (this.#open === null) break;
      const { cursor, lastOffset } = this.#open;
      if (!cursor.next()) {
        // Compaction may have removed the last records, so the batch's end counts.
        this.nextOffset = Math.max(this.nextOffset, lastOffset + 1);
        this.#open = null;
        continue;
      }
      if (cursor.offset < this.nextOffset) continue;
      records.push(this.#record(this.#open));
      this.nextOffset = cursor.offset + 1;
    }
    return records;
  }

  /** The next batch with records to hand out, null where there is none. */
  #nextBatch(): OpenBatch | null {
    for (;;) {
      const position = this.#positions.pop();
      if (position === undefined) return null;
      this.#check(position);
      const lastOffset = batchLastOffset(this.#view, position);
      if (this.#isHidden(position)) {
        this.nextOffset = Math.max(this.nextOffset, lastOffset + 1);
        continue;
      }
      const epoch = batchPartitionLeaderEpoch(this.#view, position);
      return {
        cursor: openRecords(this.#bytes.subarray(position)),
        lastOffset,
        leaderEpoch: epoch < 0 ? null : epoch,
        timestampType: batchIsLogAppendTime(this.#view, position) ? "LogAppendTime" : "CreateTime",
      };
    }
  }

  #check(position: number): void {
    const where = `the batch of ${keyOf(this)} after offset ${this.nextOffset - 1}`;
    const magic = batchMagic(this.#view, position);
    if (magic !== BATCH_MAGIC) {
      throw new MalformedError(`Cannot read ${where}: its format is ${magic}, only 2 is known`);
    }
    if (batchCrcMatches(this.#bytes, this.#view, position)) return;
    throw new MalformedError(
      `Cannot read ${where}: its CRC does not match; seek past it to go on without it`,
    );
  }

  #isHidden(position: number): boolean {
    if (batchIsControl(this.#view, position)) {
      if (this.#aborted !== null && this.#isAbort(position)) {
        this.#aborted.end(this.#view, position);
      }
      return true;
    }
    return this.#aborted !== null && batchIsTransactional(this.#view, position) &&
      this.#aborted.covers(this.#view, position);
  }

  #isAbort(position: number): boolean {
    const cursor = openRecords(this.#bytes.subarray(position));
    return cursor.next() && controlRecordType(cursor.key()) === ControlRecordType.ABORT;
  }

  #record({ cursor, leaderEpoch, timestampType }: OpenBatch): ConsumerRecord {
    this.lastLeaderEpoch = leaderEpoch ?? -1;
    return {
      topic: this.topic,
      partition: this.partition,
      offset: cursor.offset,
      timestampMs: cursor.timestamp,
      timestampType: cursor.timestamp < 0 ? "NoTimestampType" : timestampType,
      leaderEpoch,
      key: cursor.key(),
      value: cursor.value(),
      headers: cursor.headers(),
    };
  }
}
