/**
 * DescribeShareGroupOffsets (API key 90), versions 0 to 1, flexible: start offsets and lag of share
 * groups (KIP-932).
 *
 * - 1: response adds partitions.lag
 *
 * @module
 */

import { array, type Infer, int16, int32, int64, message, string, uuid } from "../schema/mod.ts";

export const DescribeShareGroupOffsetsRequest = message("DescribeShareGroupOffsetsRequest", {
  apiKey: 90,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  groups: array({
    groupId: string(),
    topics: array({
      topicName: string(),
      partitions: array(int32()),
    }, { nullableFrom: 0 }),
  }),
});
export type DescribeShareGroupOffsetsRequest = Infer<typeof DescribeShareGroupOffsetsRequest>;

export const DescribeShareGroupOffsetsResponse = message("DescribeShareGroupOffsetsResponse", {
  apiKey: 90,
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    groupId: string(),
    topics: array({
      topicName: string(),
      topicId: uuid(),
      partitions: array({
        partitionIndex: int32(),
        startOffset: int64(),
        leaderEpoch: int32(),
        lag: int64({ from: 1, default: -1, ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ nullableFrom: 0, default: null }),
      }),
    }),
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0, default: null }),
  }),
});
export type DescribeShareGroupOffsetsResponse = Infer<typeof DescribeShareGroupOffsetsResponse>;
