/**
 * Compacts partitions with `compact` in their cleanup.policy, one at a time, the one with the
 * largest dirty share first, and rests for log.cleaner.backoff.ms when none needs it.
 *
 * A partition that cannot be compacted is told of once and left alone until the next start; the
 * others go on.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock, Timer } from "../io/clock.ts";
import { DiskFullError } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { MemoryAccount } from "../io/memory_budget.ts";
import {
  type CleanableRange,
  cleanableRange,
  isOverdue,
} from "../kafka/log/compaction/cleanable_range.ts";
import { cleanPartition } from "../kafka/log/compaction/clean_partition.ts";
import {
  CleaningAbortedError,
  type CleaningLimits,
  type CleaningResult,
} from "../kafka/log/compaction/cleaning_job.ts";
import type { CleaningRunner } from "../kafka/log/compaction/cleaning_runner.ts";
import type { PartitionLog } from "../kafka/log/partition_log.ts";
import type { CompactionReading } from "../metrics/compaction_metrics.ts";
import { type Log, LogOfflineError } from "../storage/log.ts";
import type { Store } from "../storage/store.ts";

/** What the schedule works on. */
export interface CompactionServices {
  store: Store;
  partitions: { all(): Iterable<PartitionLog> };
  clock: Clock;
  logger: Logger;
  config: () => ServerConfig;
  runner: CleaningRunner;
}

/** Runs from start to stop. */
export class CompactionSchedule {
  readonly #services: CompactionServices;
  readonly #uncleanable = new Set<Log>();
  /** Logs that could not be compacted for now: the others come first. */
  readonly #postponed = new Set<Log>();
  readonly #reading = { runs: 0, bytesRead: 0, bytesWritten: 0, lastDurationMs: 0 };
  #maxDirtyRatio = 0;
  #timer: Timer | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  /** Bounds and counts the offset map and the buffers; set before the start, if at all. */
  memory: MemoryAccount | null = null;

  constructor(services: CompactionServices) {
    this.#services = services;
  }

  /** What it did so far. */
  get reading(): CompactionReading {
    const { store } = this.#services;
    for (const log of this.#uncleanable) {
      if (store.get(log.name) !== log) this.#uncleanable.delete(log);
    }
    return {
      ...this.#reading,
      uncleanablePartitions: this.#uncleanable.size,
      maxDirtyPercent: Math.floor(this.#maxDirtyRatio * 100),
    };
  }

  start(): void {
    if (this.#services.config().logCleanerEnable) this.#schedule();
  }

  /** Ends what is under way; nothing runs any more when this resolves. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = null;
    await this.#running;
    this.#services.runner.rest();
  }

  #schedule(): void {
    const { clock, config } = this.#services;
    this.#timer = clock.setTimer(config().logCleanerBackoffMs, () => {
      this.#running = this.run().catch((error) => this.#tellFailure(error)).then(() => {
        if (!this.#stopped) this.#schedule();
      });
    });
  }

  #tellFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#services.logger.error(`compaction failed, it is tried again later: ${reason}`);
  }

  /** Compacts until nothing needs it. */
  async run(): Promise<void> {
    this.#postponed.clear();
    while (!this.#stopped) {
      const range = await this.#dirtiest();
      if (range === null) break;
      await this.#clean(range);
    }
    this.#services.runner.rest();
  }

  /** The partition that needs it most, null where none does. */
  async #dirtiest(): Promise<CleanableRange | null> {
    const { store, partitions, clock } = this.#services;
    let dirtiest: CleanableRange | null = null;
    this.#maxDirtyRatio = 0;
    for (const partition of partitions.all()) {
      if (!this.#isCleanable(partition)) continue;
      const nowMs = clock.nowMs();
      const range = cleanableRange(partition, {
        checkpoint: store.cleanerOffset(partition.log),
        nowMs,
      });
      this.#maxDirtyRatio = Math.max(this.#maxDirtyRatio, range.dirtyRatio);
      if (range.dirtyBytes === 0 || this.#postponed.has(partition.log)) continue;
      if (dirtiest !== null && range.dirtyRatio <= dirtiest.dirtyRatio) continue;
      if (
        range.dirtyRatio > partition.settings.minCleanableDirtyRatio ||
        await isOverdue(range, nowMs)
      ) dirtiest = range;
    }
    return dirtiest;
  }

  #isCleanable({ settings, log, removed }: PartitionLog): boolean {
    return settings.cleanupPolicy.has("compact") && log.offline === null && !removed &&
      !log.isMoving &&
      !this.#uncleanable.has(log);
  }

  async #clean(range: CleanableRange): Promise<void> {
    const { store, clock, runner, logger } = this.#services;
    const { memory } = this;
    const { log } = range.partition;
    const limits = this.#limits();
    const heldBytes = limits.mapBytes + limits.bufferBytes;
    const startMs = clock.monotonicMs();
    const sizeBytes = log.sizeBytes;
    log.isCleaning = true;
    memory?.claim(heldBytes);
    try {
      const result = await cleanPartition(range, {
        clock,
        runner,
        limits,
        checkpoint: () => store.checkpoint(),
        isWanted: () => !this.#stopped && !log.isMoving,
      });
      await store.noteCleaned(log, result.endOffset);
      const durationMs = Math.round(clock.monotonicMs() - startMs);
      this.#note(result, durationMs);
      logger.info("compacted log", {
        log: log.name,
        from: range.firstDirtyOffset,
        to: result.endOffset,
        sizeBytes: log.sizeBytes,
        sizeBytesBefore: sizeBytes,
        durationMs,
      });
      if (result.recordsWithoutKey > 0) {
        logger.warn("dropped records without a key from a compacted log", {
          log: log.name,
          count: result.recordsWithoutKey,
        });
      }
    } catch (error) {
      this.#noteFailure(log, error);
    } finally {
      log.isCleaning = false;
      memory?.release(heldBytes);
    }
  }

  #note(result: CleaningResult, durationMs: number): void {
    this.#reading.runs += 1;
    this.#reading.bytesRead += result.bytesRead;
    this.#reading.bytesWritten += result.bytesWritten;
    this.#reading.lastDurationMs = durationMs;
  }

  /** What ends with the log, or may be better later, is tried again; anything else is not. */
  #noteFailure(log: Log, error: unknown): void {
    const { logger } = this.#services;
    this.#postponed.add(log);
    if (error instanceof CleaningAbortedError || error instanceof LogOfflineError) return;
    if (log.offline !== null || this.#stopped) return;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof DiskFullError) {
      logger.warn(`compaction is put off: ${reason}`, { log: log.name });
      return;
    }
    this.#uncleanable.add(log);
    logger.error(`this log is not compacted any more until the next start: ${reason}`, {
      log: log.name,
    });
  }

  #limits(): CleaningLimits {
    const config = this.#services.config();
    return {
      mapBytes: Math.min(
        config.logCleanerDedupeBufferSize,
        this.memory?.bytesMax ?? Infinity,
      ),
      mapLoadFactor: config.logCleanerIoBufferLoadFactor,
      bufferBytes: config.logCleanerIoBufferSize,
      bytesPerSecond: config.logCleanerIoMaxBytesPerSecond,
      reservedBytes: config.logReservedDiskBytes,
    };
  }
}
