/**
 * One topic partition on this broker: its log, high watermark, producers, and the fetches that
 * wait for more. Between the handlers (Produce, Fetch, ListOffsets) and lib/storage.
 *
 * @module
 */
import { batchMaxTimestamp, int64At, PRODUCER_ID_POSITION } from "../../bytes/batch_header.ts";
import type { TopicConfig } from "../../config/topic_config.ts";
import type { FileSystem } from "../../io/file.ts";
import type { TransactionMarker } from "../../state_machine/record_log.ts";
import type { Log } from "../../storage/log.ts";
import {
  OffsetOutOfRangeError,
  readLog,
  type ReadOptions,
  type ReadResult,
} from "../../storage/log_read.ts";
import type { BatchRules } from "../record/batch_rules.ts";
import { ControlRecordType, writeEndTransactionMarker } from "../record/control_record.ts";
import type { AbortedTransaction } from "./aborted_transactions.ts";
import { batchRulesOf, logConfigOf } from "./log_settings.ts";
import { noteMarker, producerFields, ProducerFiles } from "./producer_files.ts";
import {
  type ProducerBatch,
  type ProducerEntry,
  type ProducerFault,
  type ProducerFields,
  ProducerState,
} from "./producer_state.ts";
import { TransactionIndex } from "./transaction_index.ts";

/** Which records a reader gets, by Kafka's numbers. */
export const IsolationLevel = { READ_UNCOMMITTED: 0, READ_COMMITTED: 1 } as const;

/** Told when a partition gets bytes that readers may see. */
export interface AppendListener {
  noteAppend(sizeBytes: number): void;
}

/** An idempotent producer's batch, or a marker, that must not be appended. */
export class SequenceError extends Error {
  override name = "SequenceError";
  readonly error: ProducerFault;

  constructor(error: ProducerFault, message: string) {
    super(message);
    this.error = error;
  }
}

/** Where an append ended up. */
export interface Appended {
  baseOffset: number;
  /** Offset after the last record: what acks=all waits for. */
  endOffset: number;
  /** True where the batch was there already, from an earlier try. */
  duplicate: boolean;
}

/** Which partition a log is, and the settings it has. */
export interface PartitionPlace {
  topic: string;
  topicId: string;
  index: number;
  leaderEpoch: number;
  settings: TopicConfig;
}

/** A partition. */
export class PartitionLog {
  readonly topic: string;
  readonly index: number;
  readonly log: Log;
  readonly producers = new ProducerState();
  /** Aborted transactions, for readers of committed records and for compaction. */
  readonly aborted: TransactionIndex;
  /** Empty as long as the topic's znode has none. */
  topicId: string;
  leaderEpoch: number;
  #settings: TopicConfig;
  /** What produced batches must keep to. */
  rules: BatchRules;
  readonly #producerFiles: ProducerFiles;
  /** Consumers read below it. An offset of its own: with replicas it trails the log's end. */
  #highWatermark: number;
  readonly #listeners = new Set<AppendListener>();
  /** Those that wait for committed records. */
  readonly #stableListeners = new Set<AppendListener>();
  /** Bytes that came since all was stable. */
  #unstableBytes = 0;
  /** The last stable offset that those who wait know of. */
  #toldStableOffset = -1;
  #removed = false;

  private constructor(
    place: PartitionPlace,
    log: Log,
    files: FileSystem,
  ) {
    this.topic = place.topic;
    this.index = place.index;
    this.topicId = place.topicId;
    this.#settings = place.settings;
    this.rules = batchRulesOf(place.settings, log.name);
    this.leaderEpoch = place.leaderEpoch;
    this.log = log;
    this.aborted = new TransactionIndex(log, files);
    const { producers, aborted } = this;
    this.#producerFiles = new ProducerFiles({ log, files, producers, aborted });
    this.#highWatermark = log.logEndOffset;
  }

  /** Takes an opened log into use: producers come from the last snapshot and what followed it. */
  static async open(
    place: PartitionPlace,
    log: Log,
    files: FileSystem,
  ): Promise<PartitionLog> {
    const partition = new PartitionLog(place, log, files);
    if (log.offline === null && log.logEndOffset > 0) {
      await partition.#producerFiles.load();
    }
    return partition;
  }

  get settings(): TopicConfig {
    return this.#settings;
  }

  /** Takes changed topic settings into force. */
  configure(settings: TopicConfig): void {
    this.#settings = settings;
    this.rules = batchRulesOf(settings, this.log.name);
    this.log.config = logConfigOf(settings, this.log.name);
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** Readers of committed records stop here: where the oldest open transaction began. */
  get lastStableOffset(): number {
    const { firstOffset } = this.producers.openTransactions;
    if (firstOffset >= this.#highWatermark) return this.#highWatermark;
    return Math.max(firstOffset, this.log.logStartOffset);
  }

  get logStartOffset(): number {
    return this.log.logStartOffset;
  }

  get logEndOffset(): number {
    return this.log.logEndOffset;
  }

  get removed(): boolean {
    return this.#removed;
  }

  /**
   * Appends one validated batch; its offsets are set in place. The first batch of a transaction
   * opens it here: that the coordinator knows of it, the caller has made sure.
   *
   * @param options.mayUseReserve for what frees space or lets others end, on a disk that is full
   * @throws SequenceError, DiskFullError, LogOfflineError; nothing was appended then
   */
  append(batch: Uint8Array, options?: { mayUseReserve: true }): Appended {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const producerId = int64At(view, PRODUCER_ID_POSITION);
    if (producerId < 0) {
      const baseOffset = this.#appendToLog(batch, options);
      this.#noteAppended(batch.length);
      return { baseOffset, endOffset: this.log.logEndOffset, duplicate: false };
    }
    const fields = producerFields(view, producerId);
    const earlier = this.#checkSequence(fields);
    if (earlier !== null) {
      return {
        baseOffset: earlier.baseOffset,
        endOffset: earlier.lastOffset + 1,
        duplicate: true,
      };
    }
    const baseOffset = this.#appendToLog(batch, options);
    this.producers.note(fields, { baseOffset, timestampMs: batchMaxTimestamp(view, 0) });
    this.#noteAppended(batch.length);
    return { baseOffset, endOffset: this.log.logEndOffset, duplicate: false };
  }

  #appendToLog(batch: Uint8Array, options: { mayUseReserve: true } | undefined): number {
    // The usual case passes itself: no object is made for it.
    if (options === undefined) return this.log.append(batch, this);
    return this.log.append(batch, { leaderEpoch: this.leaderEpoch, ...options });
  }

  #checkSequence(fields: ProducerFields): ProducerBatch | null {
    const verdict = this.producers.check(fields);
    if (verdict.kind === "error") throw new SequenceError(verdict.error, verdict.message);
    return verdict.kind === "duplicate" ? verdict.batch : null;
  }

  /**
   * Appends the marker that ends a producer's transaction here.
   *
   * @param nowMs the marker's timestamp
   * @throws SequenceError, DiskFullError, LogOfflineError; nothing was appended then
   */
  appendMarker(marker: TransactionMarker, nowMs: number): Appended {
    const refusal = this.producers.checkMarker(marker);
    if (refusal !== null) throw new SequenceError(refusal.error, refusal.message);
    const batch = writeEndTransactionMarker({
      type: marker.isCommit ? ControlRecordType.COMMIT : ControlRecordType.ABORT,
      coordinatorEpoch: marker.coordinatorEpoch,
    }, {
      producerId: BigInt(marker.producerId),
      producerEpoch: marker.producerEpoch,
      timestamp: nowMs,
    });
    const baseOffset = this.#appendToLog(batch, { mayUseReserve: true });
    noteMarker(this, marker, { offset: baseOffset, timestampMs: nowMs });
    this.#noteAppended(batch.length);
    return { baseOffset, endOffset: this.log.logEndOffset, duplicate: false };
  }

  /** True where the producer's transaction of this epoch is open here. */
  hasOpenTransaction(producerId: number, producerEpoch: number): boolean {
    return this.producers.hasOpenTransaction(producerId, producerEpoch);
  }

  /** The aborted transactions that a reader of these offsets must leave out. */
  abortedTransactions(
    fromOffset: number,
    toOffset: number,
  ): AbortedTransaction[] | Promise<AbortedTransaction[]> {
    return this.aborted.collect({ from: fromOffset, to: toOffset });
  }

  /** The producers that are remembered here. */
  activeProducers(): Iterable<ProducerEntry> {
    return this.producers.entries();
  }

  /** One replica: what is appended is committed. */
  #noteAppended(sizeBytes: number): void {
    this.#highWatermark = this.log.logEndOffset;
    for (const listener of this.#listeners) listener.noteAppend(sizeBytes);
    this.#unstableBytes += sizeBytes;
    const { lastStableOffset } = this;
    if (lastStableOffset === this.#toldStableOffset) return;
    this.#toldStableOffset = lastStableOffset;
    // Where others are still open it is less: a fetch that ends too early only gets less.
    const stableBytes = this.#unstableBytes;
    if (lastStableOffset === this.#highWatermark) this.#unstableBytes = 0;
    for (const listener of this.#stableListeners) listener.noteAppend(stableBytes);
  }

  /** The offset at which readers of this isolation level stop. */
  readableEnd(isolationLevel: number): number {
    const isCommitted = isolationLevel === IsolationLevel.READ_COMMITTED;
    return isCommitted ? this.lastStableOffset : this.#highWatermark;
  }

  /**
   * Reads whole batches below the high watermark, or `offsetLimit`.
   *
   * @throws OffsetOutOfRangeError, LogOfflineError
   */
  read(
    options: Omit<ReadOptions, "offsetLimit"> & { offsetLimit?: number },
  ): ReadResult | Promise<ReadResult> {
    return readLog(this.log, {
      offset: options.offset,
      bytesMax: options.bytesMax,
      firstBatchAlways: options.firstBatchAlways,
      offsetLimit: options.offsetLimit ?? this.#highWatermark,
      held: options.held,
    });
  }

  /** Tells of bytes that a reader of this isolation level may get: enough to decide on waiting. */
  listen(
    listener: AppendListener,
    isolationLevel: number = IsolationLevel.READ_UNCOMMITTED,
  ): void {
    const isCommitted = isolationLevel === IsolationLevel.READ_COMMITTED;
    (isCommitted ? this.#stableListeners : this.#listeners).add(listener);
  }

  unlisten(listener: AppendListener): void {
    this.#listeners.delete(listener);
    this.#stableListeners.delete(listener);
  }

  /**
   * Raises the log start offset (DeleteRecords).
   *
   * @throws OffsetOutOfRangeError above the high watermark, LogOfflineError
   */
  deleteRecordsBefore(offset: number): void {
    this.log.requireOnline();
    if (offset < 0 || offset > this.#highWatermark) {
      throw new OffsetOutOfRangeError(
        `Cannot delete records of ${this.log.name} before ${offset}: ` +
          `its high watermark is ${this.#highWatermark}`,
      );
    }
    this.log.advanceLogStartOffset(offset);
  }

  /** Wakes whoever waits: they find the partition gone. */
  markRemoved(): void {
    this.#removed = true;
    this.#producerFiles.markRemoved();
    const listeners = [...this.#listeners, ...this.#stableListeners];
    for (const listener of listeners) listener.noteAppend(0);
  }
}
