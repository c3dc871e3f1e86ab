/**
 * Reassignments of replicas: those under way, new ones, and their end (KIP-455).
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { AlterPartitionReassignments, ListPartitionReassignments } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError, UnsupportedApiError } from "../errors.ts";
import { byTopic, partitionKey, type TopicPartition } from "../topic_partition.ts";
import { throwIfRefused } from "./refusal.ts";

/** One partition's move. */
export interface Reassignment extends TopicPartition {
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

const TIMEOUT_MS = 30_000;

/** All moves under way, by partition (`topic-0`); none where the broker does not know them. */
export async function listReassignments(cluster: Cluster): Promise<Map<string, Reassignment>> {
  try {
    return await cluster.withController("ListPartitionReassignments", async (transport) => {
      const response = await transport.send(ListPartitionReassignments, { timeoutMs: TIMEOUT_MS });
      throwIfRefused(response.errorCode, {
        api: "ListPartitionReassignments",
        broker: transport.broker,
        reason: response.errorMessage,
      });
      return new Map(
        response.topics.flatMap(({ name, partitions }) =>
          partitions.map(({ partitionIndex: partition, ...moves }) =>
            [partitionKey(name, partition), { topic: name, partition, ...moves }] as const
          )
        ),
      );
    });
  } catch (error) {
    if (error instanceof UnsupportedApiError) return new Map();
    throw error;
  }
}

/** Replicas that a partition is to have; null takes back what is under way. */
export interface WantedReplicas extends TopicPartition {
  readonly replicas: readonly number[] | null;
}

/** What became of one partition. */
export interface ReassignmentResult extends TopicPartition {
  readonly error: BrokerError | null;
}

/**
 * Starts, or takes back, reassignments.
 *
 * @param options `replicationFactor`: "keep" refuses another number of replicas (KIP-860)
 */
export function alterReassignments(
  cluster: Cluster,
  wanted: readonly WantedReplicas[],
  options: { replicationFactor?: "change" | "keep" } = {},
): Promise<ReassignmentResult[]> {
  return cluster.withController("AlterPartitionReassignments", async (transport) => {
    const response = await transport.send(AlterPartitionReassignments, {
      timeoutMs: TIMEOUT_MS,
      ...(options.replicationFactor === "keep" ? { allowReplicationFactorChange: false } : {}),
      topics: [...byTopic(wanted)].map(([name, list]) => ({
        name,
        partitions: list.map(({ partition, replicas }) => ({
          partitionIndex: partition,
          replicas: replicas === null ? null : [...replicas],
        })),
      })),
    });
    const where = { api: "AlterPartitionReassignments", broker: transport.broker };
    throwIfRefused(response.errorCode, { ...where, reason: response.errorMessage });
    return response.responses.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, errorCode, errorMessage: reason }) => ({
        topic: name,
        partition: partitionIndex,
        error: errorCode === ErrorCode.NONE ? null : new BrokerError(errorCode, {
          ...where,
          about: partitionKey(name, partitionIndex),
          reason,
        }),
      }))
    );
  });
}
