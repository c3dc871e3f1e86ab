/**
 * A record of `__transaction_state`: a transactional id with its producer and partitions.
 *
 * TransactionLogValue, versions 0 to 1, flexible from 1:
 *
 * - 1: adds previousProducerId, nextProducerId, nextProducerEpoch and clientTransactionVersion;
 *   flexible
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
  int8,
  message,
  string,
} from "../schema/mod.ts";

export const TransactionLogKey = message("TransactionLogKey", { apiKey: 0, versions: [0, 0] }, {
  transactionalId: string(),
});
export type TransactionLogKey = Infer<typeof TransactionLogKey>;

export const TransactionLogValue = message("TransactionLogValue", {
  apiKey: 0,
  versions: [0, 1],
  flexibleFrom: 1,
}, {
  producerId: bigint64(),
  previousProducerId: bigint64({ from: 1, default: -1n, tag: 0 }),
  nextProducerId: bigint64({ from: 1, default: -1n, tag: 1 }),
  producerEpoch: int16(),
  nextProducerEpoch: int16({ from: 1, default: -1, tag: 3 }),
  transactionTimeoutMs: int32(),
  transactionStatus: int8(),
  transactionPartitions: array({
    topic: string(),
    partitionIds: array(int32()),
  }, { nullableFrom: 0 }),
  transactionLastUpdateTimestampMs: int64(),
  transactionStartTimestampMs: int64(),
  clientTransactionVersion: int16({ from: 1, tag: 2 }),
});
export type TransactionLogValue = Infer<typeof TransactionLogValue>;
