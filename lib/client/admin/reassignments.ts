/**
 * Reassignments of replicas that are under way (KIP-455).
 *
 * @module
 */

import { ListPartitionReassignments } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { UnsupportedApiError } from "../errors.ts";
import { partitionKey } from "../topic_partition.ts";
import { throwIfRefused } from "./refusal.ts";

/** One partition's move. */
export interface Reassignment {
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
          partitions.map(({ partitionIndex, ...moves }) =>
            [partitionKey(name, partitionIndex), moves] as const
          )
        ),
      );
    });
  } catch (error) {
    if (error instanceof UnsupportedApiError) return new Map();
    throw error;
  }
}
