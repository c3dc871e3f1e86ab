/**
 * A record of `__consumer_offsets`, type 20: the epoch of a streams group's target assignment.
 *
 * @module
 */

import { type Infer, int32, int64, message, string } from "../schema/mod.ts";

export const StreamsGroupTargetAssignmentMetadataKey = message(
  "StreamsGroupTargetAssignmentMetadataKey",
  { apiKey: 20, versions: [0, 0] },
  {
    groupId: string(),
  },
);
export type StreamsGroupTargetAssignmentMetadataKey = Infer<
  typeof StreamsGroupTargetAssignmentMetadataKey
>;

export const StreamsGroupTargetAssignmentMetadataValue = message(
  "StreamsGroupTargetAssignmentMetadataValue",
  { apiKey: 20, versions: [0, 0], flexibleFrom: 0 },
  {
    assignmentEpoch: int32(),
    assignmentTimestamp: int64({ tag: 0 }),
  },
);
export type StreamsGroupTargetAssignmentMetadataValue = Infer<
  typeof StreamsGroupTargetAssignmentMetadataValue
>;
