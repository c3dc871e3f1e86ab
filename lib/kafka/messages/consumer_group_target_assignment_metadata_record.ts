/**
 * A record of `__consumer_offsets`, type 6: the epoch of a consumer group's target assignment.
 *
 * @module
 */

import { type Infer, int32, int64, message, string } from "../schema/mod.ts";

export const ConsumerGroupTargetAssignmentMetadataKey = message(
  "ConsumerGroupTargetAssignmentMetadataKey",
  { apiKey: 6, versions: [0, 0] },
  {
    groupId: string(),
  },
);
export type ConsumerGroupTargetAssignmentMetadataKey = Infer<
  typeof ConsumerGroupTargetAssignmentMetadataKey
>;

export const ConsumerGroupTargetAssignmentMetadataValue = message(
  "ConsumerGroupTargetAssignmentMetadataValue",
  { apiKey: 6, versions: [0, 0], flexibleFrom: 0 },
  {
    assignmentEpoch: int32(),
    assignmentTimestamp: int64({ tag: 0 }),
  },
);
export type ConsumerGroupTargetAssignmentMetadataValue = Infer<
  typeof ConsumerGroupTargetAssignmentMetadataValue
>;
