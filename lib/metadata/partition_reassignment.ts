/**
 * Changes of a partition's replicas (KIP-455). A target whose replicas all have the records already
 * is in force at once; that is every change that is possible on one broker. One that would need
 * records to be copied to another broker is refused, so none is ever under way.
 *
 * @module
 */
import type { ClusterImage } from "./cluster_image.ts";
import type { AssignmentServices } from "./leader_election.ts";
import { type MetadataOperation, retryConflicts } from "./metadata_store.ts";
import {
  formatPartitionState,
  formatTopic,
  parsePartitionState,
  parseTopic,
  partitionPath,
  topicPath,
} from "./znodes.ts";

/** How a reassignment ended, by the names of Kafka's errors. */
export interface ReassignmentResult {
  readonly error:
    | "NONE"
    | "UNKNOWN_TOPIC_OR_PARTITION"
    | "INVALID_REPLICA_ASSIGNMENT"
    | "INVALID_REPLICATION_FACTOR"
    | "NO_REASSIGNMENT_IN_PROGRESS";
  readonly message?: string;
}

/** A partition and its replicas to be; null asks to cancel what is under way. */
export interface Reassignment {
  readonly topic: string;
  readonly index: number;
  readonly replicas: readonly number[] | null;
  /** "keep" refuses another number of replicas (KIP-860). */
  readonly replicationFactor: "keep" | "change";
}

const DONE: ReassignmentResult = { error: "NONE" };

/**
 * Reassigns one partition; the znodes say so when this resolves.
 *
 * @throws DiskFullError
 */
export function reassignPartition(
  reassignment: Reassignment,
  services: AssignmentServices,
): Promise<ReassignmentResult> {
  const { topic, index, replicas, replicationFactor } = reassignment;
  return retryConflicts(`reassign ${topic}-${index}`, async () => {
    const found = services.image().topics.get(topic);
    if (found === undefined) return unknown(`Unable to find a topic named ${topic}.`);
    const partition = found.partitions[index];
    if (partition === undefined) return unknown(`Unable to find partition ${topic}:${index}.`);
    if (replicas === null) return { error: "NO_REASSIGNMENT_IN_PROGRESS" };
    const fault = replicasFault(replicas, services.image()) ??
      (replicationFactor === "keep" ? factorFault(partition.replicas, replicas) : null);
    if (fault !== null) return fault;
    if (sameOrder(partition.replicas, replicas)) return DONE;
    return await writeReplicas({ topic, index, replicas, topicId: found.id }, services);
  });
}

function replicasFault(
  replicas: readonly number[],
  { brokers }: ClusterImage,
): ReassignmentResult | null {
  if (replicas.length === 0) {
    return invalid("The manual partition assignment includes an empty replica list.");
  }
  for (const [i, id] of replicas.entries()) {
    if (!brokers.has(id)) {
      return invalid(
        `The manual partition assignment includes broker ${id}, but no such broker is registered.`,
      );
    }
    if (replicas.indexOf(id) !== i) {
      return invalid(
        `The manual partition assignment includes the broker ${id} more than once.`,
      );
    }
  }
  return null;
}

function factorFault(
  before: readonly number[],
  after: readonly number[],
): ReassignmentResult | null {
  if (before.length === after.length) return null;
  return {
    error: "INVALID_REPLICATION_FACTOR",
    message: `The replication factor is changed from ${before.length} to ${after.length}`,
  };
}

/** @param write `topicId`: the id that is known of the topic, empty where there is none yet */
async function writeReplicas(
  write: { topic: string; index: number; replicas: readonly number[]; topicId: string },
  { store, controllerEpoch }: AssignmentServices,
): Promise<ReassignmentResult> {
  const { topic, index, replicas } = write;
  const path = topicPath(topic);
  const statePath = `${partitionPath(topic, index)}/state`;
  const node = await store.get(path);
  const stateNode = await store.get(statePath);
  if (node === null || stateNode === null) return unknown(`Unable to find ${topic}:${index}.`);
  const state = parsePartitionState(statePath, stateNode.data);
  const missing = replicas.find((id) => !state.isr.includes(id));
  if (missing !== undefined) {
    return invalid(
      `Broker ${missing} has no copy of ${topic}-${index} that is in sync, and records are not ` +
        "copied between brokers.",
    );
  }
  const { topicId, replicas: assigned } = parseTopic(path, node.data);
  const next = assigned.map((ids, i) => i === index ? [...replicas] : ids);
  const operations: MetadataOperation[] = [
    {
      kind: "set",
      path,
      data: formatTopic({ topicId: topicId ?? (write.topicId || null), replicas: next }),
      version: node.version,
    },
    {
      kind: "set",
      path: statePath,
      data: formatPartitionState({
        leader: replicas.includes(state.leader) ? state.leader : replicas[0]!,
        leaderEpoch: state.leaderEpoch + 1,
        isr: state.isr.filter((id) => replicas.includes(id)),
      }, controllerEpoch()),
      version: stateNode.version,
    },
  ];
  await store.apply(operations);
  return DONE;
}

function sameOrder(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id, i) => other[i] === id);
}

function unknown(message: string): ReassignmentResult {
  return { error: "UNKNOWN_TOPIC_OR_PARTITION", message };
}

function invalid(message: string): ReassignmentResult {
  return { error: "INVALID_REPLICA_ASSIGNMENT", message };
}
