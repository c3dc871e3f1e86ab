/**
 * The file that ties a partition's folder to its topic id, in Kafka's form. A topic that was
 * deleted and made again has another id, so a folder that a broken-off deletion left is not taken
 * for the new topic's.
 *
 * @module
 */
import { type FileSystem, joinPath } from "../../io/file.ts";
import type { Log } from "../../storage/log.ts";

export const PARTITION_METADATA_FILE = "partition.metadata";

/**
 * Writes the file where it is missing or does not tell an id; it is on disk before any record is
 * acknowledged as being there.
 *
 * @param topicId empty where the topic has none yet: nothing is written then
 */
export function writePartitionMetadata(files: FileSystem, log: Log, topicId: string): void {
  if (topicId === "" || readTopicId(files, log.folder) !== null) return;
  const path = joinPath(log.folder, PARTITION_METADATA_FILE);
  const content = Buffer.from(`version: 0\ntopic_id: ${topicId}`);
  const file = files.open(path, "create");
  try {
    if (file.size() > 0) file.truncate(0);
    file.writeSync(content, 0);
  } finally {
    file.close();
  }
  log.syncWithNextFlush(path);
}

/** The topic id that a folder was made for, or null where the file is missing or does not tell. */
export function readTopicId(files: FileSystem, folder: string): string | null {
  const path = joinPath(folder, PARTITION_METADATA_FILE);
  if (!files.exists(path)) return null;
  const text = Buffer.from(files.readFile(path)).toString();
  return /^topic_id: ([A-Za-z0-9_-]{22})$/m.exec(text)?.[1] ?? null;
}
