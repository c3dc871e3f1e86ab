/**
 * Who leads a partition and which replicas are offline, as clients are told. A replica is offline
 * where its broker is, and where its log is: its folder of log.dirs has failed (KIP-112), or its
 * content is damaged. One that was to lead does not then.
 *
 * @module
 */
import type { PartitionImage } from "../../metadata/cluster_image.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Broker } from "./broker.ts";

/** The id of no broker. */
const NO_LEADER = -1;

/** A partition's state as Metadata and DescribeTopicPartitions tell it. */
export interface PartitionLeader {
  readonly errorCode: number;
  readonly leaderId: number;
  readonly offlineReplicas: number[];
}

/** Tells of one partition of a topic. */
export function partitionLeader(
  topic: string,
  { index, leader, replicas }: PartitionImage,
  broker: Broker,
): PartitionLeader {
  const isOffline = broker.partitions.isOffline(topic, index);
  const offlineReplicas = replicas.filter((id) => {
    return !broker.image.brokers.has(id) || (id === broker.id && isOffline);
  });
  const leaderId = leader === broker.id && isOffline ? NO_LEADER : leader;
  const errorCode = leaderId < 0 ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.NONE;
  return { errorCode, leaderId, offlineReplicas };
}
