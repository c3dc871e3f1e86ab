/**
 * A record of `__consumer_offsets`, type 8: what a member of a consumer group has now.
 *
 * Where `assignmentEpochs` is left out, Kafka's classes take an empty list, though its definition
 * says null; null is written out.
 *
 * @module
 */

import { array, type Infer, int32, int8, message, string, uuid } from "../schema/mod.ts";

export const ConsumerGroupCurrentMemberAssignmentKey = message(
  "ConsumerGroupCurrentMemberAssignmentKey",
  { apiKey: 8, versions: [0, 0] },
  {
    groupId: string(),
    memberId: string(),
  },
);
export type ConsumerGroupCurrentMemberAssignmentKey = Infer<
  typeof ConsumerGroupCurrentMemberAssignmentKey
>;

const topicPartitions = {
  topicId: uuid(),
  partitions: array(int32()),
  assignmentEpochs: array(int32(), { nullableFrom: 0, tag: 0 }),
};

export const ConsumerGroupCurrentMemberAssignmentValue = message(
  "ConsumerGroupCurrentMemberAssignmentValue",
  { apiKey: 8, versions: [0, 0], flexibleFrom: 0 },
  {
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    assignedPartitions: array(topicPartitions),
    partitionsPendingRevocation: array(topicPartitions),
  },
);
export type ConsumerGroupCurrentMemberAssignmentValue = Infer<
  typeof ConsumerGroupCurrentMemberAssignmentValue
>;
