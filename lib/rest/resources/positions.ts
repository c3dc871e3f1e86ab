/**
 * Offsets of several partitions in one query parameter: `0:17,1:4`.
 *
 * @module
 */
import { ShapeError } from "../shape.ts";

/** An offset of a partition. */
export interface Position {
  partition: number;
  offset: number;
}

/**
 * Reads the parameter; each partition at most once.
 *
 * @param options `partitions`: how many the topic has
 * @throws {ShapeError}
 */
export function positionsOf(text: string, options: { partitions: number }): Position[] {
  const positions = new Map<number, Position>();
  for (const entry of text.split(",")) {
    const match = /^(\d{1,10}):(\d{1,15})$/.exec(entry);
    const partition = Number(match?.[1]);
    if (match === null || partition >= options.partitions || positions.has(partition)) {
      throw new ShapeError("query offsets", {
        found: entry,
        allowed: `partition:offset, each partition from 0 to ${options.partitions - 1} once`,
      });
    }
    positions.set(partition, { partition, offset: Number(match[2]) });
  }
  return [...positions.values()];
}

/** Writes the parameter. */
export function positionsText(
  partitions: readonly { partition_id: number; next_offset: number }[],
): string {
  return partitions.map((entry) => `${entry.partition_id}:${entry.next_offset}`).join(",");
}
