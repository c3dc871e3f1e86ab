/**
 * DeleteShareGroupState (API key 86), version 0, flexible: deletes the state of share partitions
 * (KIP-932).
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string, uuid } from "../schema/mod.ts";

export const DeleteShareGroupStateRequest = message("DeleteShareGroupStateRequest", {
  apiKey: 86,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
    }),
  }),
});
export type DeleteShareGroupStateRequest = Infer<typeof DeleteShareGroupStateRequest>;

export const DeleteShareGroupStateResponse = message("DeleteShareGroupStateResponse", {
  apiKey: 86,
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
export type DeleteShareGroupStateResponse = Infer<typeof DeleteShareGroupStateResponse>;
