/**
 * ListTransactions (API key 66), versions 0 to 2, flexible: the transactions that a broker
 * coordinates.
 *
 * - 1: by how long they run (KIP-994); request adds durationFilter
 * - 2: by pattern of the transactional id (KIP-1152); request adds transactionalIdPattern
 *
 * @module
 */

import { array, bigint64, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const ListTransactionsRequest = message("ListTransactionsRequest", {
  apiKey: 66,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  stateFilters: array(string()),
  producerIdFilters: array(bigint64()),
  durationFilter: bigint64({ from: 1, default: -1n }),
  transactionalIdPattern: string({ from: 2, nullableFrom: 2, default: null }),
});
export type ListTransactionsRequest = Infer<typeof ListTransactionsRequest>;

export const ListTransactionsResponse = message("ListTransactionsResponse", {
  apiKey: 66,
  versions: [0, 2],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  unknownStateFilters: array(string()),
  transactionStates: array({
    transactionalId: string(),
    producerId: bigint64(),
    transactionState: string(),
  }),
});
export type ListTransactionsResponse = Infer<typeof ListTransactionsResponse>;
