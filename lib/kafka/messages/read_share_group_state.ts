/**
 * ReadShareGroupState (API key 84), version 0, flexible: state of share partitions, for their
 * leader (KIP-932).
 *
 * @module
 */

import {
  array,
  type Infer,
  int16,
  int32,
  int64,
  int8,
  message,
  string,
  uuid,
} from "../schema/mod.ts";

export const ReadShareGroupStateRequest = message("ReadShareGroupStateRequest", {
  apiKey: 84,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      leaderEpoch: int32(),
    }),
  }),
});
export type ReadShareGroupStateRequest = Infer<typeof ReadShareGroupStateRequest>;

export const ReadShareGroupStateResponse = message("ReadShareGroupStateResponse", {
  apiKey: 84,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0, default: null }),
      stateEpoch: int32(),
      startOffset: int64(),
      stateBatches: array({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryState: int8(),
        deliveryCount: int16(),
      }),
    }),
  }),
});
export type ReadShareGroupStateResponse = Infer<typeof ReadShareGroupStateResponse>;
