/**
 * ElectLeaders: makes the preferred replica, or any replica, the leader of partitions (KIP-183,
 * KIP-460).
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { ElectLeaders } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import { byTopic, partitionKey, type TopicPartition } from "../topic_partition.ts";
import { throwIfRefused } from "./refusal.ts";

/** Which replica may become the leader, by the protocol's numbers. */
export const ElectionType = { PREFERRED: 0, UNCLEAN: 1 } as const;
export type ElectionType = typeof ElectionType[keyof typeof ElectionType];

/** First version that takes a type. */
const TYPE_VERSION_MIN = 1;
const TIMEOUT_MS = 30_000;

/** What became of one partition. */
export interface ElectionResult extends TopicPartition {
  readonly error: BrokerError | null;
}

/**
 * Holds elections.
 *
 * @param options `partitions`: all where left out; those that need no election are then left out
 * of the answer
 */
export function electLeaders(
  cluster: Cluster,
  type: ElectionType,
  options: { partitions?: readonly TopicPartition[] | undefined } = {},
): Promise<ElectionResult[]> {
  return cluster.withController("ElectLeaders", async (transport) => {
    const version = transport.versionOf(ElectLeaders);
    const response = await transport.send(ElectLeaders, {
      ...(version >= TYPE_VERSION_MIN ? { electionType: type } : {}),
      topicPartitions: options.partitions === undefined
        ? null
        : [...byTopic(options.partitions)].map(([topic, list]) => ({
          topic,
          partitions: list.map(({ partition }) => partition),
        })),
      timeoutMs: TIMEOUT_MS,
    });
    const where = { api: "ElectLeaders", broker: transport.broker };
    throwIfRefused(response.errorCode, where);
    return response.replicaElectionResults.flatMap(({ topic, partitionResult }) =>
      partitionResult.map(({ partitionId, errorCode, errorMessage: reason }) => ({
        topic,
        partition: partitionId,
        error: errorCode === ErrorCode.NONE ? null : new BrokerError(errorCode, {
          ...where,
          about: partitionKey(topic, partitionId),
          reason,
        }),
      }))
    );
  });
}
