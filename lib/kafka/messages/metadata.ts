/**
 * Metadata (API key 3), versions 0 to 13, flexible from 9: brokers, topics and partition leaders:
 * what every client asks first.
 *
 * - 0: an empty list of topics asks for all
 * - 1: null asks for all topics, an empty list for none; request topics may be null; response adds
 *   brokers.rack, controllerId and topics.isInternal
 * - 2: response adds clusterId
 * - 3: response adds throttleTimeMs
 * - 4: auto-creation is the client's choice; request adds allowAutoTopicCreation
 * - 5: offline replicas; response adds partitions.offlineReplicas
 * - 6: throttled after the answer, not before (KIP-219)
 * - 7: leader epochs (KIP-320); response adds partitions.leaderEpoch
 * - 8: authorized operations (KIP-430); request adds includeClusterAuthorizedOperations and
 *   includeTopicAuthorizedOperations; response adds topics.topicAuthorizedOperations and
 *   clusterAuthorizedOperations
 * - 9: flexible
 * - 10: topic ids (KIP-516); request adds topics.topicId, topics.name may be null; response adds
 *   topics.topicId
 * - 11: authorized operations of the cluster moved to DescribeCluster (KIP-700); request drops
 *   includeClusterAuthorizedOperations; response drops clusterAuthorizedOperations
 * - 12: topics may be asked for by id; response topics.name may be null
 * - 13: an error for the whole answer; response adds errorCode
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, message, string, uuid } from "../schema/mod.ts";

export const MetadataRequest = message("MetadataRequest", {
  apiKey: 3,
  versions: [0, 13],
  flexibleFrom: 9,
}, {
  topics: array({
    topicId: uuid({ from: 10, ignorable: true }),
    name: string({ nullableFrom: 10 }),
  }, { nullableFrom: 1 }),
  allowAutoTopicCreation: boolean({ from: 4, default: true }),
  includeClusterAuthorizedOperations: boolean({ from: 8, until: 10 }),
  includeTopicAuthorizedOperations: boolean({ from: 8 }),
});
export type MetadataRequest = Infer<typeof MetadataRequest>;

export const MetadataResponse = message("MetadataResponse", {
  apiKey: 3,
  versions: [0, 13],
  flexibleFrom: 9,
}, {
  throttleTimeMs: int32({ from: 3, ignorable: true }),
  brokers: array({
    nodeId: int32(),
    host: string(),
    port: int32(),
    rack: string({ from: 1, nullableFrom: 1, default: null, ignorable: true }),
  }),
  clusterId: string({ from: 2, nullableFrom: 2, default: null, ignorable: true }),
  controllerId: int32({ from: 1, default: -1, ignorable: true }),
  topics: array({
    errorCode: int16(),
    name: string({ nullableFrom: 12 }),
    topicId: uuid({ from: 10, ignorable: true }),
    isInternal: boolean({ from: 1, ignorable: true }),
    partitions: array({
      errorCode: int16(),
      partitionIndex: int32(),
      leaderId: int32(),
      leaderEpoch: int32({ from: 7, default: -1, ignorable: true }),
      replicaNodes: array(int32()),
      isrNodes: array(int32()),
      offlineReplicas: array(int32(), { from: 5, ignorable: true }),
    }),
    topicAuthorizedOperations: int32({ from: 8, default: -2147483648 }),
  }),
  clusterAuthorizedOperations: int32({ from: 8, until: 10, default: -2147483648 }),
  errorCode: int16({ from: 13, ignorable: true }),
});
export type MetadataResponse = Infer<typeof MetadataResponse>;
