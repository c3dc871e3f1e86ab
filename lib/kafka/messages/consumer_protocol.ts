/**
 * What classic consumers put into JoinGroup and SyncGroup as opaque bytes: a member's subscription
 * and its assignment. Both follow an int16 of their version.
 *
 * ConsumerProtocolSubscription, versions 0 to 3:
 *
 * - 1: adds ownedPartitions
 * - 2: adds generationId
 * - 3: adds rackId
 *
 * ConsumerProtocolAssignment, versions 0 to 3, all of one form.
 *
 * @module
 */

import { array, bytes, type Infer, int32, message, string } from "../schema/mod.ts";

export const ConsumerProtocolSubscription = message("ConsumerProtocolSubscription", {
  versions: [0, 3],
}, {
  topics: array(string()),
  userData: bytes({ nullableFrom: 0, default: null }),
  ownedPartitions: array({
    topic: string(),
    partitions: array(int32()),
  }, { from: 1, ignorable: true }),
  generationId: int32({ from: 2, default: -1, ignorable: true }),
  rackId: string({ from: 3, nullableFrom: 3, default: null, ignorable: true }),
});
export type ConsumerProtocolSubscription = Infer<typeof ConsumerProtocolSubscription>;

export const ConsumerProtocolAssignment = message("ConsumerProtocolAssignment", {
  versions: [0, 3],
}, {
  assignedPartitions: array({
    topic: string(),
    partitions: array(int32()),
  }),
  userData: bytes({ nullableFrom: 0, default: null }),
});
export type ConsumerProtocolAssignment = Infer<typeof ConsumerProtocolAssignment>;
