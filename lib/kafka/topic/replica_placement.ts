/**
 * Which brokers hold a new partition, and Kafka's checks of counts and manual assignments.
 *
 * @module
 */
import type { ServerConfig } from "../../config/server_config.ts";
import type { ClusterImage, TopicImage } from "../../metadata/cluster_image.ts";
import { TopicError } from "./topic_error.ts";
import { isInternalTopic } from "./topic_name.ts";
import type { NewTopic } from "./topics.ts";

/** Partitions of one topic that one request may create: each costs a folder and open files. */
const PARTITIONS_MAX = 100_000;

/**
 * Replicas by partition index.
 *
 * The replication factor of internal topics is clamped to the live brokers: the default of 3 must
 * not make a single broker useless.
 *
 * @throws TopicError
 */
export function replicasFor(
  topic: Omit<NewTopic, "configs">,
  image: ClusterImage,
  config: ServerConfig,
): number[][] {
  if (topic.assignments.length > 0) {
    if (topic.replicationFactor !== -1) throw notMinusOne("replication factor");
    if (topic.partitions !== -1) throw notMinusOne("numPartitions");
    return checkedAssignments(topic.assignments, image, null);
  }
  const partitions = topic.partitions === -1 ? config.numPartitions : topic.partitions;
  if (partitions <= 0) {
    throw new TopicError(
      "INVALID_PARTITIONS",
      "Number of partitions was set to an invalid non-positive value.",
    );
  }
  if (partitions > PARTITIONS_MAX) {
    throw new TopicError(
      "INVALID_PARTITIONS",
      `Number of partitions was set to ${partitions}, at most ${PARTITIONS_MAX} are allowed.`,
    );
  }
  const brokers = [...image.brokers.keys()].sort((a, b) => a - b);
  const factor = replicationFactor(topic, { config, brokers: brokers.length });
  return Array.from({ length: partitions }, (_, index) => {
    return Array.from({ length: factor }, (_, i) => brokers[(index + i) % brokers.length]!);
  });
}

function replicationFactor(
  topic: Omit<NewTopic, "configs">,
  { config, brokers }: { config: ServerConfig; brokers: number },
): number {
  const asked = topic.replicationFactor;
  if (asked === -1 || isInternalTopic(topic.name)) {
    return Math.min(asked === -1 ? config.defaultReplicationFactor : asked, brokers);
  }
  if (asked <= 0) {
    throw new TopicError(
      "INVALID_REPLICATION_FACTOR",
      "Replication factor must be larger than 0, or -1 to use the default value.",
    );
  }
  if (asked <= brokers) return asked;
  throw new TopicError(
    "INVALID_REPLICATION_FACTOR",
    `Unable to replicate the partition ${asked} time(s): The target replication factor of ` +
      `${asked} cannot be reached because only ${brokers} broker(s) are registered.`,
  );
}

/**
 * Replicas of the partitions that a topic is to get beside those it has.
 *
 * @throws TopicError
 */
export function addedReplicas(
  topic: TopicImage,
  wanted: { count: number; assignments: readonly (readonly number[])[] | null },
  { image, config }: { image: ClusterImage; config: ServerConfig },
): number[][] {
  const count = wanted.count - topic.partitions.length;
  const factor = topic.partitions[0]?.replicas.length ?? 1;
  const { assignments } = wanted;
  if (assignments === null) {
    const added = {
      name: topic.name,
      partitions: count,
      replicationFactor: factor,
      assignments: [],
    };
    return replicasFor(added, image, config);
  }
  if (assignments.length === count) return checkedAssignments(assignments, image, factor);
  throw invalidAssignment(
    `Attempted to add ${count} additional partition(s), but only ${assignments.length} ` +
      "assignment(s) were specified.",
  );
}

/** @param factor how many replicas each partition must have; null takes it from the first */
function checkedAssignments(
  assignments: readonly (readonly number[])[],
  image: ClusterImage,
  factor: number | null,
): number[][] {
  const expected = factor ?? assignments[0]?.length ?? 0;
  return assignments.map((replicas) => {
    if (replicas.length === 0) {
      throw invalidAssignment("The manual partition assignment includes an empty replica list.");
    }
    const unknown = replicas.find((id) => !image.brokers.has(id));
    if (unknown !== undefined) {
      throw invalidAssignment(
        `The manual partition assignment includes broker ${unknown}, but no such broker is ` +
          "registered.",
      );
    }
    const repeated = replicas.find((id, i) => replicas.indexOf(id) !== i);
    if (repeated !== undefined) {
      throw invalidAssignment(
        `The manual partition assignment includes the broker ${repeated} more than once.`,
      );
    }
    if (replicas.length !== expected) {
      throw invalidAssignment(
        `The manual partition assignment includes a partition with ${replicas.length} ` +
          "replica(s), but this is not consistent with previous partitions, which have " +
          `${expected} replica(s).`,
      );
    }
    return [...replicas];
  });
}

function notMinusOne(what: string): TopicError {
  return new TopicError(
    "INVALID_REQUEST",
    `A manual partition assignment was specified, but ${what} was not set to -1.`,
  );
}

function invalidAssignment(message: string): TopicError {
  return new TopicError("INVALID_REPLICA_ASSIGNMENT", message);
}
