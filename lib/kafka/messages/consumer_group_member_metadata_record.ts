/**
 * A record of `__consumer_offsets`, type 5: a member of a consumer group (KIP-848).
 *
 * Where `classicMemberMetadata` is left out, Kafka's classes take an empty struct, though its
 * definition says null; null is written out.
 *
 * @module
 */

import { array, bytes, type Infer, int32, message, string, struct } from "../schema/mod.ts";

export const ConsumerGroupMemberMetadataKey = message("ConsumerGroupMemberMetadataKey", {
  apiKey: 5,
  versions: [0, 0],
}, {
  groupId: string(),
  memberId: string(),
});
export type ConsumerGroupMemberMetadataKey = Infer<typeof ConsumerGroupMemberMetadataKey>;

export const ConsumerGroupMemberMetadataValue = message("ConsumerGroupMemberMetadataValue", {
  apiKey: 5,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  instanceId: string({ nullableFrom: 0 }),
  rackId: string({ nullableFrom: 0 }),
  clientId: string(),
  clientHost: string(),
  subscribedTopicNames: array(string()),
  subscribedTopicRegex: string({ nullableFrom: 0 }),
  rebalanceTimeoutMs: int32({ default: -1 }),
  serverAssignor: string({ nullableFrom: 0 }),
  classicMemberMetadata: struct({
    sessionTimeoutMs: int32(),
    supportedProtocols: array({
      name: string(),
      metadata: bytes(),
    }),
  }, { nullableFrom: 0, tag: 0 }),
});
export type ConsumerGroupMemberMetadataValue = Infer<typeof ConsumerGroupMemberMetadataValue>;
