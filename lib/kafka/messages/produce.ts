/**
 * Produce (API key 0), versions 0 to 13, flexible from 9: record batches that a producer asks the
 * leaders of their partitions to append.
 *
 * - 0: message sets of format 0
 * - 1: response adds throttleTimeMs
 * - 2: message sets of format 1; response adds partitionResponses.logAppendTimeMs
 * - 3: record batches of format 2; request adds transactionalId
 * - 4: the broker may answer KAFKA_STORAGE_ERROR
 * - 5: response adds partitionResponses.logStartOffset
 * - 6: throttled after the answer, not before (KIP-219)
 * - 7: zstd is allowed (KIP-110)
 * - 8: says which records were refused (KIP-467); response adds partitionResponses.recordErrors and
 *   partitionResponses.errorMessage
 * - 9: flexible
 * - 10: a new leader is named in the answer (KIP-951); response adds
 *   partitionResponses.currentLeader and nodeEndpoints
 * - 11: the client understands retriable transaction errors (KIP-890)
 * - 12: partitions join the transaction by being written to (KIP-890)
 * - 13: topics by id (KIP-516); request adds topicData.topicId, drops topicData.name; response adds
 *   responses.topicId, drops responses.name
 *
 * @module
 */

import {
  array,
  type Infer,
  int16,
  int32,
  int64,
  message,
  records,
  string,
  struct,
  uuid,
} from "../schema/mod.ts";

export const ProduceRequest = message("ProduceRequest", {
  apiKey: 0,
  versions: [0, 13],
  flexibleFrom: 9,
}, {
  transactionalId: string({ from: 3, nullableFrom: 3, default: null }),
  acks: int16(),
  timeoutMs: int32(),
  topicData: array({
    name: string({ until: 12, ignorable: true }),
    topicId: uuid({ from: 13, ignorable: true }),
    partitionData: array({
      index: int32(),
      records: records({ nullableFrom: 0 }),
    }),
  }),
});
export type ProduceRequest = Infer<typeof ProduceRequest>;

export const ProduceResponse = message("ProduceResponse", {
  apiKey: 0,
  versions: [0, 13],
  flexibleFrom: 9,
}, {
  responses: array({
    name: string({ until: 12, ignorable: true }),
    topicId: uuid({ from: 13, ignorable: true }),
    partitionResponses: array({
      index: int32(),
      errorCode: int16(),
      baseOffset: int64(),
      logAppendTimeMs: int64({ from: 2, default: -1, ignorable: true }),
      logStartOffset: int64({ from: 5, default: -1, ignorable: true }),
      recordErrors: array({
        batchIndex: int32(),
        batchIndexErrorMessage: string({ nullableFrom: 8, default: null }),
      }, { from: 8, ignorable: true }),
      errorMessage: string({ from: 8, nullableFrom: 8, default: null, ignorable: true }),
      currentLeader: struct({
        leaderId: int32({ default: -1 }),
        leaderEpoch: int32({ default: -1 }),
      }, { from: 10, tag: 0 }),
    }),
  }),
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  nodeEndpoints: array({
    nodeId: int32(),
    host: string(),
    port: int32(),
    rack: string({ nullableFrom: 10, default: null }),
  }, { from: 10, tag: 0 }),
});
export type ProduceResponse = Infer<typeof ProduceResponse>;
