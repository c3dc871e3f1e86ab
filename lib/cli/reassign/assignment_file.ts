/**
 * The JSON of reassignments: which brokers, and which of their log folders, hold each partition.
 *
 * @module
 */

import type { LogDirMove } from "../../client/admin/mod.ts";
import {
  comparePartitions,
  keyOf,
  partitionKey,
  type TopicPartition,
} from "../../client/topic_partition.ts";
import {
  asObject,
  integerField,
  type JsonObject,
  listField,
  repeatedIn,
  requireVersionOne,
  textField,
} from "../json_option.ts";
import { TerseError } from "../terse_error.ts";

/** Stands for whichever log folder the broker chooses. */
const ANY_LOG_DIR = "any";

/** Where a partition is, or is to be. */
export interface Assignment extends TopicPartition {
  readonly replicas: readonly number[];
}

/** What a file says. */
export interface AssignmentFile {
  readonly partitions: readonly Assignment[];
  readonly logDirs: readonly LogDirMove[];
}

/** Reads a file of assignments. */
export function parseAssignments(file: JsonObject): AssignmentFile {
  requireVersionOne(file);
  const logDirs: LogDirMove[] = [];
  const listed = file["partitions"] === undefined ? [] : listField(file, "partitions");
  const partitions = listed.map((each) => {
    const fields = asObject(each, "partitions");
    const topic = textField(fields, "topic");
    const partition = integerField(fields, "partition");
    const replicas = listField(fields, "replicas").map((id) => {
      if (typeof id === "number" && Number.isInteger(id)) return id;
      throw new TerseError(`Expected an integer in field replicas, received ${JSON.stringify(id)}`);
    });
    const folders = fields["log_dirs"] === undefined
      ? replicas.map(() => ANY_LOG_DIR)
      : listField(fields, "log_dirs").map(String);
    if (folders.length !== replicas.length) {
      throw new TerseError(
        `Size of replicas list [${replicas.join(", ")}] is different from size of log dirs list ` +
          `[${folders.join(", ")}] for partition ${partitionKey(topic, partition)}`,
      );
    }
    folders.forEach((logDir, index) => {
      if (logDir === ANY_LOG_DIR) return;
      logDirs.push({ topic, partition, brokerId: replicas[index]!, logDir });
    });
    return { topic, partition, replicas };
  });
  return { partitions, logDirs };
}

/** Reads the names of a file of topics. */
export function parseTopics(file: JsonObject): string[] {
  requireVersionOne(file);
  const listed = file["topics"] === undefined ? [] : listField(file, "topics");
  return listed.map((each) => textField(asObject(each, "topics"), "topic"));
}

/** Demands what can be executed: no repetition, nothing empty. */
export function requireExecutable({ partitions }: AssignmentFile): void {
  if (partitions.length === 0) {
    throw new TerseError("Partition reassignment list cannot be empty");
  }
  if (partitions.some(({ replicas }) => replicas.length === 0)) {
    throw new TerseError("Partition replica list cannot be empty");
  }
  const repeated = repeatedIn(partitions.map(keyOf));
  if (repeated.length > 0) {
    throw new TerseError(
      `Partition reassignment contains duplicate topic partitions: ${repeated.join(",")}`,
    );
  }
  const faults = partitions.flatMap((each) => {
    const twice = repeatedIn(each.replicas);
    if (twice.length === 0) return [];
    return [`${keyOf(each)} contains multiple entries for ${twice.join(",")}`];
  });
  if (faults.length === 0) return;
  throw new TerseError(
    `Partition replica lists may not contain duplicate entries: ${faults.join(". ")}`,
  );
}

/** The key of a replica in a map of log folders. */
export function replicaKey(replica: TopicPartition & { readonly brokerId: number }): string {
  return `${keyOf(replica)}-${replica.brokerId}`;
}

/**
 * Writes assignments as JSON, in the order of the partitions.
 *
 * @param logDirs by {@linkcode replicaKey}; "any" where a replica has none
 */
export function formatAssignments(
  assignments: readonly Assignment[],
  logDirs: ReadonlyMap<string, string> = new Map(),
): string {
  const partitions = assignments.toSorted(comparePartitions).map((each) => ({
    topic: each.topic,
    partition: each.partition,
    replicas: each.replicas,
    log_dirs: each.replicas.map((brokerId) =>
      logDirs.get(replicaKey({ ...each, brokerId })) ?? ANY_LOG_DIR
    ),
  }));
  return JSON.stringify({ version: 1, partitions });
}
