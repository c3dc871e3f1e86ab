/**
 * The partitions that this broker holds, by topic and index.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { FileSystem } from "../../io/file.ts";
import type { FolderState } from "../../storage/data_folders.ts";
import type { Log } from "../../storage/log.ts";
import type { Store } from "../../storage/store.ts";
import { RecompressionOrder } from "../record/recompression_order.ts";
import { DelayedFetch } from "./delayed_fetch.ts";
import { endOfEpoch, type EpochEnd, noteLeaderEpoch, readLeaderEpochs } from "./leader_epochs.ts";
import { logConfigOf } from "./log_settings.ts";
import { type PartitionFolder, partitionFolders } from "./partition_folders.ts";
import { PartitionLog, type PartitionPlace } from "./partition_log.ts";
import { readTopicId, writePartitionMetadata } from "./partition_metadata.ts";

/** All partitions of a broker. */
export class Partitions {
  readonly #store: Store;
  readonly #files: FileSystem;
  readonly #clock: Clock;
  readonly #topics = new Map<string, PartitionLog[]>();
  #nextCheckpoint: Promise<void> | null = null;
  /** Batches that get another codec before they are appended. */
  readonly recompressions = new RecompressionOrder();
  /** True until all topics are known that were there before this start. */
  #isStarting = true;
  /** Names of folders that no topic had at the start. */
  #strays: ReadonlySet<string> = new Set();

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

  /**
   * Opens a partition's log, creating it where it is missing. A folder of this name that is another
   * topic's is set aside before: a crash came between that topic's deletion and its folder's.
   */
  async add(place: PartitionPlace): Promise<PartitionLog> {
    const existing = this.get(place.topic, place.index);
    if (existing !== undefined) {
      this.#noteLeaderEpoch(existing.log, place.leaderEpoch);
      existing.leaderEpoch = place.leaderEpoch;
      existing.configure(place.settings);
      this.#noteTopicId(existing, place.topicId);
      return existing;
    }
    const name = `${place.topic}-${place.index}`;
    const claimed = await this.#claimFolders(name, place.topicId);
    const config = logConfigOf(place.settings, name);
    const log = this.#isStarting
      ? this.#store.openExisting(name, config)
      : this.#store.open(name, config);
    if (log.offline === null && !claimed.has(log.folder)) {
      writePartitionMetadata(this.#files, log, place.topicId);
    }
    this.#noteLeaderEpoch(log, place.leaderEpoch);
    const partition = await PartitionLog.open(place, log, this.#files);
    let partitions = this.#topics.get(place.topic);
    if (partitions === undefined) {
      partitions = [];
      this.#topics.set(place.topic, partitions);
    }
    partitions[place.index] = partition;
    return partition;
  }

  /** Carries on where epochs began, in the folder of a partition that came from a Kafka. */
  #noteLeaderEpoch(log: Log, epoch: number): void {
    // A partition that was made here has been in epoch 0, and its folder has no such file.
    if (epoch === 0 || log.offline !== null) return;
    noteLeaderEpoch(this.#files, log.folder, { epoch, startOffset: log.logEndOffset });
  }

  /** How far a leader epoch reached, -1 for both where that is not known. */
  endOfEpoch({ log, leaderEpoch }: PartitionLog, asked: number): EpochEnd {
    // What is asked for nearly always is the epoch in force, which needs no look at the file.
    const isPast = asked >= 0 && asked < leaderEpoch;
    const entries = isPast ? readLeaderEpochs(this.#files, log.folder) : [];
    return endOfEpoch(entries, asked, { leaderEpoch, endOffset: log.logEndOffset });
  }

  /** A topic that an old tool made gets its id later. */
  #noteTopicId(partition: PartitionLog, topicId: string): void {
    if (partition.topicId !== "" || topicId === "") return;
    partition.topicId = topicId;
    if (partition.log.offline === null) {
      writePartitionMetadata(this.#files, partition.log, topicId);
    }
  }

  /**
   * Sets folders of a log that is not open yet aside, where they are another topic's.
   *
   * @returns the folders that tell this topic's id
   */
  async #claimFolders(name: string, topicId: string): Promise<ReadonlySet<string>> {
    const claimed = new Set<string>();
    if (topicId === "" || this.#store.get(name) !== undefined) return claimed;
    for (const folder of this.#store.folderPaths(name)) {
      const found = readTopicId(this.#files, folder);
      if (found === topicId) claimed.add(folder);
      else if (found !== null) {
        await this.#store.setAside(folder, `log ${name} is of topic id ${found}, not ${topicId}`);
      } else if (this.#strays.has(name)) {
        await this.#store.setAside(folder, `log ${name} was there before its topic was made`);
      }
    }
    return claimed;
  }

  /**
   * Looks, once all topics are known, for folders that no topic has: a crash broke their topic's
   * deletion off, or they come from elsewhere. They are left as they are, with one line that names
   * them, and a topic of that name which is made later does not get them.
   *
   * @param hasTopic whether the cluster has a topic of this name
   */
  noteStrays(hasTopic: (topic: string) => boolean): void {
    this.#isStarting = false;
    const names = this.#store.strayNames((name) => hasTopic(name.slice(0, name.lastIndexOf("-"))));
    this.#strays = new Set(names);
  }

  /** Removes a topic's logs: readers see it gone at once, files go off the loop. */
  async remove(topic: string): Promise<void> {
    const partitions = this.ofTopic(topic);
    this.#topics.delete(topic);
    for (const partition of partitions) partition.markRemoved();
    await Promise.all(partitions.map((partition) => this.#store.remove(partition.log.name)));
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
      return this.#store.checkpointStarts();
    });
    await this.#nextCheckpoint;
    return partition.logStartOffset;
  }

  /** The folders of log.dirs, with the room on their volumes and the partitions they hold. */
  folders(): PartitionFolder[] {
    return partitionFolders(this.#store, [...this.all()]);
  }

  /** A folder of log.dirs, and whether it is offline; null where there is none at this path. */
  folderAt(path: string): FolderState | null {
    return this.#store.folderStates().find((folder) => folder.path === path) ?? null;
  }

  /** Wishes that a partition which is not there yet be made in this folder. */
  wishFolder({ topic, index }: { topic: string; index: number }, path: string): void {
    const folder = this.#store.folderAt(path);
    if (folder !== undefined) this.#store.wishFolder(`${topic}-${index}`, folder);
  }

  /**
   * Begins to move a partition to another folder; to the one where it is, it takes a move back.
   *
   * @throws LogOfflineError
   */
  async move(partition: PartitionLog, path: string): Promise<void> {
    const folder = this.#store.folderAt(path);
    if (folder !== undefined) await this.#store.moves.start(partition.log, folder);
  }

  /** True where this broker holds a partition and cannot serve it: its disk or content failed. */
  isOffline(topic: string, index: number): boolean {
    const partition = this.get(topic, index);
    return partition !== undefined && partition.log.offline !== null && !partition.removed;
  }

  /** Waits until the partitions got `bytesMissing` bytes, or `maxWaitMs` passed. */
  waitForBytes(
    partitions: readonly PartitionLog[],
    options: {
      bytesMissing: number;
      maxWaitMs: number;
      isolationLevel?: number;
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
