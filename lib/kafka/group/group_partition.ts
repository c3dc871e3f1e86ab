/**
 * Which partition of `__consumer_offsets` holds a group: Java's String.hashCode, as every Kafka
 * broker and some tools compute it.
 *
 * @module
 */

/** Java's String.hashCode: over UTF-16 units, in 32-bit arithmetic. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/**
 * The partition of a group.
 *
 * @param groupId the group's name
 * @param partitionCount partitions of `__consumer_offsets`
 *
 * @example
 * ```ts
 * import { groupPartition } from "../../../lib/kafka/group/group_partition.ts";
 * import { expect } from "bun:test";
 *
 * expect(groupPartition("console-consumer-1", 50)).toBe(24);
 * ```
 */
export function groupPartition(groupId: string, partitionCount: number): number {
  const hash = javaHashCode(groupId);
  // The lowest int has no positive twin; Kafka's Utils.abs makes it 0.
  return (hash === -(2 ** 31) ? 0 : Math.abs(hash)) % partitionCount;
}
