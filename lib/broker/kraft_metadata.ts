/**
 * Reads what a Kafka in KRaft mode left of its metadata: the newest snapshot in
 * `__cluster_metadata-0`, and the log behind it. Nothing there is changed.
 *
 * @module
 */
import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchIsControl,
  batchLastOffset,
  batchSizeInBytes,
} from "../bytes/batch_header.ts";
import { Reader } from "../bytes/reader.ts";
import { type FileSystem, joinPath } from "../io/file.ts";
import { forEachRecord } from "../kafka/record/read_records.ts";
import { baseOffsetOf, LOG_SUFFIX, segmentPath } from "../storage/log_files.ts";
import {
  ConfigRecord,
  PartitionChangeRecord,
  PartitionRecord,
  ProducerIdsRecord,
  RemoveTopicRecord,
  TopicRecord,
} from "./kraft_records.ts";

/** ConfigRecord.resourceType */
const TOPIC_RESOURCE = 2;
/** The one version of the frame around each record. */
const FRAME_VERSION = 1;
const SNAPSHOT_NAME = /^(\d{20})-\d{10}\.checkpoint$/;

/** A topic, as the records say. */
export interface KraftTopic {
  readonly name: string;
  readonly id: string;
  /** Broker ids by partition index. */
  readonly replicas: Map<number, readonly number[]>;
}

/** The topics of a cluster and their settings. */
export class KraftMetadata {
  /** By topic id. */
  readonly #topics = new Map<string, KraftTopic>();
  /** Overrides by topic name. */
  readonly #configs = new Map<string, Map<string, string>>();

  /** Below it, producer ids may have been given out. */
  nextProducerId = 0;

  get topics(): IterableIterator<KraftTopic> {
    return this.#topics.values();
  }

  configsOf(topic: string): ReadonlyMap<string, string> {
    return this.#configs.get(topic) ?? new Map();
  }

  /** Takes one record into account; those of other kinds say nothing about topics. */
  apply(value: Uint8Array): void {
    const reader = new Reader(value);
    const frame = reader.unsignedVarint();
    if (frame !== FRAME_VERSION) {
      throw new Error(`a record has frame version ${frame}, expected ${FRAME_VERSION}`);
    }
    const kind = reader.unsignedVarint();
    const version = reader.unsignedVarint();
    if (kind === TopicRecord.apiKey) this.#addTopic(TopicRecord.decode(reader, version));
    else if (kind === PartitionRecord.apiKey) {
      const { topicId, partitionId, replicas } = PartitionRecord.decode(reader, version);
      this.#topics.get(topicId)?.replicas.set(partitionId, replicas);
    } else if (kind === PartitionChangeRecord.apiKey) {
      const { topicId, partitionId, replicas } = PartitionChangeRecord.decode(reader, version);
      if (replicas !== null) this.#topics.get(topicId)?.replicas.set(partitionId, replicas);
    } else if (kind === ConfigRecord.apiKey) {
      const { resourceType, resourceName, name, value } = ConfigRecord.decode(reader, version);
      if (resourceType === TOPIC_RESOURCE) this.#setConfig(resourceName, name, value);
    } else if (kind === RemoveTopicRecord.apiKey) {
      this.#removeTopic(RemoveTopicRecord.decode(reader, version).topicId);
    } else if (kind === ProducerIdsRecord.apiKey) {
      this.nextProducerId = ProducerIdsRecord.decode(reader, version).nextProducerId;
    }
  }

  #addTopic({ name, topicId }: TopicRecord): void {
    this.#topics.set(topicId, { name, id: topicId, replicas: new Map() });
  }

  #removeTopic(topicId: string): void {
    const topic = this.#topics.get(topicId);
    if (topic === undefined) return;
    this.#topics.delete(topicId);
    this.#configs.delete(topic.name);
  }

  #setConfig(topic: string, name: string, value: string | null): void {
    const configs = this.#configs.get(topic) ?? new Map<string, string>();
    this.#configs.set(topic, configs);
    if (value === null) configs.delete(name);
    else configs.set(name, value);
  }
}

/**
 * Reads the newest snapshot of a `__cluster_metadata-0` folder and the log behind it.
 *
 * @throws Error where a record cannot be read; the message names the file
 */
export function readKraftMetadata(files: FileSystem, folder: string): KraftMetadata {
  const metadata = new KraftMetadata();
  const names = files.list(folder);
  const snapshot = names.filter((name) => SNAPSHOT_NAME.test(name)).at(-1);
  const from = snapshot === undefined ? 0 : Number(SNAPSHOT_NAME.exec(snapshot)![1]);
  if (snapshot !== undefined) {
    applyFile(metadata, files, { path: joinPath(folder, snapshot), fromOffset: 0 });
  }
  const segments = names.map((name) => baseOffsetOf(name, LOG_SUFFIX))
    .filter((offset) => offset !== null);
  for (const [at, baseOffset] of segments.entries()) {
    const next = segments[at + 1];
    if (next !== undefined && next <= from) continue;
    const path = segmentPath(folder, baseOffset, LOG_SUFFIX);
    applyFile(metadata, files, { path, fromOffset: from });
  }
  return metadata;
}

/** Applies the records of a file's batches that begin at or above an offset. */
function applyFile(
  metadata: KraftMetadata,
  files: FileSystem,
  { path, fromOffset }: { path: string; fromOffset: number },
): void {
  const bytes = files.readFile(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + BATCH_HEADER_BYTES <= bytes.length;) {
    const end = at + batchSizeInBytes(view, at);
    // What was being written when the process ended was never committed.
    if (end > bytes.length || end < at + BATCH_HEADER_BYTES) return;
    const isWanted = batchLastOffset(view, at) >= fromOffset && !batchIsControl(view, at);
    if (isWanted) applyBatch(metadata, bytes.subarray(at, end), path);
    at = end;
  }
}

function applyBatch(metadata: KraftMetadata, batch: Uint8Array, path: string): void {
  try {
    forEachRecord(batch, (record) => {
      const value = record.value();
      if (value !== null) metadata.apply(value);
    });
  } catch (error) {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read ${path}, batch at offset ${batchBaseOffset(view, 0)}: ${reason}`);
  }
}
