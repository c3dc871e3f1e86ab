/**
 * A record of `__consumer_offsets`, type 22: the tasks that a member of a streams group has now.
 *
 * Where `assignmentEpochs` is left out, Kafka's classes take an empty list, though its definition
 * says null; null is written out.
 *
 * @module
 */

import { array, type Infer, int32, int8, message, string } from "../schema/mod.ts";

export const StreamsGroupCurrentMemberAssignmentKey = message(
  "StreamsGroupCurrentMemberAssignmentKey",
  { apiKey: 22, versions: [0, 0] },
  {
    groupId: string(),
    memberId: string(),
  },
);
export type StreamsGroupCurrentMemberAssignmentKey = Infer<
  typeof StreamsGroupCurrentMemberAssignmentKey
>;

const taskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
  assignmentEpochs: array(int32(), { nullableFrom: 0, tag: 0 }),
};

export const StreamsGroupCurrentMemberAssignmentValue = message(
  "StreamsGroupCurrentMemberAssignmentValue",
  { apiKey: 22, versions: [0, 0], flexibleFrom: 0 },
  {
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    activeTasks: array(taskIds),
    standbyTasks: array(taskIds),
    warmupTasks: array(taskIds),
    activeTasksPendingRevocation: array(taskIds),
    standbyTasksPendingRevocation: array(taskIds),
    warmupTasksPendingRevocation: array(taskIds),
  },
);
export type StreamsGroupCurrentMemberAssignmentValue = Infer<
  typeof StreamsGroupCurrentMemberAssignmentValue
>;
