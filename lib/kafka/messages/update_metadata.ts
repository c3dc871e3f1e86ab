/**
 * UpdateMetadata (API key 6), versions 0 to 8, flexible from 6: the controller hands the cluster's
 * metadata to a broker (ZooKeeper mode).
 *
 * - 1: several endpoints of a broker; request adds liveBrokers.endpoints, drops liveBrokers.v0Host
 *   and liveBrokers.v0Port
 * - 2: racks; request adds liveBrokers.rack
 * - 3: listener names; request adds endpoints.listener
 * - 4: offline replicas; request adds updateMetadataPartitionState.offlineReplicas
 * - 5: by topic, with the broker's epoch (KIP-380); request adds brokerEpoch and topicStates, drops
 *   ungroupedPartitionStates and updateMetadataPartitionState.topicName
 * - 6: flexible
 * - 7: topic ids (KIP-516); request adds topicStates.topicId
 * - 8: controllers of a migration (KIP-866); request adds isKRaftController and type
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

const updateMetadataPartitionState = {
  topicName: string({ until: 4, ignorable: true }),
  partitionIndex: int32(),
  controllerEpoch: int32(),
  leader: int32(),
  leaderEpoch: int32(),
  isr: array(int32()),
  zkVersion: int32(),
  replicas: array(int32()),
  offlineReplicas: array(int32(), { from: 4, ignorable: true }),
};

export const UpdateMetadataRequest = message("UpdateMetadataRequest", {
  apiKey: 6,
  versions: [0, 8],
  flexibleFrom: 6,
}, {
  controllerId: int32(),
  isKRaftController: boolean({ from: 8 }),
  type: int8({ from: 8, tag: 0 }),
  controllerEpoch: int32(),
  brokerEpoch: bigint64({ from: 5, default: -1n, ignorable: true }),
  ungroupedPartitionStates: array(updateMetadataPartitionState, { until: 4 }),
  topicStates: array({
    topicName: string(),
    topicId: uuid({ from: 7, ignorable: true }),
    partitionStates: array(updateMetadataPartitionState),
  }, { from: 5 }),
  liveBrokers: array({
    id: int32(),
    v0Host: string({ until: 0, ignorable: true }),
    v0Port: int32({ until: 0, ignorable: true }),
    endpoints: array({
      port: int32(),
      host: string(),
      listener: string({ from: 3, ignorable: true }),
      securityProtocol: int16(),
    }, { from: 1, ignorable: true }),
    rack: string({ from: 2, nullableFrom: 2, ignorable: true }),
  }),
});
export type UpdateMetadataRequest = Infer<typeof UpdateMetadataRequest>;

export const UpdateMetadataResponse = message("UpdateMetadataResponse", {
  apiKey: 6,
  versions: [0, 8],
  flexibleFrom: 6,
}, {
  errorCode: int16(),
});
export type UpdateMetadataResponse = Infer<typeof UpdateMetadataResponse>;
