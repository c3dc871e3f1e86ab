/**
 * The partitions that this broker holds, by topic and index.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import { type DiskSpace, type FileSystem, joinPath } from "../../io/file.ts";
import type { Store } from "../../storage/store.ts";
import { DelayedFetch } from "./delayed_fetch.ts";
import { logConfigOf } from "./log_settings.ts";
import { PartitionLog, type PartitionPlace, writePartitionMetadata } from "./partition_log.ts";

/** One folder of log.dirs. */
export interface PartitionFolder {
  readonly path: string;
  readonly space: DiskSpace;
  readonly partitions: PartitionLog[];
}

/** All partitions of a broker. */
export class Partitions {
  readonly #store: Store;
  readonly #files: FileSystem;
  readonly #clock: Clock;
  readonly #topics = new Map<string, PartitionLog[]>();
  #nextCheckpoint: Promise<void> | null = null;

  constructor(store: Store, place: { files: FileSystem; clock: Clock }) {
    this.#store = store;
    this.#files = place.files;
    this.#clock = place.clock;
  }

  /** The partition, or undefined where this broker does not hold it. */
  get(topic: string, index: number): PartitionLog | undefined {
    return this.#topics.get(topic)?.[index];
  }

  /** Every partition of a topic that is held here. */
  ofTopic(topic: string): readonly PartitionLog[] {
    return (this.#topics.get(topic) ?? []).filter((partition) => partition !== undefined);
  }

  *all(): Generator<PartitionLog> {
    for (const partitions of this.#topics.values()) {
      for (const partition of partitions) if (partition !== undefined) yield partition;
    }
  }

  /** Opens a partition's log, creating it where it is missing. */
  async add(place: PartitionPlace): Promise<PartitionLog> {
    const existing = this.get(place.topic, place.index);
    if (existing !== undefined) {
      existing.leaderEpoch = place.leaderEpoch;
      existing.configure(place.settings);
      return existing;
    }
    const log = this.#store.open(
      `${place.topic}-${place.index}`,
      logConfigOf(place.settings),
    );
    writePartitionMetadata(this.#files, log.folder, place.topicId);
    const partition = await PartitionLog.open(place, log, this.#files);
    let partitions = this.#topics.get(place.topic);
    if (partitions === undefined) {
      partitions = [];
      this.#topics.set(place.topic, partitions);
    }
    partitions[place.index] = partition;
    return partition;
  }

  /** Removes a topic's logs: readers see it gone at once, files go off the loop. */
  async remove(topic: string): Promise<void> {
    const partitions = this.ofTopic(topic);
    this.#topics.delete(topic);
    for (const partition of partitions) partition.markRemoved();
    for (const partition of partitions) await this.#store.remove(partition.log.name);
  }

  /**
   * Moves a partition's log start up to `offset`; that is on disk when this resolves.
   *
   * @returns the log start, which may have been beyond `offset` before
   * @throws OffsetOutOfRangeError, LogOfflineError, DiskFullError
   */
  async deleteRecords(partition: PartitionLog, offset: number): Promise<number> {
    partition.deleteRecordsBefore(offset);
    // One checkpoint serves everyone who comes before it begins.
    this.#nextCheckpoint ??= Promise.resolve().then(() => {
      this.#nextCheckpoint = null;
      return this.#store.checkpoint();
    });
    await this.#nextCheckpoint;
    return partition.logStartOffset;
  }

  /** The folders of log.dirs, with the room on their volumes and the partitions they hold. */
  folders(): PartitionFolder[] {
    const partitions = [...this.all()];
    return this.#store.folders.map(({ path }) => ({
      path,
      space: this.#files.space(path),
      partitions: partitions.filter(({ log }) => log.folder.startsWith(joinPath(path, ""))),
    }));
  }

  /** Waits until the partitions got `bytesMissing` bytes, or `maxWaitMs` passed. */
  waitForBytes(
    partitions: readonly PartitionLog[],
    options: {
      bytesMissing: number;
      maxWaitMs: number;
      onClose: (run: () => void) => () => void;
    },
  ): Promise<void> {
    return new Promise((resolve) => {
      // A connection that has closed already ends the wait before there is anything to take back.
      let forget = (): void => {};
      const fetch = new DelayedFetch({ ...options, partitions, clock: this.#clock }, () => {
        forget();
        resolve();
      });
      forget = options.onClose(() => fetch.end());
    });
  }
}
