/**
 * OffsetCommit (API key 8), versions 0 to 10, flexible from 8: a group's member stores the offsets
 * it has consumed up to.
 *
 * - 0: kept in ZooKeeper
 * - 1: membership; request adds generationIdOrMemberEpoch, memberId and partitions.commitTimestamp
 * - 2: retention of the offsets; request adds retentionTimeMs, drops partitions.commitTimestamp
 * - 3: response adds throttleTimeMs
 * - 4: throttled after the answer, not before (KIP-219)
 * - 5: retention is the broker's alone (KIP-211); request drops retentionTimeMs
 * - 6: leader epochs (KIP-320); request adds partitions.committedLeaderEpoch
 * - 7: static members (KIP-345); request adds groupInstanceId
 * - 8: flexible
 * - 9: groups of the new protocol (KIP-848)
 * - 10: topics by id; request adds topics.topicId, drops topics.name; response adds topics.topicId,
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

export const OffsetCommitRequest = message("OffsetCommitRequest", {
  apiKey: 8,
  versions: [0, 10],
  flexibleFrom: 8,
}, {
  groupId: string(),
  generationIdOrMemberEpoch: int32({ from: 1, default: -1, ignorable: true }),
  memberId: string({ from: 1, ignorable: true }),
  groupInstanceId: string({ from: 7, nullableFrom: 7, default: null }),
  retentionTimeMs: bigint64({ from: 2, until: 4, default: -1n, ignorable: true }),
  topics: array({
    name: string({ until: 9, ignorable: true }),
    topicId: uuid({ from: 10, ignorable: true }),
    partitions: array({
      partitionIndex: int32(),
      committedOffset: int64(),
      committedLeaderEpoch: int32({ from: 6, default: -1, ignorable: true }),
      commitTimestamp: int64({ from: 1, until: 1, default: -1 }),
      committedMetadata: string({ nullableFrom: 0 }),
    }),
  }),
});
export type OffsetCommitRequest = Infer<typeof OffsetCommitRequest>;

export const OffsetCommitResponse = message("OffsetCommitResponse", {
  apiKey: 8,
  versions: [0, 10],
  flexibleFrom: 8,
}, {
  throttleTimeMs: int32({ from: 3, ignorable: true }),
  topics: array({
    name: string({ until: 9, ignorable: true }),
    topicId: uuid({ from: 10, ignorable: true }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
});
export type OffsetCommitResponse = Infer<typeof OffsetCommitResponse>;
