/**
 * Partitions on the command line: `topic:0,1,2`, or `topic` for all of them.
 *
 * @module
 */

import { describeTopics } from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import type { TopicPartition } from "../../client/topic_partition.ts";

/** An argument that cannot be. */
export class ArgumentValueError extends Error {
  override name = "ArgumentValueError";
}

/**
 * Reads `topic:0,1,2`.
 *
 * @throws {ArgumentValueError} where it is not of that form
 */
export function parsePartitions(argument: string): TopicPartition[] {
  const [topic, numbers, ...rest] = argument.split(":");
  if (topic === undefined || numbers === undefined || rest.length > 0) {
    throw new ArgumentValueError(
      `Invalid topic arg '${argument}', expected topic name and partitions`,
    );
  }
  return numbers.split(",").map((text) => {
    if (/^\d+$/.test(text)) return { topic, partition: Number(text) };
    throw new ArgumentValueError(
      `Invalid partition '${text}' specified in topic arg '${argument}''`,
    );
  });
}

/**
 * The partitions that arguments name: those given by number first, then those of whole topics.
 *
 * @throws {ArgumentValueError} where one is not of that form
 */
export async function partitionsOf(
  cluster: Cluster,
  given: readonly string[],
): Promise<TopicPartition[]> {
  const partitions = given.filter((text) => text.includes(":")).flatMap(parsePartitions);
  const whole = given.filter((text) => !text.includes(":"));
  for (const { name, partitions: all } of await describeTopics(cluster, whole)) {
    for (const { index } of all) partitions.push({ topic: name, partition: index });
  }
  return partitions;
}
