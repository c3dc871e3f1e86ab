/**
 * LeaderAndIsr (API key 4), versions 0 to 7, flexible from 4: the controller tells a broker which
 * partitions it leads or follows (ZooKeeper mode).
 *
 * - 1: new replicas are marked; request adds leaderAndIsrPartitionState.isNew
 * - 2: by topic, with the broker's epoch (KIP-380); request adds brokerEpoch and topicStates, drops
 *   ungroupedPartitionStates and leaderAndIsrPartitionState.topicName
 * - 3: replicas being added and removed (KIP-455); request adds
 *   leaderAndIsrPartitionState.addingReplicas and leaderAndIsrPartitionState.removingReplicas
 * - 4: flexible
 * - 5: topic ids (KIP-516), full or incremental; request adds type and topicStates.topicId;
 *   response adds topics, drops partitionErrors and leaderAndIsrPartitionError.topicName
 * - 6: leader recovery (KIP-704); request adds leaderAndIsrPartitionState.leaderRecoveryState
 * - 7: controllers of a migration (KIP-866); request adds isKRaftController
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
  int8,
  message,
  string,
  uuid,
} from "../schema/mod.ts";

const leaderAndIsrPartitionState = {
  topicName: string({ until: 1, ignorable: true }),
  partitionIndex: int32(),
  controllerEpoch: int32(),
  leader: int32(),
  leaderEpoch: int32(),
  isr: array(int32()),
  partitionEpoch: int32(),
  replicas: array(int32()),
  addingReplicas: array(int32(), { from: 3, ignorable: true }),
  removingReplicas: array(int32(), { from: 3, ignorable: true }),
  isNew: boolean({ from: 1, ignorable: true }),
  leaderRecoveryState: int8({ from: 6 }),
};

export const LeaderAndIsrRequest = message("LeaderAndIsrRequest", {
  apiKey: 4,
  versions: [0, 7],
  flexibleFrom: 4,
}, {
  controllerId: int32(),
  isKRaftController: boolean({ from: 7 }),
  controllerEpoch: int32(),
  brokerEpoch: bigint64({ from: 2, default: -1n, ignorable: true }),
  type: int8({ from: 5 }),
  ungroupedPartitionStates: array(leaderAndIsrPartitionState, { until: 1 }),
  topicStates: array({
    topicName: string(),
    topicId: uuid({ from: 5, ignorable: true }),
    partitionStates: array(leaderAndIsrPartitionState),
  }, { from: 2 }),
  liveLeaders: array({
    brokerId: int32(),
    hostName: string(),
    port: int32(),
  }),
});
export type LeaderAndIsrRequest = Infer<typeof LeaderAndIsrRequest>;

const leaderAndIsrPartitionError = {
  topicName: string({ until: 4, ignorable: true }),
  partitionIndex: int32(),
  errorCode: int16(),
};

export const LeaderAndIsrResponse = message("LeaderAndIsrResponse", {
  apiKey: 4,
  versions: [0, 7],
  flexibleFrom: 4,
}, {
  errorCode: int16(),
  partitionErrors: array(leaderAndIsrPartitionError, { until: 4 }),
  topics: array({
    topicId: uuid(),
    partitionErrors: array(leaderAndIsrPartitionError),
  }, { from: 5 }),
});
export type LeaderAndIsrResponse = Infer<typeof LeaderAndIsrResponse>;
