/**
 * ShareGroupDescribe (API key 77), version 1, flexible: state and members of share groups
 * (KIP-932).
 *
 * @module
 */

import {
  array,
  boolean,
  type Infer,
  int16,
  int32,
  message,
  string,
  struct,
  uuid,
} from "../schema/mod.ts";

export const ShareGroupDescribeRequest = message("ShareGroupDescribeRequest", {
  apiKey: 77,
  versions: [1, 1],
  flexibleFrom: 1,
}, {
  groupIds: array(string()),
  includeAuthorizedOperations: boolean(),
});
export type ShareGroupDescribeRequest = Infer<typeof ShareGroupDescribeRequest>;

const topicPartitions = {
  topicId: uuid(),
  topicName: string(),
  partitions: array(int32()),
};

const assignment = {
  topicPartitions: array(topicPartitions),
};

export const ShareGroupDescribeResponse = message("ShareGroupDescribeResponse", {
  apiKey: 77,
  versions: [1, 1],
  flexibleFrom: 1,
}, {
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 1, default: null }),
    groupId: string(),
    groupState: string(),
    groupEpoch: int32(),
    assignmentEpoch: int32(),
    assignorName: string(),
    members: array({
      memberId: string(),
      rackId: string({ nullableFrom: 1, default: null }),
      memberEpoch: int32(),
      clientId: string(),
      clientHost: string(),
      subscribedTopicNames: array(string()),
      assignment: struct(assignment),
    }),
    authorizedOperations: int32({ default: -2147483648 }),
  }),
});
export type ShareGroupDescribeResponse = Infer<typeof ShareGroupDescribeResponse>;
