/**
 * What a broker does with its logs from time to time, made of its parts: retention and compaction.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import { type CleaningRunner, SlicedCleaning } from "../kafka/log/compaction/cleaning_runner.ts";
import type { Store } from "../storage/store.ts";
import type { BrokerServices } from "./broker_services.ts";
import { CompactionSchedule } from "./compaction_schedule.ts";
import { RetentionSchedule } from "./retention_schedule.ts";

/** Whose logs they are. */
export interface LogOwner {
  readonly store: Store;
  readonly broker: BrokerServices;
}

/** What the schedules run by. */
export interface ScheduleServices {
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where logs are compacted; without it, on the event loop in slices. */
  readonly cleaningRunner?: CleaningRunner;
}

/** Removes what is older, or more, than the settings keep. */
export function retentionOf(
  { store, broker }: LogOwner,
  { files, clock, logger }: ScheduleServices,
): RetentionSchedule {
  return new RetentionSchedule({
    store,
    partitions: broker.partitions,
    clock,
    logger: logger.child("storage"),
    config: () => broker.config,
    totalBytes: () => {
      const first = store.folders.find(({ offline }) => offline === null);
      return first === undefined ? 0 : files.space(first.path).totalBytes;
    },
  });
}

/** Keeps the last record of each key. */
export function compactionOf(
  { store, broker }: LogOwner,
  { files, clock, logger, cleaningRunner }: ScheduleServices,
): CompactionSchedule {
  return new CompactionSchedule({
    store,
    partitions: broker.partitions,
    clock,
    logger: logger.child("storage"),
    config: () => broker.config,
    runner: cleaningRunner ?? new SlicedCleaning(files, clock),
  });
}
