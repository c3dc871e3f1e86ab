/**
 * ShareFetch (API key 78), versions 1 to 2, flexible: records acquired by a member of a share
 * group, and its acknowledgements (KIP-932).
 *
 * - 2: renewal of acquired records, limits by records; request adds shareAcquireMode and isRenewAck
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
  int8,
  message,
  records,
  string,
  struct,
  uuid,
} from "../schema/mod.ts";

export const ShareFetchRequest = message("ShareFetchRequest", {
  apiKey: 78,
  versions: [1, 2],
  flexibleFrom: 1,
}, {
  groupId: string({ nullableFrom: 1, default: null }),
  memberId: string({ nullableFrom: 1 }),
  shareSessionEpoch: int32(),
  maxWaitMs: int32(),
  minBytes: int32(),
  maxBytes: int32({ default: 2147483647 }),
  maxRecords: int32(),
  batchSize: int32(),
  shareAcquireMode: int8({ from: 2, ignorable: true }),
  isRenewAck: boolean({ from: 2 }),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      acknowledgementBatches: array({
        firstOffset: int64(),
        lastOffset: int64(),
        acknowledgeTypes: array(int8()),
      }),
    }),
  }),
  forgottenTopicsData: array({
    topicId: uuid(),
    partitions: array(int32()),
  }),
});
export type ShareFetchRequest = Infer<typeof ShareFetchRequest>;

export const ShareFetchResponse = message("ShareFetchResponse", {
  apiKey: 78,
  versions: [1, 2],
  flexibleFrom: 1,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 1, default: null }),
  acquisitionLockTimeoutMs: int32(),
  responses: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 1, default: null }),
      acknowledgeErrorCode: int16(),
      acknowledgeErrorMessage: string({ nullableFrom: 1, default: null }),
      currentLeader: struct({
        leaderId: int32(),
        leaderEpoch: int32(),
      }),
      records: records(),
      acquiredRecords: array({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryCount: int16(),
      }),
    }),
  }),
  nodeEndpoints: array({
    nodeId: int32(),
    host: string(),
    port: int32(),
    rack: string({ nullableFrom: 1, default: null }),
  }),
});
export type ShareFetchResponse = Infer<typeof ShareFetchResponse>;
