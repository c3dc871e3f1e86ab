/**
 * ConsumerGroupDescribe (API key 69), versions 0 to 1, flexible: state and members of consumer
 * groups of the new protocol (KIP-848).
 *
 * - 1: which protocol each member speaks; response adds members.memberType
 *
 * @module
 */

import {
  array,
  boolean,
  type Infer,
  int16,
  int32,
  int8,
  message,
  string,
  struct,
  uuid,
} from "../schema/mod.ts";

export const ConsumerGroupDescribeRequest = message("ConsumerGroupDescribeRequest", {
  apiKey: 69,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  groupIds: array(string()),
  includeAuthorizedOperations: boolean(),
});
export type ConsumerGroupDescribeRequest = Infer<typeof ConsumerGroupDescribeRequest>;

const topicPartitions = {
  topicId: uuid(),
  topicName: string(),
  partitions: array(int32()),
};

const assignment = {
  topicPartitions: array(topicPartitions),
};

export const ConsumerGroupDescribeResponse = message("ConsumerGroupDescribeResponse", {
  apiKey: 69,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0, default: null }),
    groupId: string(),
    groupState: string(),
    groupEpoch: int32(),
    assignmentEpoch: int32(),
    assignorName: string(),
    members: array({
      memberId: string(),
      instanceId: string({ nullableFrom: 0, default: null }),
      rackId: string({ nullableFrom: 0, default: null }),
      memberEpoch: int32(),
      clientId: string(),
      clientHost: string(),
      subscribedTopicNames: array(string()),
      subscribedTopicRegex: string({ nullableFrom: 0, default: null }),
      assignment: struct(assignment),
      targetAssignment: struct(assignment),
      memberType: int8({ from: 1, default: -1, ignorable: true }),
    }),
    authorizedOperations: int32({ default: -2147483648 }),
  }),
});
export type ConsumerGroupDescribeResponse = Infer<typeof ConsumerGroupDescribeResponse>;
