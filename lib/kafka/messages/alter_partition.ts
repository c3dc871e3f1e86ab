/**
 * AlterPartition (API key 56), versions 0 to 3, flexible: a leader asks the controller to change
 * the ISR of its partitions.
 *
 * - 1: leader recovery (KIP-704); request adds partitions.leaderRecoveryState; response adds
 *   partitions.leaderRecoveryState
 * - 2: topics by id; request adds topics.topicId, drops topics.topicName; response adds
 *   topics.topicId, drops topics.topicName
 * - 3: ISR members with their epochs (KIP-903); request adds partitions.newIsrWithEpochs, drops
 *   partitions.newIsr
 *
 * @module
 */

import {
  array,
  bigint64,
  type Infer,
  int16,
  int32,
  int8,
  message,
  string,
  uuid,
} from "../schema/mod.ts";

export const AlterPartitionRequest = message("AlterPartitionRequest", {
  apiKey: 56,
  versions: [0, 3],
  flexibleFrom: 0,
}, {
  brokerId: int32(),
  brokerEpoch: bigint64({ default: -1n }),
  topics: array({
    topicName: string({ until: 1, ignorable: true }),
    topicId: uuid({ from: 2, ignorable: true }),
    partitions: array({
      partitionIndex: int32(),
      leaderEpoch: int32(),
      newIsr: array(int32(), { until: 2 }),
      newIsrWithEpochs: array({
        brokerId: int32(),
        brokerEpoch: bigint64({ default: -1n }),
      }, { from: 3 }),
      leaderRecoveryState: int8({ from: 1 }),
      partitionEpoch: int32(),
    }),
  }),
});
export type AlterPartitionRequest = Infer<typeof AlterPartitionRequest>;

export const AlterPartitionResponse = message("AlterPartitionResponse", {
  apiKey: 56,
  versions: [0, 3],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  topics: array({
    topicName: string({ until: 1, ignorable: true }),
    topicId: uuid({ from: 2, ignorable: true }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      leaderId: int32(),
      leaderEpoch: int32(),
      isr: array(int32()),
      leaderRecoveryState: int8({ from: 1, ignorable: true }),
      partitionEpoch: int32(),
    }),
  }),
});
export type AlterPartitionResponse = Infer<typeof AlterPartitionResponse>;
