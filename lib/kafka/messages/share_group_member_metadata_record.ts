/**
 * A record of `__consumer_offsets`, type 10: a member of a share group (KIP-932).
 *
 * @module
 */

import { array, type Infer, message, string } from "../schema/mod.ts";

export const ShareGroupMemberMetadataKey = message("ShareGroupMemberMetadataKey", {
  apiKey: 10,
  versions: [0, 0],
}, {
  groupId: string(),
  memberId: string(),
});
export type ShareGroupMemberMetadataKey = Infer<typeof ShareGroupMemberMetadataKey>;

export const ShareGroupMemberMetadataValue = message("ShareGroupMemberMetadataValue", {
  apiKey: 10,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  rackId: string({ nullableFrom: 0 }),
  clientId: string(),
  clientHost: string(),
  subscribedTopicNames: array(string()),
});
export type ShareGroupMemberMetadataValue = Infer<typeof ShareGroupMemberMetadataValue>;
