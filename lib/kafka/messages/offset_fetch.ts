/**
 * OffsetFetch (API key 9), versions 0 to 10, flexible from 6: the offsets that a group has
 * committed.
 *
 * - 0: from ZooKeeper
 * - 1: from the coordinator
 * - 2: null asks for all topics; request topics may be null; response adds errorCode
 * - 3: response adds throttleTimeMs
 * - 4: throttled after the answer, not before (KIP-219)
 * - 5: leader epochs (KIP-320); response adds partitions.committedLeaderEpoch
 * - 6: flexible
 * - 7: whether to wait for stable offsets (KIP-447); request adds requireStable
 * - 8: several groups at once (KIP-709); request adds groups, drops groupId and topics; response
 *   adds groups, drops topics and errorCode
 * - 9: groups of the new protocol (KIP-848); request adds groups.memberId and groups.memberEpoch
 * - 10: topics by id; request adds topics.topicId, drops topics.name; response adds topics.topicId,
 *   drops topics.name
 *
 * @module
 */

import {
  array,
  boolean,
  type Infer,
  int16,
  int32,
  int64,
  message,
  string,
  uuid,
} from "../schema/mod.ts";

export const OffsetFetchRequest = message("OffsetFetchRequest", {
  apiKey: 9,
  versions: [0, 10],
  flexibleFrom: 6,
}, {
  groupId: string({ until: 7 }),
  topics: array({
    name: string(),
    partitionIndexes: array(int32()),
  }, { until: 7, nullableFrom: 2 }),
  groups: array({
    groupId: string(),
    memberId: string({ from: 9, nullableFrom: 9, default: null, ignorable: true }),
    memberEpoch: int32({ from: 9, default: -1, ignorable: true }),
    topics: array({
      name: string({ until: 9, ignorable: true }),
      topicId: uuid({ from: 10, ignorable: true }),
      partitionIndexes: array(int32()),
    }, { nullableFrom: 8 }),
  }, { from: 8 }),
  requireStable: boolean({ from: 7 }),
});
export type OffsetFetchRequest = Infer<typeof OffsetFetchRequest>;

export const OffsetFetchResponse = message("OffsetFetchResponse", {
  apiKey: 9,
  versions: [0, 10],
  flexibleFrom: 6,
}, {
  throttleTimeMs: int32({ from: 3, ignorable: true }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      committedOffset: int64(),
      committedLeaderEpoch: int32({ from: 5, default: -1, ignorable: true }),
      metadata: string({ nullableFrom: 0 }),
      errorCode: int16(),
    }),
  }, { until: 7 }),
  errorCode: int16({ from: 2, until: 7, ignorable: true }),
  groups: array({
    groupId: string(),
    topics: array({
      name: string({ until: 9, ignorable: true }),
      topicId: uuid({ from: 10, ignorable: true }),
      partitions: array({
        partitionIndex: int32(),
        committedOffset: int64(),
        committedLeaderEpoch: int32({ default: -1 }),
        metadata: string({ nullableFrom: 8 }),
        errorCode: int16(),
      }),
    }),
    errorCode: int16({ default: 0 }),
  }, { from: 8 }),
});
export type OffsetFetchResponse = Infer<typeof OffsetFetchResponse>;
