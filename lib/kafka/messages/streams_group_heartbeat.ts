/**
 * StreamsGroupHeartbeat (API key 88), versions 0 to 1, flexible: joining, staying in and leaving a
 * streams group, with topology and tasks (KIP-1071).
 *
 * - 1: response adds acceptableRecoveryLag and topologyDescriptionRequired, drops
 *   acceptableRecoveryLagLegacy
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
  int64,
  int8,
  message,
  string,
  struct,
  uint16,
} from "../schema/mod.ts";

const keyValue = {
  key: string(),
  value: string(),
};

const topicInfo = {
  name: string(),
  partitions: int32(),
  replicationFactor: int16(),
  topicConfigs: array(keyValue),
};

const taskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
};

const endpoint = {
  host: string(),
  port: uint16(),
};

const taskOffset = {
  subtopologyId: string(),
  partition: int32(),
  offset: int64(),
};

export const StreamsGroupHeartbeatRequest = message("StreamsGroupHeartbeatRequest", {
  apiKey: 88,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  groupId: string(),
  memberId: string(),
  memberEpoch: int32(),
  endpointInformationEpoch: int32(),
  instanceId: string({ nullableFrom: 0, default: null }),
  rackId: string({ nullableFrom: 0, default: null }),
  rebalanceTimeoutMs: int32({ default: -1 }),
  topology: struct({
    epoch: int32(),
    subtopologies: array({
      subtopologyId: string(),
      sourceTopics: array(string()),
      sourceTopicRegex: array(string()),
      stateChangelogTopics: array(topicInfo),
      repartitionSinkTopics: array(string()),
      repartitionSourceTopics: array(topicInfo),
      copartitionGroups: array({
        sourceTopics: array(int16()),
        sourceTopicRegex: array(int16()),
        repartitionSourceTopics: array(int16()),
      }),
    }),
  }, { nullableFrom: 0, default: null }),
  activeTasks: array(taskIds, { nullableFrom: 0, default: null }),
  standbyTasks: array(taskIds, { nullableFrom: 0, default: null }),
  warmupTasks: array(taskIds, { nullableFrom: 0, default: null }),
  processId: string({ nullableFrom: 0, default: null }),
  userEndpoint: struct(endpoint, { nullableFrom: 0, default: null }),
  clientTags: array(keyValue, { nullableFrom: 0, default: null }),
  taskOffsets: array(taskOffset, { nullableFrom: 0, default: null }),
  taskEndOffsets: array(taskOffset, { nullableFrom: 0, default: null }),
  shutdownApplication: boolean(),
});
export type StreamsGroupHeartbeatRequest = Infer<typeof StreamsGroupHeartbeatRequest>;

const status = {
  statusCode: int8(),
  statusDetail: string(),
};

const topicPartition = {
  topic: string(),
  partitions: array(int32()),
};

export const StreamsGroupHeartbeatResponse = message("StreamsGroupHeartbeatResponse", {
  apiKey: 88,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0, default: null }),
  memberId: string(),
  memberEpoch: int32(),
  heartbeatIntervalMs: int32(),
  acceptableRecoveryLagLegacy: int32({ until: 0 }),
  taskOffsetIntervalMs: int32(),
  acceptableRecoveryLag: bigint64({ from: 1, default: -1n, ignorable: true }),
  status: array(status, { nullableFrom: 0 }),
  activeTasks: array(taskIds, { nullableFrom: 0, default: null }),
  standbyTasks: array(taskIds, { nullableFrom: 0, default: null }),
  warmupTasks: array(taskIds, { nullableFrom: 0, default: null }),
  topologyDescriptionRequired: boolean({ from: 1 }),
  endpointInformationEpoch: int32(),
  partitionsByUserEndpoint: array({
    userEndpoint: struct(endpoint),
    activePartitions: array(topicPartition),
    standbyPartitions: array(topicPartition),
  }, { nullableFrom: 0, default: null }),
});
export type StreamsGroupHeartbeatResponse = Infer<typeof StreamsGroupHeartbeatResponse>;
