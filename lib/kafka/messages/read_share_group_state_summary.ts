/**
 * ReadShareGroupStateSummary (API key 87), versions 0 to 1, flexible: start offsets of share
 * partitions, for their group's coordinator (KIP-932).
 *
 * - 1: response adds partitions.deliveryCompleteCount
 *
 * @module
 */

import { array, type Infer, int16, int32, int64, message, string, uuid } from "../schema/mod.ts";

export const ReadShareGroupStateSummaryRequest = message("ReadShareGroupStateSummaryRequest", {
  apiKey: 87,
  versions: [0, 1],
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
export type ReadShareGroupStateSummaryRequest = Infer<typeof ReadShareGroupStateSummaryRequest>;

export const ReadShareGroupStateSummaryResponse = message("ReadShareGroupStateSummaryResponse", {
  apiKey: 87,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0, default: null }),
      stateEpoch: int32(),
      leaderEpoch: int32(),
      startOffset: int64(),
      deliveryCompleteCount: int32({ from: 1, default: -1, ignorable: true }),
    }),
  }),
});
export type ReadShareGroupStateSummaryResponse = Infer<typeof ReadShareGroupStateSummaryResponse>;
