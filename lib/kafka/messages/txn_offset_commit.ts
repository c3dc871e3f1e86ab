/**
 * TxnOffsetCommit (API key 28), versions 0 to 6, flexible from 3: offsets that become a group's
 * when the transaction commits.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: leader epochs (KIP-320); request adds partitions.committedLeaderEpoch
 * - 3: membership, for fencing (KIP-447); request adds generationIdOrMemberEpoch, memberId and
 *   groupInstanceId; flexible
 * - 4: the client understands TRANSACTION_ABORTABLE (KIP-890)
 * - 5: the group joins the transaction by this (KIP-890)
 * - 6: topics by id; request adds topics.topicId, drops topics.name; response adds topics.topicId,
 *   drops topics.name
 *
 * @module
 */

import {
  array,
  bigint64,
  type Infer,
  int16,
  int32,
  int64,
  message,
  string,
  uuid,
} from "../schema/mod.ts";

export const TxnOffsetCommitRequest = message("TxnOffsetCommitRequest", {
  apiKey: 28,
  versions: [0, 6],
  flexibleFrom: 3,
}, {
  transactionalId: string(),
  groupId: string(),
  producerId: bigint64(),
  producerEpoch: int16(),
  generationIdOrMemberEpoch: int32({ from: 3, default: -1 }),
  memberId: string({ from: 3 }),
  groupInstanceId: string({ from: 3, nullableFrom: 3, default: null }),
  topics: array({
    name: string({ until: 5, ignorable: true }),
    topicId: uuid({ from: 6, ignorable: true }),
    partitions: array({
      partitionIndex: int32(),
      committedOffset: int64(),
      committedLeaderEpoch: int32({ from: 2, default: -1, ignorable: true }),
      committedMetadata: string({ nullableFrom: 0 }),
    }),
  }),
});
export type TxnOffsetCommitRequest = Infer<typeof TxnOffsetCommitRequest>;

export const TxnOffsetCommitResponse = message("TxnOffsetCommitResponse", {
  apiKey: 28,
  versions: [0, 6],
  flexibleFrom: 3,
}, {
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string({ until: 5, ignorable: true }),
    topicId: uuid({ from: 6, ignorable: true }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
});
export type TxnOffsetCommitResponse = Infer<typeof TxnOffsetCommitResponse>;
