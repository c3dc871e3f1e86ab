/**
 * DeleteRecords (API key 21), versions 0 to 2, flexible from 2: moves the log start of partitions
 * forward.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 *
 * @module
 */

import { array, type Infer, int16, int32, int64, message, string } from "../schema/mod.ts";

export const DeleteRecordsRequest = message("DeleteRecordsRequest", {
  apiKey: 21,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      offset: int64(),
    }),
  }),
  timeoutMs: int32(),
});
export type DeleteRecordsRequest = Infer<typeof DeleteRecordsRequest>;

export const DeleteRecordsResponse = message("DeleteRecordsResponse", {
  apiKey: 21,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      lowWatermark: int64(),
      errorCode: int16(),
    }),
  }),
});
export type DeleteRecordsResponse = Infer<typeof DeleteRecordsResponse>;
