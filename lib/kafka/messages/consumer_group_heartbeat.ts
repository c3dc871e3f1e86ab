/**
 * ConsumerGroupHeartbeat (API key 68), versions 0 to 1, flexible: joining, staying in and leaving a
 * consumer group of the new protocol (KIP-848).
 *
 * - 1: subscription by regular expression, member ids made by the client; request adds
 *   subscribedTopicRegex
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string, struct, uuid } from "../schema/mod.ts";

export const ConsumerGroupHeartbeatRequest = message("ConsumerGroupHeartbeatRequest", {
  apiKey: 68,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  groupId: string(),
  memberId: string(),
  memberEpoch: int32(),
  instanceId: string({ nullableFrom: 0, default: null }),
  rackId: string({ nullableFrom: 0, default: null }),
  rebalanceTimeoutMs: int32({ default: -1 }),
  subscribedTopicNames: array(string(), { nullableFrom: 0, default: null }),
  subscribedTopicRegex: string({ from: 1, nullableFrom: 1, default: null }),
  serverAssignor: string({ nullableFrom: 0, default: null }),
  topicPartitions: array({
    topicId: uuid(),
    partitions: array(int32()),
  }, { nullableFrom: 0, default: null }),
});
export type ConsumerGroupHeartbeatRequest = Infer<typeof ConsumerGroupHeartbeatRequest>;

const topicPartitions = {
  topicId: uuid(),
  partitions: array(int32()),
};

export const ConsumerGroupHeartbeatResponse = message("ConsumerGroupHeartbeatResponse", {
  apiKey: 68,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0, default: null }),
  memberId: string({ nullableFrom: 0, default: null }),
  memberEpoch: int32(),
  heartbeatIntervalMs: int32(),
  assignment: struct({
    topicPartitions: array(topicPartitions),
  }, { nullableFrom: 0, default: null }),
});
export type ConsumerGroupHeartbeatResponse = Infer<typeof ConsumerGroupHeartbeatResponse>;
