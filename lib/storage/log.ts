/**
 * One log: an ordered list of segments and the offsets that divide it.
 *
 * ```
 * logStartOffset  ≤  flushedOffset  ≤  logEndOffset
 *       first readable     on disk up to here    next to be written
 * ```
 *
 * The log knows batches by their headers only. Who may append what, and up to where a client may
 * read (high watermark, last stable offset), is decided above.
 *
 * @module
 */
import {
  batchLastOffsetDelta,
  batchMaxTimestamp,
  setBatchBaseOffset,
  setBatchPartitionLeaderEpoch,
} from "../bytes/batch_header.ts";
import type { Timer } from "../io/clock.ts";
import { DiskFullError, folderOf } from "../io/file.ts";
import type { LogConfig } from "./log_config.ts";
import type { LogMirror } from "./log_mirror.ts";
import {
  type AppendOptions,
  LogOfflineError,
  type LogResources,
  type LogState,
} from "./log_resources.ts";
import { Segment } from "./segment.ts";
import { UnsyncedPlaces } from "./unsynced_places.ts";

export { LogOfflineError, type LogResources } from "./log_resources.ts";

/** Bytes after which a log asks for a checkpoint: a start after a crash checks what is past it. */
const CHECKPOINT_BYTES = 64 << 20;

/** A log of record batches. */
export class Log {
  /** `topic-partition`, the folder's name. */
  readonly name: string;
  #folder: string;
  #resources: LogResources;
  config: LogConfig;
  /** In order; the last is the active one. Never empty. */
  readonly segments: Segment[];
  #logStartOffset: number;
  #logEndOffset: number;
  #flushedOffset: number;
  #offline: LogOfflineError | null = null;
  #unflushedRecords = 0;
  #flushAskedOffset = 0;
  #bytesSinceCheckpoint = 0;
  #flushTimer: Timer | null = null;
  /** When the active segment got its first batch, by the batch's own timestamp where it has one. */
  #firstTimestampMs = -1;
  /** True while the store has this log on its list for the next checkpoint. */
  dirty = false;
  /** Told each new segment's base offset: producer snapshots are taken there. */
  onRoll: ((baseOffset: number) => void) | null = null;
  /** Told when everything is on disk and indexes are written, at checkpoints and at close. */
  onCheckpoint: (() => void | Promise<void>) | null = null;
  #unsyncedPlaces: UnsyncedPlaces;
  /** Gets all that is appended as well, while the log is about to move to another data folder. */
  mirror: LogMirror | null = null;
  /** True from the order to move the log until that is done or given up: no compaction then. */
  isMoving = false;
  /** True while a compaction runs: a move waits for its end. */
  isCleaning = false;
  /** True where retention leaves the segment of the newest record, however old that is. */
  keepsNewest = false;
  /** Everything below it was on disk when the log was opened, as the checkpoint said. */
  readonly recoveryPoint: number;

  constructor(
    place: { name: string; folder: string; config: LogConfig },
    state: LogState,
    resources: LogResources,
  ) {
    this.name = place.name;
    this.#folder = place.folder;
    this.config = place.config;
    this.#resources = resources;
    this.segments = state.segments;
    this.#logStartOffset = state.logStartOffset;
    this.#logEndOffset = state.logEndOffset;
    this.#flushedOffset = state.flushedOffset;
    this.recoveryPoint = Math.min(state.recoveryPoint, state.logEndOffset);
    this.#unsyncedPlaces = new UnsyncedPlaces(resources, [place.folder, folderOf(place.folder)]);
    this.active.pinIndexes();
  }

  get folder(): string {
    return this.#folder;
  }

  get resources(): LogResources {
    return this.#resources;
  }

  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  /** Everything below this offset survives a power cut. */
  get flushedOffset(): number {
    return this.#flushedOffset;
  }

  /**
   * Below it flush.messages has asked for a flush. Kafka flushes before it answers such an append,
   * whatever its acks.
   */
  get flushAskedOffset(): number {
    return this.#flushAskedOffset;
  }

  get active(): Segment {
    return this.segments[this.segments.length - 1]!;
  }

  get sizeBytes(): number {
    return this.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  get offline(): LogOfflineError | null {
    return this.#offline;
  }

  /** True while a segment is one of this log's, and the log is in use. */
  holds(segment: Segment): boolean {
    return this.#offline === null && this.segments.includes(segment);
  }

  /** Ends the use of this log for as long as the process runs. */
  setOffline(reason: string): LogOfflineError {
    this.#offline ??= new LogOfflineError(
      `Log ${this.name} in ${this.folder} is offline: ${reason}`,
    );
    this.resources.flusher.fail(this, this.#offline);
    return this.#offline;
  }

  requireOnline(): void {
    if (this.#offline !== null) throw this.#offline;
  }

  /**
   * Appends one batch: sets its base offset and leader epoch in place, then copies it.
   *
   * @returns the base offset it was given
   * @throws DiskFullError, LogOfflineError; nothing was appended then
   */
  append(batch: Uint8Array, options: AppendOptions): number {
    this.requireOnline();
    if (options.mayUseReserve === undefined) this.resources.requireSpace();
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const baseOffset = this.#logEndOffset;
    const lastOffset = baseOffset + batchLastOffsetDelta(view, 0);
    const maxTimestamp = batchMaxTimestamp(view, 0);
    this.#rollIfNeeded(batch.length, lastOffset, maxTimestamp);
    setBatchBaseOffset(view, 0, baseOffset);
    setBatchPartitionLeaderEpoch(view, 0, options.leaderEpoch);
    if (this.active.sizeBytes === 0) this.#noteFirstBatch(maxTimestamp);
    this.active.append(batch, { lastOffset, maxTimestamp }, this.config.indexIntervalBytes);
    this.mirror?.append(batch, { lastOffset, maxTimestamp });
    this.#logEndOffset = lastOffset + 1;
    this.#unflushedRecords += lastOffset + 1 - baseOffset;
    if (!this.dirty) this.resources.noteDirty(this);
    this.#bytesSinceCheckpoint += batch.length;
    if (this.#bytesSinceCheckpoint > CHECKPOINT_BYTES) this.#requestCheckpoint();
    if (this.#unflushedRecords >= this.config.flushMessages) {
      this.#flushAskedOffset = this.#logEndOffset;
      this.#flushInBackground();
    } else if (this.config.flushMs < Infinity) this.#flushTimer ??= this.#flushLater();
    return baseOffset;
  }

  #requestCheckpoint(): void {
    this.#bytesSinceCheckpoint = 0;
    this.resources.requestCheckpoint();
  }

  /** A segment's age begins, and its file gets its name. */
  #noteFirstBatch(maxTimestamp: number): void {
    this.#firstTimestampMs = maxTimestamp;
    this.active.createdMs = this.resources.clock.nowMs();
    this.#unsyncedPlaces.addFolder(this.folder);
  }

  /** Starts a new segment where the batch would pass the size, age or index limits of this one. */
  #rollIfNeeded(batchBytes: number, lastOffset: number, maxTimestamp: number): void {
    const { active, config } = this;
    if (active.sizeBytes === 0) return;
    const sinceFirstMs = this.#firstTimestampMs >= 0 && maxTimestamp >= 0
      ? maxTimestamp - this.#firstTimestampMs
      : this.resources.clock.nowMs() - active.createdMs;
    const full = active.sizeBytes + batchBytes > config.segmentBytes ||
      sinceFirstMs > config.segmentMs ||
      active.offsetIndex.count * 8 >= config.segmentIndexBytes ||
      lastOffset - active.baseOffset > 0x7fffffff;
    if (full) this.roll();
  }

  /** Seals the active segment and starts the next at the log end offset. */
  roll(): void {
    const { active } = this;
    if (active.baseOffset === this.#logEndOffset) return;
    active.seal();
    const segment = new Segment(this.resources, this.folder, {
      baseOffset: this.#logEndOffset,
      sizeBytes: 0,
      createdMs: this.resources.clock.nowMs(),
    });
    segment.pinIndexes();
    this.segments.push(segment);
    this.mirror?.roll(segment);
    this.#firstTimestampMs = -1;
    this.onRoll?.(segment.baseOffset);
  }

  /** Rolls by age alone: a quiet partition's data must be able to expire too. */
  rollIfAged(): void {
    if (this.#offline !== null || this.active.sizeBytes === 0) return;
    if (this.resources.clock.nowMs() - this.active.createdMs > this.config.segmentMs) this.roll();
  }

  /**
   * Resolves when everything below `offset` is on disk.
   *
   * @throws LogOfflineError where the disk fails: whether the data is there is then not known
   */
  flushed(offset: number): Promise<void> {
    if (this.#offline !== null) return Promise.reject(this.#offline);
    if (offset <= this.#flushedOffset) return Promise.resolve();
    if (offset > this.#logEndOffset) {
      return Promise.reject(
        new RangeError(
          `Log ${this.name}: cannot flush to ${offset}, it ends at ${this.logEndOffset}`,
        ),
      );
    }
    return this.resources.flusher.wait(this, offset);
  }

  /** log.flush.interval.ms: what is not on disk yet goes there when the time is over. */
  #flushLater(): Timer {
    return this.resources.clock.setTimer(this.config.flushMs, () => {
      this.#flushTimer = null;
      if (this.#offline === null) this.#flushInBackground();
    });
  }

  #flushInBackground(): void {
    this.#unflushedRecords = 0;
    this.flushed(this.#logEndOffset).catch(() => {/* the log is offline, and said so */});
  }

  /** Puts a file of this folder on disk with the next flush: before any record is acknowledged. */
  syncWithNextFlush(path: string): void {
    this.#unsyncedPlaces.addFile(path);
  }

  /** Called by the flusher: one datasync of every segment that has bytes not on disk yet. */
  async datasync(): Promise<void> {
    const { folder, mirror } = this;
    const endOffset = this.#logEndOffset;
    const places = this.#unsyncedPlaces.take();
    const mirrored = mirror?.datasync();
    try {
      for (const segment of this.#unsynced()) await segment.datasync();
      await places.sync();
    } catch (error) {
      // Moved meanwhile: the copy was put on disk before it took over.
      if (this.#folder === folder) throw error;
    }
    if (mirrored !== undefined) await mirrored;
    if (this.#folder !== folder && mirror?.failure) throw mirror.failure;
    this.#noteFlushed(endOffset);
  }

  /** As {@linkcode Log.datasync}, at once: for shutdown. */
  datasyncSync(): void {
    const unsynced = this.segments.filter(({ isSynced }) => !isSynced);
    for (const segment of unsynced) segment.datasyncSync();
    if (unsynced.length > 0) this.#unsyncedPlaces.take().syncSync();
    this.#noteFlushed(this.#logEndOffset);
  }

  /** A checkpoint has begun: the next one that appends ask for is far away again. */
  noteCheckpoint(): void {
    this.#bytesSinceCheckpoint = 0;
  }

  /** Segments, oldest first, with what lies past the flushed offset: a synced one may be newer. */
  #unsynced(): Segment[] {
    const unsynced: Segment[] = [];
    for (let i = this.segments.length - 1; i >= 0; i--) {
      const segment = this.segments[i]!;
      if (!segment.isSynced) unsynced.unshift(segment);
      // One that ends at the flushed offset may have been trimmed since.
      if (segment.baseOffset < this.#flushedOffset) break;
    }
    return unsynced;
  }

  #noteFlushed(offset: number): void {
    if (offset > this.#flushedOffset) this.#flushedOffset = offset;
    if (this.#flushedOffset > this.#logEndOffset) {
      throw new Error(
        `Log ${this.name}: flushed ${this.#flushedOffset} > end ${this.#logEndOffset}`,
      );
    }
    this.#unflushedRecords = Math.min(this.#unflushedRecords, this.#logEndOffset - offset);
  }

  /** Moves the log start offset up; segments wholly below it are removed. Returns them. */
  advanceLogStartOffset(offset: number): Segment[] {
    if (offset > this.#logEndOffset) {
      throw new RangeError(
        `Log ${this.name}: start offset ${offset} > end ${this.#logEndOffset}`,
      );
    }
    if (offset <= this.#logStartOffset) return [];
    this.#logStartOffset = offset;
    const removed: Segment[] = [];
    const isEmptied = this.active.sizeBytes === 0 && this.active.baseOffset === offset;
    const keptMin = isEmptied && !this.#makeActiveFile() ? 2 : 1;
    while (this.segments.length > keptMin && this.segments[1]!.baseOffset <= offset) {
      const segment = this.segments.shift()!;
      segment.remove();
      this.mirror?.remove(segment.baseOffset);
      removed.push(segment);
    }
    if (!this.dirty) this.resources.noteDirty(this);
    return removed;
  }

  /**
   * Makes the active segment's file before its first batch: where all others go, its name tells
   * after a crash where the log goes on. False where the disk is full.
   */
  #makeActiveFile(): boolean {
    try {
      this.resources.openFiles.get(this.active.path);
    } catch (error) {
      if (error instanceof DiskFullError) return false;
      throw error;
    }
    return true;
  }

  /** The segment that holds `offset`: the last that begins at or below it. */
  segmentFor(offset: number): Segment {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.segments[middle]!.baseOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return this.segments[Math.max(0, low - 1)]!;
  }

  /** Offset after the last of this segment. */
  endOffsetOf(segment: Segment): number {
    const next = this.segments[this.segments.indexOf(segment) + 1];
    return next?.baseOffset ?? this.#logEndOffset;
  }

  /** Goes on with the mirror's files in place of its own, which are closed and left. */
  takeOver(mirror: LogMirror): void {
    this.mirror = null;
    for (const segment of this.segments) segment.retire();
    this.segments.splice(0, Infinity, ...mirror.segments);
    this.#folder = mirror.folder;
    this.#resources = mirror.resources;
    this.#unsyncedPlaces = mirror.unsyncedPlaces;
  }

  /** Clean shutdown: trims the active segment and puts all of it on disk. Nothing comes after. */
  close(): void {
    this.#flushTimer?.cancel();
    this.#flushTimer = null;
    if (this.#offline === null) {
      this.active.trim();
      this.datasyncSync();
      for (const segment of this.segments) {
        segment.writeIndexes();
        segment.datasyncIndexesSync();
      }
    }
    for (const segment of this.segments) segment.close();
    this.#offline ??= new LogOfflineError(`Log ${this.name} is closed`);
  }
}
