/**
 * WriteShareGroupState (API key 85), versions 0 to 1, flexible: state of share partitions, from
 * their leader (KIP-932).
 *
 * - 1: request adds partitions.deliveryCompleteCount
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

export const WriteShareGroupStateRequest = message("WriteShareGroupStateRequest", {
  apiKey: 85,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      stateEpoch: int32(),
      leaderEpoch: int32(),
      startOffset: int64(),
      deliveryCompleteCount: int32({ from: 1, default: -1, ignorable: true }),
      stateBatches: array({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryState: int8(),
        deliveryCount: int16(),
      }),
    }),
  }),
});
export type WriteShareGroupStateRequest = Infer<typeof WriteShareGroupStateRequest>;

export const WriteShareGroupStateResponse = message("WriteShareGroupStateResponse", {
  apiKey: 85,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0, default: null }),
    }),
  }),
});
export type WriteShareGroupStateResponse = Infer<typeof WriteShareGroupStateResponse>;
