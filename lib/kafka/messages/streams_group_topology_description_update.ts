/**
 * StreamsGroupTopologyDescriptionUpdate (API key 93), version 0, flexible: a member hands in the
 * readable description of its topology.
 *
 * @module
 */

import { array, type Infer, int16, int32, int8, message, string, struct } from "../schema/mod.ts";

const topologyDescriptionNode = {
  name: string(),
  nodeType: int8(),
  sourceTopics: array(string()),
  sinkTopic: string({ nullableFrom: 0, default: null }),
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

export const StreamsGroupTopologyDescriptionUpdateRequest = message(
  "StreamsGroupTopologyDescriptionUpdateRequest",
  { apiKey: 93, versions: [0, 0], flexibleFrom: 0 },
  {
    groupId: string(),
    memberId: string(),
    topologyEpoch: int32(),
    topologyDescription: struct(topologyDescription),
  },
);
export type StreamsGroupTopologyDescriptionUpdateRequest = Infer<
  typeof StreamsGroupTopologyDescriptionUpdateRequest
>;

export const StreamsGroupTopologyDescriptionUpdateResponse = message(
  "StreamsGroupTopologyDescriptionUpdateResponse",
  { apiKey: 93, versions: [0, 0], flexibleFrom: 0 },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0, default: null }),
  },
);
export type StreamsGroupTopologyDescriptionUpdateResponse = Infer<
  typeof StreamsGroupTopologyDescriptionUpdateResponse
>;
