/**
 * A record of `__consumer_offsets`, type 13: what a member of a share group is to get.
 *
 * @module
 */

import { array, type Infer, int32, message, string, uuid } from "../schema/mod.ts";

export const ShareGroupTargetAssignmentMemberKey = message("ShareGroupTargetAssignmentMemberKey", {
  apiKey: 13,
  versions: [0, 0],
}, {
  groupId: string(),
  memberId: string(),
});
export type ShareGroupTargetAssignmentMemberKey = Infer<typeof ShareGroupTargetAssignmentMemberKey>;

export const ShareGroupTargetAssignmentMemberValue = message(
  "ShareGroupTargetAssignmentMemberValue",
  { apiKey: 13, versions: [0, 0], flexibleFrom: 0 },
  {
    topicPartitions: array({
      topicId: uuid(),
      partitions: array(int32()),
    }),
  },
);
export type ShareGroupTargetAssignmentMemberValue = Infer<
  typeof ShareGroupTargetAssignmentMemberValue
>;
