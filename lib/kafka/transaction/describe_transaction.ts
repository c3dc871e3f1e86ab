/**
 * What DescribeTransactions tells of a transactional id.
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";
import {
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  type TransactionMetadata,
} from "./transaction_metadata.ts";
import { transactionStateName } from "./transaction_state.ts";

/** A transactional id as told. */
export interface DescribedTransaction {
  readonly errorCode: number;
  readonly transactionalId: string;
  readonly transactionState: string;
  readonly transactionTimeoutMs: number;
  /** -1 before the first transaction. */
  readonly transactionStartTimeMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: number[] }[];
}

/** Describes one that is there. */
export function describeTransaction(transaction: TransactionMetadata): DescribedTransaction {
  return {
    errorCode: ErrorCode.NONE,
    transactionalId: transaction.transactionalId,
    transactionState: transactionStateName(transaction.state),
    transactionTimeoutMs: transaction.timeoutMs,
    transactionStartTimeMs: transaction.startTimestampMs,
    producerId: transaction.producerId,
    producerEpoch: transaction.producerEpoch,
    topics: [...transaction.partitions].map(([topic, indexes]) => {
      return { topic, partitions: [...indexes].sort((a, b) => a - b) };
    }),
  };
}

/** The answer where there is only an error. */
export function describeFailed(transactionalId: string, errorCode: number): DescribedTransaction {
  return {
    errorCode,
    transactionalId,
    transactionState: "",
    transactionTimeoutMs: 0,
    transactionStartTimeMs: 0,
    producerId: NO_PRODUCER_ID,
    producerEpoch: NO_PRODUCER_EPOCH,
    topics: [],
  };
}
