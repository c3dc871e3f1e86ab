/**
 * ListTransactions (API key 66), versions 0 to 2: the transactional ids of this broker. State names
 * that are none come back as such. While some are still loading: COORDINATOR_LOAD_IN_PROGRESS.
 *
 * - 1: only what is open for longer than a duration (KIP-994)
 * - 2: only ids that match a pattern (KIP-1152), in time that grows with the id's length and never
 *   worse (lib/config/linear_pattern.ts); `\b` is refused
 *
 * @module
 */
import {
  ListTransactionsRequest,
  ListTransactionsResponse,
} from "../messages/list_transactions.ts";
import { handler } from "./handler.ts";

export const listTransactions = handler({
  request: ListTransactionsRequest,
  response: ListTransactionsResponse,
  versions: [0, 2],
  async handle(request, { broker }) {
    const { errorCode, unknownStates, transactions } = await broker.transactions.list({
      states: request.stateFilters,
      producerIds: request.producerIdFilters.map(Number),
      durationMs: Number(request.durationFilter),
      pattern: request.transactionalIdPattern,
    });
    return {
      errorCode,
      unknownStateFilters: [...unknownStates],
      transactionStates: transactions.map((transaction) => {
        return { ...transaction, producerId: BigInt(transaction.producerId) };
      }),
    };
  },
});
