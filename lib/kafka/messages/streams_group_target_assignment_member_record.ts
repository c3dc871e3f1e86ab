/**
 * A record of `__consumer_offsets`, type 21: the tasks that a member of a streams group is to get.
 *
 * @module
 */

import { array, type Infer, int32, message, string } from "../schema/mod.ts";

export const StreamsGroupTargetAssignmentMemberKey = message(
  "StreamsGroupTargetAssignmentMemberKey",
  { apiKey: 21, versions: [0, 0] },
  {
    groupId: string(),
    memberId: string(),
  },
);
export type StreamsGroupTargetAssignmentMemberKey = Infer<
  typeof StreamsGroupTargetAssignmentMemberKey
>;

const taskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
};

export const StreamsGroupTargetAssignmentMemberValue = message(
  "StreamsGroupTargetAssignmentMemberValue",
  { apiKey: 21, versions: [0, 0], flexibleFrom: 0 },
  {
    activeTasks: array(taskIds),
    standbyTasks: array(taskIds),
    warmupTasks: array(taskIds),
  },
);
export type StreamsGroupTargetAssignmentMemberValue = Infer<
  typeof StreamsGroupTargetAssignmentMemberValue
>;
