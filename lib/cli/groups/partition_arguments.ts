/**
 * Partitions on the command line: `topic:0,1,2`.
 *
 * @module
 */

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
