/**
 * The partitions of the broker's own topics, `__consumer_offsets` and `__transaction_state`, as the
 * coordinators on them use them: which ones hold something at a start, and one of them to write to,
 * its topic created on the first use.
 *
 * @module
 */
import type { Broker } from "../kafka/handlers/broker.ts";
import type { PartitionLog } from "../kafka/log/partition_log.ts";

/** What is used of a broker, which may still be under construction. */
export type InternalTopicsGround = {
  readonly topics: Pick<Broker["topics"], "autoCreate">;
  readonly partitions: Pick<Broker["partitions"], "get" | "ofTopic">;
};

/** The partitions of a topic in which something is written. */
export function usedPartitions(
  { partitions }: Pick<InternalTopicsGround, "partitions">,
  topic: string,
): number[] {
  return partitions.ofTopic(topic)
    .filter((partition) => partition.logEndOffset > 0)
    .map((partition) => partition.index);
}

/**
 * One partition; its topic is created where it is missing.
 *
 * @throws what the creation throws; Error where it did not make this partition
 */
export async function internalPartition(
  { topics, partitions }: InternalTopicsGround,
  { topic, index }: { topic: string; index: number },
): Promise<PartitionLog> {
  const existing = partitions.get(topic, index);
  if (existing !== undefined) return existing;
  await topics.autoCreate(topic);
  const made = partitions.get(topic, index);
  if (made === undefined) {
    throw new Error(`Cannot use ${topic}-${index}: the topic was not created`);
  }
  return made;
}
