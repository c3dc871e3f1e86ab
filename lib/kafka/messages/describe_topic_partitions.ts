/**
 * DescribeTopicPartitions (API key 75), version 0, flexible: topics with their partitions page by
 * page (KIP-966).
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

export const DescribeTopicPartitionsRequest = message("DescribeTopicPartitionsRequest", {
  apiKey: 75,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  topics: array({
    name: string(),
  }),
  responsePartitionLimit: int32({ default: 2000 }),
  cursor: struct({
    topicName: string(),
    partitionIndex: int32(),
  }, { nullableFrom: 0, default: null }),
});
export type DescribeTopicPartitionsRequest = Infer<typeof DescribeTopicPartitionsRequest>;

export const DescribeTopicPartitionsResponse = message("DescribeTopicPartitionsResponse", {
  apiKey: 75,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    errorCode: int16(),
    name: string({ nullableFrom: 0 }),
    topicId: uuid(),
    isInternal: boolean(),
    partitions: array({
      errorCode: int16(),
      partitionIndex: int32(),
      leaderId: int32(),
      leaderEpoch: int32({ default: -1 }),
      replicaNodes: array(int32()),
      isrNodes: array(int32()),
      eligibleLeaderReplicas: array(int32(), { nullableFrom: 0, default: null }),
      lastKnownElr: array(int32(), { nullableFrom: 0, default: null }),
      offlineReplicas: array(int32()),
    }),
    topicAuthorizedOperations: int32({ default: -2147483648 }),
  }),
  nextCursor: struct({
    topicName: string(),
    partitionIndex: int32(),
  }, { nullableFrom: 0, default: null }),
});
export type DescribeTopicPartitionsResponse = Infer<typeof DescribeTopicPartitionsResponse>;
