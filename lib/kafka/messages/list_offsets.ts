/**
 * ListOffsets (API key 2), versions 0 to 11, flexible from 6: offsets by timestamp, and the
 * earliest and latest of partitions.
 *
 * - 0: several offsets before a time
 * - 1: one offset, with its timestamp (KIP-79); request drops partitions.maxNumOffsets; response
 *   adds partitions.timestamp and partitions.offset, drops partitions.oldStyleOffsets
 * - 2: isolation levels (KIP-98); request adds isolationLevel; response adds throttleTimeMs
 * - 3: throttled after the answer, not before (KIP-219)
 * - 4: leader epochs for fencing (KIP-320); request adds partitions.currentLeaderEpoch; response
 *   adds partitions.leaderEpoch
 * - 5: OFFSET_NOT_AVAILABLE is understood (KIP-207)
 * - 6: flexible
 * - 7: timestamp -3: the offset of the highest timestamp (KIP-734)
 * - 8: timestamp -4: the earliest local offset (KIP-405)
 * - 9: timestamp -5: the latest tiered offset (KIP-1005)
 * - 10: a bound of time for tiered storage (KIP-1075); request adds timeoutMs
 * - 11: timestamp -6: the earliest offset not yet uploaded (KIP-1023)
 *
 * @module
 */

import { array, type Infer, int16, int32, int64, int8, message, string } from "../schema/mod.ts";

export const ListOffsetsRequest = message("ListOffsetsRequest", {
  apiKey: 2,
  versions: [0, 11],
  flexibleFrom: 6,
}, {
  replicaId: int32(),
  isolationLevel: int8({ from: 2 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      currentLeaderEpoch: int32({ from: 4, default: -1, ignorable: true }),
      timestamp: int64(),
      maxNumOffsets: int32({ until: 0, default: 1 }),
    }),
  }),
  timeoutMs: int32({ from: 10, ignorable: true }),
});
export type ListOffsetsRequest = Infer<typeof ListOffsetsRequest>;

export const ListOffsetsResponse = message("ListOffsetsResponse", {
  apiKey: 2,
  versions: [0, 11],
  flexibleFrom: 6,
}, {
  throttleTimeMs: int32({ from: 2, ignorable: true }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      oldStyleOffsets: array(int64(), { until: 0 }),
      timestamp: int64({ from: 1, default: -1 }),
      offset: int64({ from: 1, default: -1 }),
      leaderEpoch: int32({ from: 4, default: -1 }),
    }),
  }),
});
export type ListOffsetsResponse = Infer<typeof ListOffsetsResponse>;
