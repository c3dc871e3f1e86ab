/**
 * One topic partition on this broker: its log, high watermark, producers, and the fetches that
 * wait for more. Between the handlers (Produce, Fetch, ListOffsets) and lib/storage.
 *
 * @module
 */
import {
  BATCH_HEADER_BYTES,
  batchBaseSequence,
  batchLastOffset,
  batchLastOffsetDelta,
  batchMaxTimestamp,
  batchProducerEpoch,
  int64At,
  PRODUCER_ID_POSITION,
} from "../../bytes/batch_header.ts";
import type { TopicConfig } from "../../config/topic_config.ts";
import type { FileSystem } from "../../io/file.ts";
import { joinPath } from "../../io/file.ts";
import type { Log } from "../../storage/log.ts";
import { baseOffsetOf, segmentPath } from "../../storage/log_files.ts";
import { OffsetOutOfRangeError, readLog, type ReadResult } from "../../storage/log_read.ts";
import { scanLog } from "../../storage/log_scan.ts";
import type { BatchRules } from "../record/batch_rules.ts";
import { batchRulesOf, logConfigOf } from "./log_settings.ts";
import {
  decodeProducerSnapshot,
  encodeProducerSnapshot,
  SNAPSHOT_SUFFIX,
} from "./producer_snapshot.ts";
import { type ProducerBatch, type ProducerFields, ProducerState } from "./producer_state.ts";

/** Told when a partition gets bytes that readers may see. */
export interface AppendListener {
  noteAppend(sizeBytes: number): void;
}

/** An idempotent producer's batch that must not be appended. */
export class SequenceError extends Error {
  override name = "SequenceError";
  readonly error: "INVALID_PRODUCER_EPOCH" | "OUT_OF_ORDER_SEQUENCE_NUMBER";

  constructor(error: SequenceError["error"], message: string) {
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
  readonly topicId: string;
  leaderEpoch: number;
  #settings: TopicConfig;
  /** What produced batches must keep to. */
  rules: BatchRules;
  readonly #files: FileSystem;
  /** Consumers read below it. An offset of its own: with replicas it trails the log's end. */
  #highWatermark: number;
  readonly #listeners = new Set<AppendListener>();
  #removed = false;
  /** Ends when the last snapshot asked for is written. */
  #snapshotting: Promise<void> = Promise.resolve();

  private constructor(
    place: PartitionPlace,
    log: Log,
    files: FileSystem,
  ) {
    this.topic = place.topic;
    this.index = place.index;
    this.topicId = place.topicId;
    this.#settings = place.settings;
    this.rules = batchRulesOf(place.settings);
    this.leaderEpoch = place.leaderEpoch;
    this.log = log;
    this.#files = files;
    this.#highWatermark = log.logEndOffset;
    log.onRoll = (baseOffset) => void this.#snapshotProducers(baseOffset);
    log.onCheckpoint = () => this.#snapshotProducers(log.logEndOffset);
  }

  /** Takes an opened log into use: producers come from the last snapshot and what followed it. */
  static async open(
    place: PartitionPlace,
    log: Log,
    files: FileSystem,
  ): Promise<PartitionLog> {
    const partition = new PartitionLog(place, log, files);
    if (log.offline === null && log.logEndOffset > 0) await partition.#loadProducers();
    return partition;
  }

  get settings(): TopicConfig {
    return this.#settings;
  }

  /** Takes changed topic settings into force. */
  configure(settings: TopicConfig): void {
    this.#settings = settings;
    this.rules = batchRulesOf(settings);
    this.log.config = logConfigOf(settings);
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** Readers of committed data read below it; without open transactions, the high watermark. */
  get lastStableOffset(): number {
    return this.#highWatermark;
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
   * Appends one validated batch; its offsets are set in place.
   *
   * @throws SequenceError, DiskFullError, LogOfflineError; nothing was appended then
   */
  append(batch: Uint8Array): Appended {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const producerId = int64At(view, PRODUCER_ID_POSITION);
    if (producerId < 0) {
      const baseOffset = this.log.append(batch, this);
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
    const baseOffset = this.log.append(batch, this);
    this.producers.note(fields, { baseOffset, timestampMs: batchMaxTimestamp(view, 0) });
    this.#noteAppended(batch.length);
    return { baseOffset, endOffset: this.log.logEndOffset, duplicate: false };
  }

  #checkSequence(fields: ProducerFields): ProducerBatch | null {
    const verdict = this.producers.check(fields);
    if (verdict.kind === "error") throw new SequenceError(verdict.error, verdict.message);
    return verdict.kind === "duplicate" ? verdict.batch : null;
  }

  /** One replica: what is appended is committed. */
  #noteAppended(sizeBytes: number): void {
    this.#highWatermark = this.log.logEndOffset;
    for (const listener of this.#listeners) listener.noteAppend(sizeBytes);
  }

  /**
   * Reads whole batches below the high watermark.
   *
   * @throws OffsetOutOfRangeError, LogOfflineError
   */
  read(
    options: { offset: number; bytesMax: number; firstBatchAlways: boolean },
  ): ReadResult | Promise<ReadResult> {
    return readLog(this.log, {
      offset: options.offset,
      bytesMax: options.bytesMax,
      firstBatchAlways: options.firstBatchAlways,
      offsetLimit: this.#highWatermark,
    });
  }

  /** Bytes that a reader at `offset` could get, roughly: enough to decide whether to wait. */
  listen(listener: AppendListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: AppendListener): void {
    this.#listeners.delete(listener);
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
    for (const listener of [...this.#listeners]) listener.noteAppend(0);
  }

  /**
   * Writes the producers as they are now, off the loop and after the snapshot before. One that
   * fails (the disk is full, the partition is gone) is only more to read at the next start.
   */
  #snapshotProducers(offset: number): Promise<void> {
    if (!this.producers.changed) return this.#snapshotting;
    this.producers.changed = false;
    const content = encodeProducerSnapshot(this.producers);
    const next = this.#snapshotting.then(() => this.#writeSnapshot(offset, content)).catch(() => {
      this.producers.changed = true;
    });
    this.#snapshotting = next;
    return next;
  }

  async #writeSnapshot(offset: number, content: Uint8Array): Promise<void> {
    if (this.#removed) return;
    await this.#files.replaceFileLater(
      segmentPath(this.log.folder, offset, SNAPSHOT_SUFFIX),
      content,
    );
    for (const old of this.#snapshots()) {
      // Those where segments begin stay: a crash right after may cut the log below the newest.
      if (old < offset && !this.log.segments.some((segment) => segment.baseOffset === old)) {
        this.#files.remove(segmentPath(this.log.folder, old, SNAPSHOT_SUFFIX));
      }
    }
  }

  /** Offsets of the snapshot files, ascending. */
  #snapshots(): number[] {
    const offsets: number[] = [];
    for (const name of this.#files.list(this.log.folder)) {
      const offset = baseOffsetOf(name, SNAPSHOT_SUFFIX);
      if (offset !== null) offsets.push(offset);
    }
    return offsets;
  }

  async #loadProducers(): Promise<void> {
    let from = this.log.recoveryPoint;
    for (const offset of this.#snapshots().reverse()) {
      const path = segmentPath(this.log.folder, offset, SNAPSHOT_SUFFIX);
      if (offset > this.log.logEndOffset) {
        this.#files.remove(path);
        continue;
      }
      try {
        decodeProducerSnapshot(this.#files.readFile(path), this.producers);
        from = offset;
        break;
      } catch {
        this.#files.remove(path);
        from = this.log.logStartOffset;
      }
    }
    for await (const batch of scanLog(this.log, from)) this.#replay(batch);
  }

  #replay(batch: Uint8Array): void {
    if (batch.length < BATCH_HEADER_BYTES) return;
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const producerId = int64At(view, PRODUCER_ID_POSITION);
    // Transaction markers carry a producer id and no sequence.
    if (producerId < 0 || batchBaseSequence(view, 0) < 0) return;
    this.producers.note(producerFields(view, producerId), {
      baseOffset: batchLastOffset(view, 0) - batchLastOffsetDelta(view, 0),
      timestampMs: batchMaxTimestamp(view, 0),
    });
  }
}

function producerFields(view: DataView, producerId: number): ProducerFields {
  return {
    producerId,
    epoch: batchProducerEpoch(view, 0),
    baseSequence: batchBaseSequence(view, 0),
    lastOffsetDelta: batchLastOffsetDelta(view, 0),
  };
}

/**
 * The file that ties a partition's folder to its topic id, in Kafka's form. Not synced by itself:
 * the id is in the topic's znode, and the file is written again where it is missing.
 */
export function writePartitionMetadata(files: FileSystem, folder: string, topicId: string): void {
  const path = joinPath(folder, "partition.metadata");
  if (files.exists(path) && files.size(path) > 0) return;
  const file = files.open(path, "create");
  try {
    file.writeSync(Buffer.from(`version: 0\ntopic_id: ${topicId}`), 0);
  } finally {
    file.close();
  }
}
