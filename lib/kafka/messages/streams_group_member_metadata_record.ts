/**
 * A record of `__consumer_offsets`, type 19: a member of a streams group (KIP-1071).
 *
 * @module
 */

import { array, type Infer, int32, message, string, struct, uint16 } from "../schema/mod.ts";

export const StreamsGroupMemberMetadataKey = message("StreamsGroupMemberMetadataKey", {
  apiKey: 19,
  versions: [0, 0],
}, {
  groupId: string(),
  memberId: string(),
});
export type StreamsGroupMemberMetadataKey = Infer<typeof StreamsGroupMemberMetadataKey>;

const endpoint = {
  host: string(),
  port: uint16(),
};

const keyValue = {
  key: string(),
  value: string(),
};

export const StreamsGroupMemberMetadataValue = message("StreamsGroupMemberMetadataValue", {
  apiKey: 19,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  instanceId: string({ nullableFrom: 0 }),
  rackId: string({ nullableFrom: 0 }),
  clientId: string(),
  clientHost: string(),
  rebalanceTimeoutMs: int32({ default: -1 }),
  topologyEpoch: int32(),
  processId: string(),
  userEndpoint: struct(endpoint, { nullableFrom: 0, default: null }),
  clientTags: array(keyValue),
});
export type StreamsGroupMemberMetadataValue = Infer<typeof StreamsGroupMemberMetadataValue>;
