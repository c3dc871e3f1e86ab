/**
 * InitializeShareGroupState (API key 83), version 0, flexible: starts the state of share
 * partitions, from their group's coordinator (KIP-932).
 *
 * @module
 */

import { array, type Infer, int16, int32, int64, message, string, uuid } from "../schema/mod.ts";

export const InitializeShareGroupStateRequest = message("InitializeShareGroupStateRequest", {
  apiKey: 83,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      stateEpoch: int32(),
      startOffset: int64(),
    }),
  }),
});
export type InitializeShareGroupStateRequest = Infer<typeof InitializeShareGroupStateRequest>;

export const InitializeShareGroupStateResponse = message("InitializeShareGroupStateResponse", {
  apiKey: 83,
  versions: [0, 0],
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
export type InitializeShareGroupStateResponse = Infer<typeof InitializeShareGroupStateResponse>;
