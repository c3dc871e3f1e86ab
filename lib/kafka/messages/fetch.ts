/**
 * Fetch (API key 1), versions 0 to 18, flexible from 12: record batches that a consumer (or a
 * follower) reads from the leaders of partitions.
 *
 * - 0: message sets of format 0
 * - 1: response adds throttleTimeMs
 * - 2: message sets of format 1
 * - 3: a bound for the whole answer (KIP-74); request adds maxBytes
 * - 4: record batches of format 2, isolation levels (KIP-98); request adds isolationLevel; response
 *   adds partitions.lastStableOffset and partitions.abortedTransactions
 * - 5: log start offsets (KIP-107); request adds partitions.logStartOffset; response adds
 *   partitions.logStartOffset
 * - 6: the broker may answer KAFKA_STORAGE_ERROR
 * - 7: fetch sessions (KIP-227); request adds sessionId, sessionEpoch and forgottenTopicsData;
 *   response adds errorCode and sessionId
 * - 8: throttled after the answer, not before (KIP-219)
 * - 9: leader epochs for fencing (KIP-320); request adds partitions.currentLeaderEpoch
 * - 10: zstd is allowed (KIP-110)
 * - 11: reading from the closest replica (KIP-392); request adds rackId; response adds
 *   partitions.preferredReadReplica
 * - 12: log divergence (KIP-595); request adds clusterId and partitions.lastFetchedEpoch; response
 *   adds partitions.divergingEpoch, partitions.currentLeader and partitions.snapshotId; flexible
 * - 13: topics by id (KIP-516); request adds topics.topicId and forgottenTopicsData.topicId, drops
 *   topics.topic and forgottenTopicsData.topic; response adds responses.topicId, drops
 *   responses.topic
 * - 14: the same form: OFFSET_MOVED_TO_TIERED_STORAGE is understood (KIP-405)
 * - 15: followers with their epoch (KIP-903); request adds replicaState, drops replicaId
 * - 16: a new leader is named in the answer (KIP-951); response adds nodeEndpoints
 * - 17: log directory ids (KIP-853); request adds partitions.replicaDirectoryId
 * - 18: followers tell their high watermark; request adds partitions.highWatermark
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
  int8,
  message,
  records,
  string,
  struct,
  uuid,
} from "../schema/mod.ts";

export const FetchRequest = message("FetchRequest", {
  apiKey: 1,
  versions: [0, 18],
  flexibleFrom: 12,
}, {
  clusterId: string({ from: 12, nullableFrom: 12, default: null, ignorable: true, tag: 0 }),
  replicaId: int32({ until: 14, default: -1 }),
  replicaState: struct({
    replicaId: int32({ default: -1 }),
    replicaEpoch: bigint64({ default: -1n }),
  }, { from: 15, tag: 1 }),
  maxWaitMs: int32(),
  minBytes: int32(),
  maxBytes: int32({ from: 3, default: 2147483647, ignorable: true }),
  isolationLevel: int8({ from: 4, ignorable: true }),
  sessionId: int32({ from: 7, ignorable: true }),
  sessionEpoch: int32({ from: 7, default: -1, ignorable: true }),
  topics: array({
    topic: string({ until: 12, ignorable: true }),
    topicId: uuid({ from: 13, ignorable: true }),
    partitions: array({
      partition: int32(),
      currentLeaderEpoch: int32({ from: 9, default: -1, ignorable: true }),
      fetchOffset: int64(),
      lastFetchedEpoch: int32({ from: 12, default: -1 }),
      logStartOffset: int64({ from: 5, default: -1, ignorable: true }),
      partitionMaxBytes: int32(),
      replicaDirectoryId: uuid({ from: 17, ignorable: true, tag: 0 }),
      highWatermark: bigint64({ from: 18, default: 9223372036854775807n, ignorable: true, tag: 1 }),
    }),
  }),
  forgottenTopicsData: array({
    topic: string({ until: 12, ignorable: true }),
    topicId: uuid({ from: 13, ignorable: true }),
    partitions: array(int32()),
  }, { from: 7 }),
  rackId: string({ from: 11, ignorable: true }),
});
export type FetchRequest = Infer<typeof FetchRequest>;

export const FetchResponse = message("FetchResponse", {
  apiKey: 1,
  versions: [0, 18],
  flexibleFrom: 12,
}, {
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  errorCode: int16({ from: 7, ignorable: true }),
  sessionId: int32({ from: 7 }),
  responses: array({
    topic: string({ until: 12, ignorable: true }),
    topicId: uuid({ from: 13, ignorable: true }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      highWatermark: int64(),
      lastStableOffset: int64({ from: 4, default: -1, ignorable: true }),
      logStartOffset: int64({ from: 5, default: -1, ignorable: true }),
      divergingEpoch: struct({
        epoch: int32({ default: -1 }),
        endOffset: int64({ default: -1 }),
      }, { from: 12, tag: 0 }),
      currentLeader: struct({
        leaderId: int32({ default: -1 }),
        leaderEpoch: int32({ default: -1 }),
      }, { from: 12, tag: 1 }),
      snapshotId: struct({
        endOffset: int64({ default: -1 }),
        epoch: int32({ default: -1 }),
      }, { from: 12, tag: 2 }),
      abortedTransactions: array({
        producerId: bigint64(),
        firstOffset: int64(),
      }, { from: 4, nullableFrom: 4, ignorable: true }),
      preferredReadReplica: int32({ from: 11, default: -1 }),
      records: records({ nullableFrom: 0 }),
    }),
  }),
  nodeEndpoints: array({
    nodeId: int32(),
    host: string(),
    port: int32(),
    rack: string({ nullableFrom: 16, default: null }),
  }, { from: 16, tag: 0 }),
});
export type FetchResponse = Infer<typeof FetchResponse>;
