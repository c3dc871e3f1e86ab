/**
 * Finds where to begin in partitions that have no position yet: at the group's committed offset,
 * else where auto.offset.reset says.
 *
 * @module
 */

import type { Cluster } from "../cluster.ts";
import { ClientError } from "../errors.ts";
import { fetchOffsets } from "../group_offsets.ts";
import { type IsolationLevel, listOffsets, OffsetTimestamp } from "../list_offsets.ts";
import { keyOf } from "../topic_partition.ts";
import type { AssignedPartition, OffsetReset } from "./assignment.ts";

/** What is needed to find positions. */
export interface PositionOptions {
  readonly groupId: string | null;
  readonly offsetReset: OffsetReset;
  readonly isolationLevel: IsolationLevel;
}

/**
 * Gives a position to each of the partitions.
 *
 * @throws {ClientError} where there is no committed offset and `offsetReset` is "none"
 */
export async function findPositions(
  cluster: Cluster,
  partitions: readonly AssignedPartition[],
  options: PositionOptions,
): Promise<void> {
  const lacking = partitions.filter(({ position }) => position === null);
  if (lacking.length === 0) return;
  await takeCommitted(cluster, lacking.filter(({ seek }) => seek === "committed"), options);
  const open = lacking.filter(({ position }) => position === null);
  if (open.length === 0) return;
  const answers = await listOffsets(
    cluster,
    open.map(({ topic, partition, seek }) => ({
      topic,
      partition,
      timestamp: seek === "earliest" ? OffsetTimestamp.EARLIEST : OffsetTimestamp.LATEST,
    })),
    { isolationLevel: options.isolationLevel },
  );
  answers.forEach(({ offset }, index) => {
    const partition = open[index]!;
    if (partition.position !== null) return; // someone sought meanwhile
    partition.position = offset;
    partition.seek = null;
  });
}

async function takeCommitted(
  cluster: Cluster,
  partitions: readonly AssignedPartition[],
  { groupId, offsetReset }: PositionOptions,
): Promise<void> {
  if (partitions.length === 0) return;
  if (groupId !== null) {
    const offsets = await fetchOffsets(cluster, groupId, { partitions, requireStable: "stable" });
    const committed = new Map(offsets.map((each) => [keyOf(each), each]));
    for (const partition of partitions) {
      const found = committed.get(keyOf(partition));
      if (found === undefined || partition.seek !== "committed") continue;
      partition.position = found.offset;
      partition.leaderEpoch = found.leaderEpoch;
      partition.seek = null;
    }
  }
  for (const partition of partitions) {
    if (partition.position === null) partition.seek = resetOf(partition, offsetReset);
  }
}

/**
 * Where to begin without a valid position.
 *
 * @throws {ClientError} where the consumer is not to choose by itself
 */
export function resetOf(
  partition: AssignedPartition,
  offsetReset: OffsetReset,
): "earliest" | "latest" {
  if (offsetReset !== "none") return offsetReset;
  throw new ClientError(
    `Cannot find where to begin in ${keyOf(partition)}: no valid committed offset, ` +
      "and auto.offset.reset is none",
    { retriable: false },
  );
}
