/**
 * ShareAcknowledge (API key 79), versions 1 to 2, flexible: acknowledgements of a member of a share
 * group (KIP-932).
 *
 * - 2: renewal of acquired records; request adds isRenewAck; response adds acquisitionLockTimeoutMs
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
  string,
  struct,
  uuid,
} from "../schema/mod.ts";

export const ShareAcknowledgeRequest = message("ShareAcknowledgeRequest", {
  apiKey: 79,
  versions: [1, 2],
  flexibleFrom: 1,
}, {
  groupId: string({ nullableFrom: 1, default: null }),
  memberId: string({ nullableFrom: 1 }),
  shareSessionEpoch: int32(),
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
});
export type ShareAcknowledgeRequest = Infer<typeof ShareAcknowledgeRequest>;

export const ShareAcknowledgeResponse = message("ShareAcknowledgeResponse", {
  apiKey: 79,
  versions: [1, 2],
  flexibleFrom: 1,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 1, default: null }),
  acquisitionLockTimeoutMs: int32({ from: 2, ignorable: true }),
  responses: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 1, default: null }),
      currentLeader: struct({
        leaderId: int32(),
        leaderEpoch: int32(),
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
export type ShareAcknowledgeResponse = Infer<typeof ShareAcknowledgeResponse>;
