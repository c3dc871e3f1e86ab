/**
 * A record of `__consumer_offsets`, type 14: what a member of a share group has now.
 *
 * @module
 */

import { array, type Infer, int32, int8, message, string, uuid } from "../schema/mod.ts";

export const ShareGroupCurrentMemberAssignmentKey = message(
  "ShareGroupCurrentMemberAssignmentKey",
  { apiKey: 14, versions: [0, 0] },
  {
    groupId: string(),
    memberId: string(),
  },
);
export type ShareGroupCurrentMemberAssignmentKey = Infer<
  typeof ShareGroupCurrentMemberAssignmentKey
>;

const topicPartitions = {
  topicId: uuid(),
  partitions: array(int32()),
};

export const ShareGroupCurrentMemberAssignmentValue = message(
  "ShareGroupCurrentMemberAssignmentValue",
  { apiKey: 14, versions: [0, 0], flexibleFrom: 0 },
  {
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    assignedPartitions: array(topicPartitions),
  },
);
export type ShareGroupCurrentMemberAssignmentValue = Infer<
  typeof ShareGroupCurrentMemberAssignmentValue
>;
