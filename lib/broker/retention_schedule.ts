/**
 * Applies retention, the disk budget and the expiry of idle producers to all logs, every
 * log.retention.check.interval.ms.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock, Timer } from "../io/clock.ts";
import type { Logger } from "../io/logger.ts";
import type { Log } from "../storage/log.ts";
import { applyDiskBudget, applyRetention, type Removal } from "../storage/retention.ts";
import type { Store } from "../storage/store.ts";

/** A partition, as far as its idle producers are forgotten here. */
export interface PartitionProducers {
  readonly producers: { expireBefore(beforeMs: number): void };
}

/** What the schedule works on. */
export interface RetentionServices {
  store: Store;
  partitions: { all(): Iterable<PartitionProducers> };
  clock: Clock;
  logger: Logger;
  config: () => ServerConfig;
  /** Room on the file system of the first data folder, in bytes. */
  totalBytes: () => number;
}

/** Runs from start to stop. */
export class RetentionSchedule {
  readonly #services: RetentionServices;
  #timer: Timer | null = null;

  constructor(services: RetentionServices) {
    this.#services = services;
  }

  start(): void {
    this.#schedule(this.#services.config().logInitialTaskDelayMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #schedule(delayMs: number): void {
    this.#timer = this.#services.clock.setTimer(delayMs, () => {
      try {
        this.run();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#services.logger.error(`retention failed, it is tried again later: ${reason}`);
      }
      this.#schedule(this.#services.config().logRetentionCheckIntervalMs);
    });
  }

  /** One pass over all logs. */
  run(): void {
    const { store, partitions, clock, config } = this.#services;
    store.adjustReserves();
    for (const log of store.logs()) this.#retain(log);
    const budgetBytes = this.#budgetBytes();
    if (budgetBytes !== null) this.#report(applyDiskBudget(store.logs(), budgetBytes));
    const producersBeforeMs = clock.nowMs() - config().producerIdExpirationMs;
    for (const partition of partitions.all()) partition.producers.expireBefore(producersBeforeMs);
  }

  /** One log whose files resist must not keep the others from being cut: the disk would fill. */
  #retain(log: Log): void {
    const { clock, logger } = this.#services;
    try {
      this.#report(applyRetention(log, clock.nowMs()));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error(`retention failed, it is tried again later: ${reason}`, { log: log.name });
    }
  }

  /** The tighter of log.retention.disk.bytes and .percent, null where neither is set. */
  #budgetBytes(): number | null {
    const { logRetentionDiskBytes: bytes, logRetentionDiskPercent: percent } = this.#services
      .config();
    const budgets: number[] = [];
    if (bytes >= 0) budgets.push(bytes);
    if (percent >= 0) budgets.push(this.#services.totalBytes() * percent / 100);
    return budgets.length === 0 ? null : Math.min(...budgets);
  }

  #report(removals: Removal[]): void {
    for (const { log, segments, sizeBytes, reason } of removals) {
      this.#services.logger.info("removed old segments", {
        log: log.name,
        segments,
        sizeBytes,
        reason,
        logStartOffset: log.logStartOffset,
      });
    }
  }
}
