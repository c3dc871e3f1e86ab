/**
 * OffsetForLeaderEpoch (API key 23), versions 0 to 4, flexible from 4: the end offset of a leader
 * epoch, for truncation and its detection.
 *
 * - 1: the epoch of the end offset (KIP-279); response adds partitions.leaderEpoch
 * - 2: leader epochs for fencing (KIP-320); request adds partitions.currentLeaderEpoch; response
 *   adds throttleTimeMs
 * - 3: followers say who they are; request adds replicaId
 * - 4: flexible
 *
 * @module
 */

import { array, type Infer, int16, int32, int64, message, string } from "../schema/mod.ts";

export const OffsetForLeaderEpochRequest = message("OffsetForLeaderEpochRequest", {
  apiKey: 23,
  versions: [0, 4],
  flexibleFrom: 4,
}, {
  replicaId: int32({ from: 3, default: -2, ignorable: true }),
  topics: array({
    topic: string(),
    partitions: array({
      partition: int32(),
      currentLeaderEpoch: int32({ from: 2, default: -1, ignorable: true }),
      leaderEpoch: int32(),
    }),
  }),
});
export type OffsetForLeaderEpochRequest = Infer<typeof OffsetForLeaderEpochRequest>;

export const OffsetForLeaderEpochResponse = message("OffsetForLeaderEpochResponse", {
  apiKey: 23,
  versions: [0, 4],
  flexibleFrom: 4,
}, {
  throttleTimeMs: int32({ from: 2, ignorable: true }),
  topics: array({
    topic: string(),
    partitions: array({
      errorCode: int16(),
      partition: int32(),
      leaderEpoch: int32({ from: 1, default: -1, ignorable: true }),
      endOffset: int64({ default: -1 }),
    }),
  }),
});
export type OffsetForLeaderEpochResponse = Infer<typeof OffsetForLeaderEpochResponse>;
