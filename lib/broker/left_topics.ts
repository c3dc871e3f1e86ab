/**
 * The topics that a Kafka left in the folders of log.dirs, found from the folders' names and files,
 * and, where it ran in KRaft mode, from its metadata log.
 *
 * @module
 */
import { BATCH_MAGIC, MAGIC_POSITION } from "../bytes/batch_header.ts";
import { type FileSystem, joinPath } from "../io/file.ts";
import { readLeaderEpochs } from "../kafka/log/leader_epochs.ts";
import { readTopicId } from "../kafka/log/partition_metadata.ts";
import { decodeProducerSnapshot, SNAPSHOT_SUFFIX } from "../kafka/log/producer_snapshot.ts";
import { ProducerState } from "../kafka/log/producer_state.ts";
import { topicNameFault } from "../kafka/topic/topic_name.ts";
import { baseOffsetOf, LOG_SUFFIX, segmentPath, TIME_INDEX_SUFFIX } from "../storage/log_files.ts";
import type { Store } from "../storage/store.ts";
import { KRAFT_METADATA_FOLDER } from "../storage/store_folder.ts";
import { TimeIndex } from "../storage/time_index.ts";
import { type KraftMetadata, readKraftMetadata } from "./kraft_metadata.ts";

/** One partition of a topic that was found. */
export interface LeftPartition {
  /** The last epoch that the partition had; 0 where it is not known. */
  readonly leaderEpoch: number;
}

/** One topic that was found. */
export interface LeftTopic {
  readonly name: string;
  /** Null where no file tells: Kafkas before 2.8 had none. */
  id: string | null;
  /** One more than the highest index. */
  partitionCount: number;
  /** Those that have a folder here, by index. */
  readonly partitions: Map<number, LeftPartition>;
  /** Indexes that must be on another broker, or were lost: there is no folder of them. */
  missing: number[];
  /** Null where nothing tells them. */
  configs: ReadonlyMap<string, string> | null;
  /** True where the log cleaner has worked on it. */
  wasCompacted: boolean;
  /** The newest timestamp of the oldest segment, in ms: what retention by age looks at first. */
  oldestSegmentMs: number;
  /** The largest id among its producers, -1 for none. */
  producerIdMax: number;
}

/** What was found. */
export interface LeftTopics {
  readonly topics: readonly LeftTopic[];
  /** The folder of a KRaft metadata log, null where there is none. */
  readonly kraftFolder: string | null;
  /** Below it are the ids of all producers that a file tells of. */
  readonly nextProducerId: number;
}

/** What of a folder cannot be taken over, and what to do about it. */
export class LeftTopicsError extends Error {
  override name = "LeftTopicsError";
}

/**
 * Looks through the folders.
 *
 * @param isOwn tells names of logs that are no topic's
 * @throws LeftTopicsError where partitions of one topic have several ids
 */
export function findLeftTopics(
  { store, files }: { store: Store; files: FileSystem },
  { brokerId, isOwn }: { brokerId: number; isOwn: (name: string) => boolean },
): LeftTopics {
  const byName = new Map<string, LeftTopic>();
  for (const folder of store.folders) {
    for (const name of folder.logNames()) {
      if (isOwn(name)) continue;
      const path = joinPath(folder.path, name);
      const topic = noteFolder(byName, files, path);
      if (topic !== null && folder.cleanerOffsets.has(name)) topic.wasCompacted = true;
    }
  }
  const kraftFolder = store.folders.map(({ path }) => joinPath(path, KRAFT_METADATA_FOLDER))
    .find((path) => files.exists(path)) ?? null;
  const topics = [...byName.values()];
  const nextProducerId = 1 + Math.max(-1, ...topics.map(({ producerIdMax }) => producerIdMax));
  if (kraftFolder !== null) {
    const metadata = readKraftMetadata(files, kraftFolder);
    return {
      topics: withMetadata(byName, metadata, brokerId),
      kraftFolder,
      nextProducerId: Math.max(nextProducerId, metadata.nextProducerId),
    };
  }
  for (const topic of topics) noteGaps(topic);
  return { topics, kraftFolder, nextProducerId };
}

/** Notes one partition's folder; null where its name is no topic's. */
function noteFolder(
  byName: Map<string, LeftTopic>,
  files: FileSystem,
  path: string,
): LeftTopic | null {
  requireRecordBatches(files, path);
  const [, name, digits] = /([^/]+)-(\d+)$/.exec(path) ?? [];
  if (name === undefined || topicNameFault(name) !== null) return null;
  const index = Number(digits);
  const topic = byName.get(name) ?? newTopic(name);
  byName.set(name, topic);
  const id = readTopicId(files, path);
  if (id !== null && topic.id !== null && id !== topic.id) {
    throw new LeftTopicsError(
      `Cannot take over topic ${name}: its folders are of two topic ids, ${topic.id} and ${id} ` +
        `(${path}). One of them was deleted: move its folders out of log.dirs, then start again.`,
    );
  }
  topic.id ??= id;
  topic.partitionCount = Math.max(topic.partitionCount, index + 1);
  const leaderEpoch = readLeaderEpochs(files, path).at(-1)?.epoch ?? 0;
  topic.partitions.set(index, { leaderEpoch });
  topic.oldestSegmentMs = Math.min(topic.oldestSegmentMs, oldestSegmentMs(files, path));
  topic.producerIdMax = Math.max(topic.producerIdMax, producerIdMax(files, path));
  return topic;
}

/**
 * Messages of the formats 0 and 1 would be taken for damaged batches.
 *
 * @throws LeftTopicsError where a segment begins with one
 */
function requireRecordBatches(files: FileSystem, folder: string): void {
  for (const name of files.list(folder)) {
    const path = joinPath(folder, name);
    if (baseOffsetOf(name, LOG_SUFFIX) === null || files.size(path) <= MAGIC_POSITION) continue;
    const file = files.open(path, "existing");
    const [magic] = file.readSync(MAGIC_POSITION, 1);
    file.close();
    if (magic === BATCH_MAGIC) continue;
    throw new LeftTopicsError(
      `Cannot take over ${path}: it holds messages of format ${magic}, and format ${BATCH_MAGIC} ` +
        "(Kafka 0.11 and later) is served. Copy the topic on the old broker with a consumer and " +
        "a producer, and delete it there, or move its folders out of log.dirs; then start again.",
    );
  }
}

/** Infinity where no segment holds anything. */
function oldestSegmentMs(files: FileSystem, folder: string): number {
  for (const name of files.list(folder)) {
    const baseOffset = baseOffsetOf(name, LOG_SUFFIX);
    if (baseOffset === null || files.size(joinPath(folder, name)) === 0) continue;
    const indexPath = segmentPath(folder, baseOffset, TIME_INDEX_SUFFIX);
    const index = files.exists(indexPath)
      ? TimeIndex.decode(files.readFile(indexPath))
      : new TimeIndex();
    return index.lastTimestamp >= 0
      ? index.lastTimestamp
      : files.modifiedMs(joinPath(folder, name));
  }
  return Infinity;
}

/** The largest producer id in a folder's snapshots, -1 for none. */
function producerIdMax(files: FileSystem, folder: string): number {
  const producers = new ProducerState();
  let max = -1;
  for (const name of files.list(folder)) {
    if (baseOffsetOf(name, SNAPSHOT_SUFFIX) === null) continue;
    try {
      decodeProducerSnapshot(files.readFile(joinPath(folder, name)), producers);
    } catch {
      continue; // Where one is damaged, the partition goes through its log instead.
    }
    for (const { producerId } of producers.entries()) max = Math.max(max, producerId);
  }
  return max;
}

function newTopic(name: string): LeftTopic {
  return {
    name,
    id: null,
    partitionCount: 0,
    partitions: new Map(),
    missing: [],
    configs: null,
    wasCompacted: false,
    oldestSegmentMs: Infinity,
    producerIdMax: -1,
  };
}

/** Without metadata, what lies between partitions that are here must be somewhere. */
function noteGaps(topic: LeftTopic): void {
  for (let index = 0; index < topic.partitionCount; index++) {
    if (!topic.partitions.has(index)) topic.missing.push(index);
  }
}

/**
 * The topics that the metadata has. A folder of a topic that it does not have is a stray, as it
 * would be for Kafka.
 */
function withMetadata(
  byName: ReadonlyMap<string, LeftTopic>,
  metadata: KraftMetadata,
  brokerId: number,
): LeftTopic[] {
  const topics: LeftTopic[] = [];
  for (const { name, id, replicas } of metadata.topics) {
    const found = byName.get(name);
    // Folders of another id are those of a topic of that name before it.
    const partitions = found?.id === id ? found.partitions : new Map<number, LeftPartition>();
    const elsewhere = [...replicas].filter(([index, brokers]) =>
      !partitions.has(index) && !brokers.includes(brokerId)
    );
    topics.push({
      name,
      id,
      partitions,
      partitionCount: replicas.size,
      missing: elsewhere.map(([index]) => index),
      configs: metadata.configsOf(name),
      wasCompacted: false,
      oldestSegmentMs: Infinity,
      producerIdMax: -1,
    });
  }
  return topics;
}
