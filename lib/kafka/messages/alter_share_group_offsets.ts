/**
 * AlterShareGroupOffsets (API key 91), version 0, flexible: moves the start offsets of an empty
 * share group (KIP-932).
 *
 * @module
 */

import { array, type Infer, int16, int32, int64, message, string, uuid } from "../schema/mod.ts";

export const AlterShareGroupOffsetsRequest = message("AlterShareGroupOffsetsRequest", {
  apiKey: 91,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  groupId: string(),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      startOffset: int64(),
    }),
  }),
});
export type AlterShareGroupOffsetsRequest = Infer<typeof AlterShareGroupOffsetsRequest>;

export const AlterShareGroupOffsetsResponse = message("AlterShareGroupOffsetsResponse", {
  apiKey: 91,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0, default: null }),
  responses: array({
    topicName: string(),
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0, default: null }),
    }),
  }),
});
export type AlterShareGroupOffsetsResponse = Infer<typeof AlterShareGroupOffsetsResponse>;
