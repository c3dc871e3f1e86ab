/**
 * A record of `__consumer_offsets`, type 2: a classic group with its members and assignments.
 *
 * GroupMetadataValue, versions 0 to 4, flexible from 4:
 *
 * - 1: adds memberMetadata.rebalanceTimeout
 * - 2: adds currentStateTimestamp
 * - 3: adds memberMetadata.groupInstanceId
 * - 4: flexible
 *
 * @module
 */

import { array, bytes, type Infer, int32, int64, message, string } from "../schema/mod.ts";

export const GroupMetadataKey = message("GroupMetadataKey", { apiKey: 2, versions: [0, 0] }, {
  group: string(),
});
export type GroupMetadataKey = Infer<typeof GroupMetadataKey>;

const memberMetadata = {
  memberId: string(),
  groupInstanceId: string({ from: 3, nullableFrom: 3, default: null, ignorable: true }),
  clientId: string(),
  clientHost: string(),
  rebalanceTimeout: int32({ from: 1, default: -1, ignorable: true }),
  sessionTimeout: int32(),
  subscription: bytes(),
  assignment: bytes(),
};

export const GroupMetadataValue = message("GroupMetadataValue", {
  apiKey: 2,
  versions: [0, 4],
  flexibleFrom: 4,
}, {
  protocolType: string(),
  generation: int32(),
  protocol: string({ nullableFrom: 0 }),
  leader: string({ nullableFrom: 0 }),
  currentStateTimestamp: int64({ from: 2, default: -1, ignorable: true }),
  members: array(memberMetadata),
});
export type GroupMetadataValue = Infer<typeof GroupMetadataValue>;
