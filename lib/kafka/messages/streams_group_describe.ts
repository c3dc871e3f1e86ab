/**
 * StreamsGroupDescribe (API key 89), versions 0 to 1, flexible: state, topology and members of
 * streams groups (KIP-1071).
 *
 * - 1: request adds includeTopologyDescription; response adds groups.topologyDescription,
 *   groups.topologyDescriptionStatus and groups.assignorName
 *
 * @module
 */

import {
  array,
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

export const StreamsGroupDescribeRequest = message("StreamsGroupDescribeRequest", {
  apiKey: 89,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  groupIds: array(string()),
  includeAuthorizedOperations: boolean(),
  includeTopologyDescription: boolean({ from: 1 }),
});
export type StreamsGroupDescribeRequest = Infer<typeof StreamsGroupDescribeRequest>;

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

const endpoint = {
  host: string(),
  port: uint16(),
};

const taskOffset = {
  subtopologyId: string(),
  partition: int32(),
  offset: int64(),
};

const taskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
};

const assignment = {
  activeTasks: array(taskIds),
  standbyTasks: array(taskIds),
  warmupTasks: array(taskIds),
};

const topologyDescriptionNode = {
  name: string(),
  nodeType: int8(),
  sourceTopics: array(string()),
  sinkTopic: string({ nullableFrom: 1, default: null }),
  stores: array(string()),
  successors: array(string()),
};

const topologyDescriptionSubtopology = {
  subtopologyId: string(),
  nodes: array(topologyDescriptionNode),
};

const topologyDescriptionGlobalStore = {
  source: struct(topologyDescriptionNode),
  processor: struct(topologyDescriptionNode),
};

const topologyDescription = {
  subtopologies: array(topologyDescriptionSubtopology),
  globalStores: array(topologyDescriptionGlobalStore),
};

export const StreamsGroupDescribeResponse = message("StreamsGroupDescribeResponse", {
  apiKey: 89,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0, default: null }),
    groupId: string(),
    groupState: string(),
    groupEpoch: int32(),
    assignmentEpoch: int32(),
    topology: struct({
      epoch: int32(),
      subtopologies: array({
        subtopologyId: string(),
        sourceTopics: array(string()),
        repartitionSinkTopics: array(string()),
        stateChangelogTopics: array(topicInfo),
        repartitionSourceTopics: array(topicInfo),
      }, { nullableFrom: 0, default: null }),
    }, { nullableFrom: 0, default: null }),
    members: array({
      memberId: string(),
      memberEpoch: int32(),
      instanceId: string({ nullableFrom: 0, default: null }),
      rackId: string({ nullableFrom: 0, default: null }),
      clientId: string(),
      clientHost: string(),
      topologyEpoch: int32(),
      processId: string(),
      userEndpoint: struct(endpoint, { nullableFrom: 0, default: null }),
      clientTags: array(keyValue),
      taskOffsets: array(taskOffset),
      taskEndOffsets: array(taskOffset),
      assignment: struct(assignment),
      targetAssignment: struct(assignment),
      isClassic: boolean(),
    }),
    authorizedOperations: int32({ default: -2147483648 }),
    topologyDescription: struct(topologyDescription, { from: 1, nullableFrom: 1, default: null }),
    topologyDescriptionStatus: int8({ from: 1 }),
    assignorName: string({ from: 1, nullableFrom: 1, default: null, ignorable: true }),
  }),
});
export type StreamsGroupDescribeResponse = Infer<typeof StreamsGroupDescribeResponse>;
