/**
 * DeleteRecords: moves the start of partitions forward (KIP-107).
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { DeleteRecords } from "../apis.ts";
import { byLeader } from "../by_leader.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import { byTopic, keyOf, partitionKey, type TopicPartition } from "../topic_partition.ts";

/** How long the broker may take, in ms. */
const TIMEOUT_MS = 30_000;

/** Where a partition is to start. */
export interface NewStart extends TopicPartition {
  /** The first offset to keep; -1 for the high watermark, which deletes all. */
  readonly beforeOffset: number;
}

/** What became of one partition. */
export interface DeletedRecords extends TopicPartition {
  /** Where it starts now; -1 where it failed. */
  readonly lowWatermark: number;
  readonly error: BrokerError | null;
}

/** Deletes the records before the offsets; the answers are in the order of the questions. */
export async function deleteRecords(
  cluster: Cluster,
  starts: readonly NewStart[],
): Promise<DeletedRecords[]> {
  const results = new Map<string, DeletedRecords>();
  await cluster.retry.run("DeleteRecords", async () => {
    const open = starts.filter((start) => !results.has(keyOf(start)));
    for (const [leaderId, asked] of await byLeader(cluster, open)) {
      for (const result of await deleteOn(cluster, { leaderId, starts: asked })) {
        if (result.error?.retriable) {
          cluster.forget(result.topic);
          throw result.error;
        }
        results.set(keyOf(result), result);
      }
    }
  });
  return starts.map((start) => results.get(keyOf(start))!);
}

async function deleteOn(
  cluster: Cluster,
  { leaderId, starts }: { leaderId: number; starts: readonly NewStart[] },
): Promise<DeletedRecords[]> {
  const transport = await cluster.node(leaderId);
  const { topics } = await transport.send(DeleteRecords, {
    topics: [...byTopic(starts)].map(([name, list]) => ({
      name,
      partitions: list.map(({ partition, beforeOffset }) => ({
        partitionIndex: partition,
        offset: beforeOffset,
      })),
    })),
    timeoutMs: TIMEOUT_MS,
  });
  return topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, lowWatermark, errorCode }) => ({
      topic: name,
      partition: partitionIndex,
      lowWatermark,
      error: errorCode === ErrorCode.NONE ? null : new BrokerError(errorCode, {
        api: "DeleteRecords",
        broker: transport.broker,
        about: partitionKey(name, partitionIndex),
      }),
    }))
  );
}
