/**
 * DescribeQuorum (API key 55), versions 0 to 2, flexible: voters and observers of the metadata
 * quorum (a KRaft cluster's tools ask for it).
 *
 * - 1: times of the last fetch and of being caught up (KIP-836); response adds
 *   replicaState.lastFetchTimestamp and replicaState.lastCaughtUpTimestamp
 * - 2: voters' directories and listeners (KIP-853); response adds errorMessage,
 *   partitions.errorMessage, nodes and replicaState.replicaDirectoryId
 *
 * @module
 */

import {
  array,
  type Infer,
  int16,
  int32,
  int64,
  message,
  string,
  uint16,
  uuid,
} from "../schema/mod.ts";

export const DescribeQuorumRequest = message("DescribeQuorumRequest", {
  apiKey: 55,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
    }),
  }),
});
export type DescribeQuorumRequest = Infer<typeof DescribeQuorumRequest>;

const replicaState = {
  replicaId: int32(),
  replicaDirectoryId: uuid({ from: 2 }),
  logEndOffset: int64(),
  lastFetchTimestamp: int64({ from: 1, default: -1, ignorable: true }),
  lastCaughtUpTimestamp: int64({ from: 1, default: -1, ignorable: true }),
};

export const DescribeQuorumResponse = message("DescribeQuorumResponse", {
  apiKey: 55,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  errorCode: int16(),
  errorMessage: string({ from: 2, nullableFrom: 2, ignorable: true }),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ from: 2, nullableFrom: 2, ignorable: true }),
      leaderId: int32(),
      leaderEpoch: int32(),
      highWatermark: int64(),
      currentVoters: array(replicaState),
      observers: array(replicaState),
    }),
  }),
  nodes: array({
    nodeId: int32(),
    listeners: array({
      name: string(),
      host: string(),
      port: uint16(),
    }),
  }, { from: 2 }),
});
export type DescribeQuorumResponse = Infer<typeof DescribeQuorumResponse>;
