/**
 * Sorts work on partitions by the broker that leads them, asking for metadata where it must.
 *
 * @module
 */

import { ErrorCode } from "../kafka/protocol/error_code.ts";
import type { Cluster } from "./cluster.ts";
import { BrokerError } from "./errors.ts";
import { keyOf, type TopicPartition } from "./topic_partition.ts";

/**
 * Items by leader id.
 *
 * @throws {BrokerError} retriable where a partition has no leader now; UNKNOWN_TOPIC_OR_PARTITION
 * where there is no such partition
 */
export async function byLeader<T extends TopicPartition>(
  cluster: Cluster,
  items: Iterable<T>,
): Promise<Map<number, T[]>> {
  const leaders = new Map<number, T[]>();
  for (const item of items) {
    const leaderId = await leaderOf(cluster, item);
    const list = leaders.get(leaderId);
    if (list === undefined) leaders.set(leaderId, [item]);
    else list.push(item);
  }
  return leaders;
}

async function leaderOf(cluster: Cluster, item: TopicPartition): Promise<number> {
  const { partitions } = await cluster.topic(item.topic);
  const partition = partitions[item.partition];
  if (partition !== undefined && partition.leaderId >= 0) return partition.leaderId;
  cluster.forget(item.topic);
  const code = partition === undefined
    ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
    : ErrorCode.LEADER_NOT_AVAILABLE;
  throw new BrokerError(code, { api: "Metadata", broker: "the cluster", about: keyOf(item) });
}
