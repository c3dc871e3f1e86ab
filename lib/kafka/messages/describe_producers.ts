/**
 * DescribeProducers (API key 61), version 0, flexible: producers that partitions remember:
 * sequences, epochs, open transactions.
 *
 * @module
 */

import {
  array,
  bigint64,
  type Infer,
  int16,
  int32,
  int64,
  message,
  string,
} from "../schema/mod.ts";

export const DescribeProducersRequest = message("DescribeProducersRequest", {
  apiKey: 61,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  topics: array({
    name: string(),
    partitionIndexes: array(int32()),
  }),
});
export type DescribeProducersRequest = Infer<typeof DescribeProducersRequest>;

export const DescribeProducersResponse = message("DescribeProducersResponse", {
  apiKey: 61,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0, default: null }),
      activeProducers: array({
        producerId: bigint64(),
        producerEpoch: int32(),
        lastSequence: int32({ default: -1 }),
        lastTimestamp: int64({ default: -1 }),
        coordinatorEpoch: int32(),
        currentTxnStartOffset: int64({ default: -1 }),
      }),
    }),
  }),
});
export type DescribeProducersResponse = Infer<typeof DescribeProducersResponse>;
