/**
 * DeleteShareGroupOffsets (API key 92), version 0, flexible: deletes topics' offsets of a share
 * group (KIP-932).
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string, uuid } from "../schema/mod.ts";

export const DeleteShareGroupOffsetsRequest = message("DeleteShareGroupOffsetsRequest", {
  apiKey: 92,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  groupId: string(),
  topics: array({
    topicName: string(),
  }),
});
export type DeleteShareGroupOffsetsRequest = Infer<typeof DeleteShareGroupOffsetsRequest>;

export const DeleteShareGroupOffsetsResponse = message("DeleteShareGroupOffsetsResponse", {
  apiKey: 92,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0, default: null }),
  responses: array({
    topicName: string(),
    topicId: uuid(),
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0, default: null }),
  }),
});
export type DeleteShareGroupOffsetsResponse = Infer<typeof DeleteShareGroupOffsetsResponse>;
