/**
 * WriteTxnMarkers (API key 27), versions 0 to 2, flexible from 1: the transaction coordinator has
 * commit or abort markers written to partitions.
 *
 * - 1: flexible
 * - 2: transaction versions (KIP-1228); request adds markers.transactionVersion
 *
 * @module
 */

import {
  array,
  bigint64,
  boolean,
  type Infer,
  int16,
  int32,
  int8,
  message,
  string,
} from "../schema/mod.ts";

export const WriteTxnMarkersRequest = message("WriteTxnMarkersRequest", {
  apiKey: 27,
  versions: [0, 2],
  flexibleFrom: 1,
}, {
  markers: array({
    producerId: bigint64(),
    producerEpoch: int16(),
    transactionResult: boolean(),
    topics: array({
      name: string(),
      partitionIndexes: array(int32()),
    }),
    coordinatorEpoch: int32(),
    transactionVersion: int8({ from: 2, ignorable: true }),
  }),
});
export type WriteTxnMarkersRequest = Infer<typeof WriteTxnMarkersRequest>;

export const WriteTxnMarkersResponse = message("WriteTxnMarkersResponse", {
  apiKey: 27,
  versions: [0, 2],
  flexibleFrom: 1,
}, {
  markers: array({
    producerId: bigint64(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  }),
});
export type WriteTxnMarkersResponse = Infer<typeof WriteTxnMarkersResponse>;
