/**
 * A record of `__consumer_offsets`, type 7: what a member of a consumer group is to get.
 *
 * @module
 */

import { array, type Infer, int32, message, string, uuid } from "../schema/mod.ts";

export const ConsumerGroupTargetAssignmentMemberKey = message(
  "ConsumerGroupTargetAssignmentMemberKey",
  { apiKey: 7, versions: [0, 0] },
  {
    groupId: string(),
    memberId: string(),
  },
);
export type ConsumerGroupTargetAssignmentMemberKey = Infer<
  typeof ConsumerGroupTargetAssignmentMemberKey
>;

export const ConsumerGroupTargetAssignmentMemberValue = message(
  "ConsumerGroupTargetAssignmentMemberValue",
  { apiKey: 7, versions: [0, 0], flexibleFrom: 0 },
  {
    topicPartitions: array({
      topicId: uuid(),
      partitions: array(int32()),
    }),
  },
);
export type ConsumerGroupTargetAssignmentMemberValue = Infer<
  typeof ConsumerGroupTargetAssignmentMemberValue
>;
