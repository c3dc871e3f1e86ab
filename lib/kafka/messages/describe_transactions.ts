/**
 * DescribeTransactions (API key 65), version 0, flexible: state and partitions of transactions.
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

export const DescribeTransactionsRequest = message("DescribeTransactionsRequest", {
  apiKey: 65,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  transactionalIds: array(string()),
});
export type DescribeTransactionsRequest = Infer<typeof DescribeTransactionsRequest>;

export const DescribeTransactionsResponse = message("DescribeTransactionsResponse", {
  apiKey: 65,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  transactionStates: array({
    errorCode: int16(),
    transactionalId: string(),
    transactionState: string(),
    transactionTimeoutMs: int32(),
    transactionStartTimeMs: int64(),
    producerId: bigint64(),
    producerEpoch: int16(),
    topics: array({
      topic: string(),
      partitions: array(int32()),
    }),
  }),
});
export type DescribeTransactionsResponse = Infer<typeof DescribeTransactionsResponse>;
