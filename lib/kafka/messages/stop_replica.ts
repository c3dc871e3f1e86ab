/**
 * StopReplica (API key 5), versions 0 to 4, flexible from 2: the controller tells a broker to stop,
 * and perhaps delete, replicas (ZooKeeper mode).
 *
 * - 1: by topic, with the broker's epoch (KIP-380); request adds brokerEpoch and topics, drops
 *   ungroupedPartitions
 * - 2: flexible
 * - 3: leader epochs, deletion by partition (KIP-570); request adds topicStates, drops
 *   deletePartitions and topics
 * - 4: controllers of a migration (KIP-866); request adds isKRaftController
 *
 * @module
 */

import {
  array,
  bigint64,
  boolean,
  type Infer,
  int16,
  int32,
  message,
  string,
} from "../schema/mod.ts";

export const StopReplicaRequest = message("StopReplicaRequest", {
  apiKey: 5,
  versions: [0, 4],
  flexibleFrom: 2,
}, {
  controllerId: int32(),
  isKRaftController: boolean({ from: 4 }),
  controllerEpoch: int32(),
  brokerEpoch: bigint64({ from: 1, default: -1n, ignorable: true }),
  deletePartitions: boolean({ until: 2 }),
  ungroupedPartitions: array({
    topicName: string(),
    partitionIndex: int32(),
  }, { until: 0 }),
  topics: array({
    name: string(),
    partitionIndexes: array(int32()),
  }, { from: 1, until: 2 }),
  topicStates: array({
    topicName: string(),
    partitionStates: array({
      partitionIndex: int32(),
      leaderEpoch: int32({ default: -1 }),
      deletePartition: boolean(),
    }),
  }, { from: 3 }),
});
export type StopReplicaRequest = Infer<typeof StopReplicaRequest>;

export const StopReplicaResponse = message("StopReplicaResponse", {
  apiKey: 5,
  versions: [0, 4],
  flexibleFrom: 2,
}, {
  errorCode: int16(),
  partitionErrors: array({
    topicName: string(),
    partitionIndex: int32(),
    errorCode: int16(),
  }),
});
export type StopReplicaResponse = Infer<typeof StopReplicaResponse>;
