/**
 * The order in which Kafka's scripts print what they keep in a java.util.HashMap: people compare
 * and parse their output, so ours has the same order.
 *
 * A HashMap goes through its buckets by index; an entry's bucket is its hash, mixed with its own
 * upper half, cut to the table's size, which doubles when three quarters are filled.
 *
 * @module
 */

import type { TopicPartition } from "../client/topic_partition.ts";

const CAPACITY_DEFAULT = 16;
const LOAD_FACTOR = 0.75;

/** String.hashCode */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** TopicPartition.hashCode */
export function javaPartitionHash({ topic, partition }: TopicPartition): number {
  return (Math.imul(31 + partition, 31) + javaStringHash(topic)) | 0;
}

/**
 * Items in the order of a HashMap into which they were put one after the other.
 *
 * @param items with distinct keys
 * @param options `hashOf`: the key's hashCode; `capacity`: given to the map's constructor
 */
export function javaHashOrder<T>(
  items: readonly T[],
  options: { hashOf: (item: T) => number; capacity?: number },
): T[] {
  let size = 1;
  while (size < (options.capacity ?? CAPACITY_DEFAULT)) size *= 2;
  while (items.length > size * LOAD_FACTOR) size *= 2;
  const bucketed = items.map((item) => {
    const hash = options.hashOf(item);
    return { item, bucket: (hash ^ (hash >>> 16)) & (size - 1) };
  });
  return bucketed.sort((a, b) => a.bucket - b.bucket).map(({ item }) => item);
}
