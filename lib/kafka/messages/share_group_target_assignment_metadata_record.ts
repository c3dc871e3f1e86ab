/**
 * A record of `__consumer_offsets`, type 12: the epoch of a share group's target assignment.
 *
 * @module
 */

import { type Infer, int32, int64, message, string } from "../schema/mod.ts";

export const ShareGroupTargetAssignmentMetadataKey = message(
  "ShareGroupTargetAssignmentMetadataKey",
  { apiKey: 12, versions: [0, 0] },
  {
    groupId: string(),
  },
);
export type ShareGroupTargetAssignmentMetadataKey = Infer<
  typeof ShareGroupTargetAssignmentMetadataKey
>;

export const ShareGroupTargetAssignmentMetadataValue = message(
  "ShareGroupTargetAssignmentMetadataValue",
  { apiKey: 12, versions: [0, 0], flexibleFrom: 0 },
  {
    assignmentEpoch: int32(),
    assignmentTimestamp: int64({ tag: 0 }),
  },
);
export type ShareGroupTargetAssignmentMetadataValue = Infer<
  typeof ShareGroupTargetAssignmentMetadataValue
>;
