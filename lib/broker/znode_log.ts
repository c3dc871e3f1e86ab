/**
 * The coordinator's transactions in the store: each is one record of the internal log
 * `__znode_transactions-0`, on disk before it is acknowledged. From time to time the whole tree is
 * written to a snapshot file beside the segments, and what came before it is removed, so that a
 * start reads the newest snapshot and the log's tail.
 *
 * @module
 */
import { batchSizeInBytes } from "../bytes/batch_header.ts";
import type { Clock } from "../io/clock.ts";
import { type FileSystem, folderOf, joinPath } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import { openRecords, readRecords } from "../kafka/record/read_records.ts";
import { writeRecordBatch } from "../kafka/record/write_record_batch.ts";
import type { Log } from "../storage/log.ts";
import { DEFAULT_LOG_CONFIG } from "../storage/log_config.ts";
import { baseOffsetOf, segmentPath } from "../storage/log_files.ts";
import { readLog } from "../storage/log_read.ts";
import { scanLog } from "../storage/log_scan.ts";
import type { Store } from "../storage/store.ts";
import { StorageStatistics } from "../zookeeper/server/statistics.ts";
import type { AppendOptions, TransactionLog } from "../zookeeper/server/transaction_log.ts";
import {
  isUnfinishedSnapshot,
  readSnapshotFile,
  type SnapshotParts,
  type SnapshotPieces,
  writeSnapshotFile,
} from "./znode_snapshot_file.ts";

/** The log's name in the store: not a topic, and not shown as one. */
export const ZNODE_LOG_NAME = "__znode_transactions-0";
/** A snapshot that is imported, in the data folder, until it is the first one of the log. */
export const IMPORT_NAME = "import.znodes";
/** Of a snapshot beside the log's segments. */
export const SNAPSHOT_SUFFIX = ".znodes";

/** When snapshots are taken, and how many are kept. */
export interface SnapshotPolicy {
  /** Transactions after which one is taken (`snapCount`). */
  readonly transactions: number;
  /** Bytes of transactions after which one is taken (`snapSizeLimitInKb`). */
  readonly bytes: number;
  /** Newest ones kept, with the log from the oldest of them (`autopurge.snapRetainCount`). */
  readonly retained: number;
  /** How long older ones are left before they are removed, in ms; 0 removes them with each new. */
  readonly purgeIntervalMs?: number;
  /** A flush that takes longer than this, in ms, is logged; none by default. */
  readonly flushWarningMs?: number;
  /** How long a snapshot may hold up the loop at a time, in ms; 2 by default. */
  readonly sliceMs?: number;
}

const DEFAULT_POLICY: SnapshotPolicy = { transactions: 100_000, bytes: 16 << 20, retained: 2 };
const SLICE_MS = 2;
const HELD_BYTES_MAX = 256 << 20;
/** Leader epochs mean nothing here. */
const NO_LEADER_EPOCH = -1;

const CONFIG = {
  ...DEFAULT_LOG_CONFIG,
  segmentBytes: 8 << 20,
  segmentMs: Infinity,
  retentionMs: -1,
  deleteEnabled: false,
};

/** What the log needs around it. */
export interface ZnodeLogServices {
  store: Store;
  files: FileSystem;
  clock: Clock;
  logger: Logger;
  snapshots?: SnapshotPolicy;
  /** The log's size, in bytes, up to which it keeps transactions that its follower needs. */
  heldBytesMax?: number;
}

/** The tree's state, as its owner can save and restore it. */
export interface SnapshotSource {
  /** The last transaction that is in the tree. */
  readonly lastProcessedZxid: number;
  /** The state as it is now, to be read while it changes. One at a time, until it is ended. */
  beginSnapshot(): SnapshotPieces;
}

/** Who reads the transactions behind the commit, in their order. */
export interface TransactionFollower {
  /** More may be on disk than before. */
  committed(): void;
  /** The first transaction that it still needs from the log; Infinity for none. */
  neededFrom(): Promise<number>;
}

/** The transactions, for those who read them behind the commit. */
export interface CommittedTransactions {
  /** The first that is kept: one past the last where none is. */
  readonly startZxid: number;
  /** The last one, on disk or not. */
  readonly endZxid: number;
  /** Resolves when all of them are on disk. */
  flushed(): Promise<void>;
  /** Resolves when no restart, after whatever crash, finds transactions before the first. */
  startFlushed(): Promise<void>;
  /** Records from `zxid` on: about `bytesMax` bytes of what is on disk, and one at least. */
  read(zxid: number, bytesMax: number): Promise<Uint8Array[]>;
}

/** Transactions of the znode tree on the segment store. */
export class ZnodeLog implements TransactionLog, CommittedTransactions {
  readonly #log: Log;
  readonly #services: ZnodeLogServices;
  readonly #policy: SnapshotPolicy;
  #transactionsSinceSnapshot = 0;
  #bytesSinceSnapshot = 0;
  /** One snapshot is written at a time. */
  #saving: Promise<void> = Promise.resolve();
  #savingInBackground = false;
  #closing = false;
  /** The newest snapshot that is known to be whole. */
  #savedOffset = -1;
  #purgedMs = -Infinity;
  /** Set when the tree is loaded: only then can a snapshot be taken. */
  #source: SnapshotSource | null = null;
  /** Transactions are numbered without gaps and take one offset each: offset less zxid. */
  #offsetOfZxid = 0;
  /** Times of starts and snapshots, for the metrics. */
  readonly statistics = new StorageStatistics();
  /** Told of commits, and asked before transactions are removed. */
  follower: TransactionFollower | null = null;

  constructor(services: ZnodeLogServices) {
    this.#services = services;
    this.#policy = services.snapshots ?? DEFAULT_POLICY;
    const { store, files } = services;
    // Where znodes wait that were imported, and the older ones are set aside, a new log goes.
    const waiting = store.folders.find(({ path }) => files.exists(joinPath(path, IMPORT_NAME)));
    if (waiting !== undefined) store.wishFolder(ZNODE_LOG_NAME, waiting);
    this.#log = store.open(ZNODE_LOG_NAME, CONFIG);
  }

  append(record: Uint8Array, { usesReserve }: AppendOptions): void {
    const timestamp = this.#services.clock.nowMs();
    const batch = writeRecordBatch([{ timestamp, key: null, value: record }]);
    this.#log.append(
      batch,
      usesReserve
        ? { leaderEpoch: NO_LEADER_EPOCH, mayUseReserve: true }
        : { leaderEpoch: NO_LEADER_EPOCH },
    );
    this.#transactionsSinceSnapshot += 1;
    this.#bytesSinceSnapshot += batch.length;
  }

  async flush(): Promise<void> {
    const { clock, logger } = this.#services;
    const startedMs = clock.monotonicMs();
    await this.#log.flushed(this.#log.logEndOffset);
    const tookMs = clock.monotonicMs() - startedMs;
    if (tookMs > (this.#policy.flushWarningMs ?? Infinity)) {
      const took = Math.round(tookMs);
      logger.warn(`flushing the znodes' log took ${took} ms, which every write waits for`);
    }
    this.follower?.committed();
    const isDue = this.#bytesSinceSnapshot > this.#policy.bytes ||
      this.#transactionsSinceSnapshot > this.#policy.transactions;
    if (isDue) this.#saveInBackground();
  }

  /** Gives the newest snapshot that is whole, then every record after it. */
  async load(
    to: SnapshotSource & {
      beginRestore(): SnapshotParts;
      replay(record: Uint8Array): void;
    },
  ): Promise<void> {
    this.#log.requireOnline();
    const { clock } = this.#services;
    const startedMs = clock.monotonicMs();
    let from = this.#log.logStartOffset;
    this.#removeUnfinished();
    await this.finishImport();
    const snapshots = this.#snapshots();
    for (const offset of snapshots.reverse()) {
      if (!await this.#readSnapshot(offset, to.beginRestore())) continue;
      from = this.#savedOffset = offset;
      break;
    }
    const restoredMs = clock.monotonicMs();
    let replayed = 0;
    for await (const batch of scanLog(this.#log, from)) {
      for (const { offset, value } of readRecords(batch)) {
        if (offset < from || value === null) continue;
        to.replay(value);
        replayed += 1;
      }
    }
    const loadedMs = clock.monotonicMs();
    this.statistics.startupSnapshotMs.observe(restoredMs - startedMs);
    this.statistics.startupTransactionsMs.observe(loadedMs - restoredMs);
    this.statistics.startupTransactions.observe(replayed);
    this.statistics.startupMs.observe(loadedMs - startedMs);
    this.#source = to;
    this.#offsetOfZxid = this.#log.logEndOffset - 1 - to.lastProcessedZxid;
    await this.#replaceAhead(snapshots.filter((offset) => offset > this.#log.logEndOffset));
  }

  /**
   * Takes snapshots away that are ahead of a log which has lost its end: once it is as long again,
   * one would be taken for what it holds then. What was begun with is saved at its end before.
   */
  async #replaceAhead(offsets: readonly number[]): Promise<void> {
    if (offsets.length === 0) return;
    const { files, logger } = this.#services;
    const { logEndOffset } = this.#log;
    logger.error("the znodes' log ends before its newest snapshot", { logEndOffset });
    if (this.#savedOffset > logEndOffset) await this.save();
    for (const offset of offsets) await files.removeLater(this.#path(offset));
    await files.syncFolderLater(this.#log.folder);
  }

  #snapshots(): number[] {
    const names = this.#services.files.list(this.#log.folder);
    return names.flatMap((name) => baseOffsetOf(name, SNAPSHOT_SUFFIX) ?? []);
  }

  /**
   * Puts what was imported in its place, where there is nothing yet. An import that was broken off
   * before it set older znodes aside has not happened.
   */
  async finishImport(): Promise<void> {
    const { files } = this.#services;
    this.#log.requireOnline();
    const { folder, logStartOffset, logEndOffset } = this.#log;
    const imported = joinPath(folderOf(folder), IMPORT_NAME);
    if (!files.exists(imported)) return;
    const isEmpty = logStartOffset === logEndOffset && this.#snapshots().length === 0;
    if (!isEmpty) return await files.removeLater(imported);
    files.rename(imported, this.#path(logEndOffset));
    await files.syncFolderLater(folder);
  }

  #removeUnfinished(): void {
    const { files } = this.#services;
    for (const name of files.list(this.#log.folder)) {
      if (isUnfinishedSnapshot(name, SNAPSHOT_SUFFIX)) {
        files.remove(joinPath(this.#log.folder, name));
      }
    }
  }

  #path(offset: number): string {
    return segmentPath(this.#log.folder, offset, SNAPSHOT_SUFFIX);
  }

  /** Reads a snapshot; false where its checksum is wrong: an older one is taken then. */
  async #readSnapshot(offset: number, parts: SnapshotParts): Promise<boolean> {
    const { files, logger } = this.#services;
    const path = this.#path(offset);
    const isWhole = await readSnapshotFile(path, { files, parts });
    if (!isWhole) logger.warn("ignoring a damaged znode snapshot", { path });
    return isWhole;
  }

  #saveInBackground(): void {
    if (this.#savingInBackground) return;
    this.#savingInBackground = true;
    this.save().catch((error) => {
      this.#services.logger.warn(
        `znode snapshot failed: ${error instanceof Error ? error.message : error}`,
      );
    }).finally(() => this.#savingInBackground = false);
  }

  /**
   * Writes a snapshot of the tree, in slices between which the loop and the tree go on, then
   * removes what it replaces. The snapshot is of the moment at which it begins: at once, or after
   * the one that is under way.
   *
   * @throws DiskFullError; the snapshots before it are left
   */
  save(): Promise<void> {
    const next = this.#saving.then(() => this.#save({ isDropped: () => this.#closing }));
    this.#saving = next.catch(() => {});
    return next;
  }

  /** Does `work` while no snapshot is written: one at a time reads the tree of a moment. */
  whileNoneIsSaved<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#saving.then(work);
    this.#saving = next.then(() => {}, () => {});
    return next;
  }

  /** Drops what is being saved and saves the tree as it is in the end. */
  close(): Promise<void> {
    this.#closing = true;
    return this.#saving.then(() => this.#save({ isDropped: () => false }));
  }

  async #save({ isDropped }: { isDropped: () => boolean }): Promise<void> {
    if (this.#source === null || isDropped()) return;
    const { files, clock } = this.#services;
    // What was appended and is not in the tree yet must be replayed on top of the snapshot.
    const offset = this.#source.lastProcessedZxid + 1 + this.#offsetOfZxid;
    this.#bytesSinceSnapshot = 0;
    this.#transactionsSinceSnapshot = 0;
    if (offset !== this.#savedOffset) {
      const startedMs = clock.monotonicMs();
      const isSaved = await writeSnapshotFile(this.#path(offset), {
        pieces: this.#source.beginSnapshot(),
        files,
        clock,
        sliceMs: this.#policy.sliceMs ?? SLICE_MS,
        // The snapshot must not be ahead of the log on disk.
        ready: () => this.#log.flushed(offset),
        isDropped,
      });
      if (!isSaved) return;
      this.statistics.snapshotMs.observe(clock.monotonicMs() - startedMs);
      this.#savedOffset = offset;
    }
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#purgedMs < (this.#policy.purgeIntervalMs ?? 0)) return;
    this.#purgedMs = nowMs;
    await this.#removeOlder(offset);
  }

  /** Older snapshots stay, with the log from there, in case the newest is damaged; but not all. */
  async #removeOlder(newest: number): Promise<void> {
    const older = this.#snapshots().filter((each) => each < newest);
    const kept = older.splice(Math.max(0, older.length - (this.#policy.retained - 1)));
    for (const each of older) await this.#services.files.removeLater(this.#path(each));
    const [oldest = this.#policy.retained === 1 ? newest : undefined] = kept;
    if (oldest === undefined) return;
    this.#log.roll();
    this.#log.advanceLogStartOffset(await this.#releasable(oldest));
  }

  /** Up to where the log may be removed: what the follower needs stays, unless it is too much. */
  async #releasable(offset: number): Promise<number> {
    const { heldBytesMax = HELD_BYTES_MAX } = this.#services;
    if (this.follower === null || this.#log.sizeBytes > heldBytesMax) return offset;
    return Math.min(offset, await this.follower.neededFrom() + this.#offsetOfZxid);
  }

  /** The newest snapshot: its last transaction and when it was written, in ms. */
  lastSnapshot(): { zxid: number; timeMs: number } | null {
    const offset = this.#savedOffset;
    const path = this.#path(offset);
    if (offset < 0 || !this.#services.files.exists(path)) return null;
    const timeMs = this.#services.files.modifiedMs(path);
    return { zxid: offset - 1 - this.#offsetOfZxid, timeMs };
  }

  get startZxid(): number {
    return this.#log.logStartOffset - this.#offsetOfZxid;
  }

  get endZxid(): number {
    return this.#log.logEndOffset - 1 - this.#offsetOfZxid;
  }

  flushed(): Promise<void> {
    return this.#log.flushed(this.#log.logEndOffset);
  }

  startFlushed(): Promise<void> {
    return this.#services.store.checkpointStarts();
  }

  async read(zxid: number, bytesMax: number): Promise<Uint8Array[]> {
    const { records: batches } = await readLog(this.#log, {
      offset: zxid + this.#offsetOfZxid,
      bytesMax,
      offsetLimit: this.#log.flushedOffset,
      firstBatchAlways: true,
    });
    const found: Uint8Array[] = [];
    const view = new DataView(batches.buffer, batches.byteOffset, batches.byteLength);
    for (let at = 0; at < batches.length; at += batchSizeInBytes(view, at)) {
      const batch = batches.subarray(at, at + batchSizeInBytes(view, at));
      const cursor = openRecords(batch);
      while (cursor.next()) {
        const value = cursor.value();
        if (value !== null) found.push(value);
      }
    }
    return found;
  }

  /** Bytes of the transactions kept, without snapshots. */
  get sizeBytes(): number {
    return this.#log.sizeBytes;
  }
}
