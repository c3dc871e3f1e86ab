/**
 * DescribeTransactions (API key 65), version 0: state, producer and partitions of transactional
 * ids. One that nobody uses gets TRANSACTIONAL_ID_NOT_FOUND.
 *
 * @module
 */
import {
  DescribeTransactionsRequest,
  DescribeTransactionsResponse,
} from "../messages/describe_transactions.ts";
import { handler } from "./handler.ts";

export const describeTransactions = handler({
  request: DescribeTransactionsRequest,
  response: DescribeTransactionsResponse,
  versions: [0, 0],
  async handle({ transactionalIds }, { broker }) {
    const described = await Promise.all(
      transactionalIds.map((transactionalId) => broker.transactions.describe(transactionalId)),
    );
    const transactionStates = described.map((transaction) => {
      return { ...transaction, producerId: BigInt(transaction.producerId) };
    });
    return { transactionStates };
  },
});
