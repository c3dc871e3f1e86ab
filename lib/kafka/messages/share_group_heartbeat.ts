/**
 * ShareGroupHeartbeat (API key 76), version 1, flexible: joining, staying in and leaving a share
 * group (KIP-932).
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string, struct, uuid } from "../schema/mod.ts";

export const ShareGroupHeartbeatRequest = message("ShareGroupHeartbeatRequest", {
  apiKey: 76,
  versions: [1, 1],
  flexibleFrom: 1,
}, {
  groupId: string(),
  memberId: string(),
  memberEpoch: int32(),
  rackId: string({ nullableFrom: 1, default: null }),
  subscribedTopicNames: array(string(), { nullableFrom: 1, default: null }),
});
export type ShareGroupHeartbeatRequest = Infer<typeof ShareGroupHeartbeatRequest>;

const topicPartitions = {
  topicId: uuid(),
  partitions: array(int32()),
};

export const ShareGroupHeartbeatResponse = message("ShareGroupHeartbeatResponse", {
  apiKey: 76,
  versions: [1, 1],
  flexibleFrom: 1,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 1, default: null }),
  memberId: string({ nullableFrom: 1, default: null }),
  memberEpoch: int32(),
  heartbeatIntervalMs: int32(),
  assignment: struct({
    topicPartitions: array(topicPartitions),
  }, { nullableFrom: 1, default: null }),
});
export type ShareGroupHeartbeatResponse = Infer<typeof ShareGroupHeartbeatResponse>;
