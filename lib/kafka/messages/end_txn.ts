/**
 * EndTxn (API key 26), versions 0 to 5, flexible from 3: commits or aborts a transaction.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: PRODUCER_FENCED in place of INVALID_PRODUCER_EPOCH (KIP-588)
 * - 3: flexible
 * - 4: the client understands TRANSACTION_ABORTABLE (KIP-890)
 * - 5: the epoch is raised at every end (KIP-890); response adds producerId and producerEpoch
 *
 * @module
 */

import { bigint64, boolean, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const EndTxnRequest = message("EndTxnRequest", {
  apiKey: 26,
  versions: [0, 5],
  flexibleFrom: 3,
}, {
  transactionalId: string(),
  producerId: bigint64(),
  producerEpoch: int16(),
  committed: boolean(),
});
export type EndTxnRequest = Infer<typeof EndTxnRequest>;

export const EndTxnResponse = message("EndTxnResponse", {
  apiKey: 26,
  versions: [0, 5],
  flexibleFrom: 3,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  producerId: bigint64({ from: 5, default: -1n, ignorable: true }),
  producerEpoch: int16({ from: 5, default: -1, ignorable: true }),
});
export type EndTxnResponse = Infer<typeof EndTxnResponse>;
