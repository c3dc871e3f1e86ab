/**
 * AddOffsetsToTxn (API key 25), versions 0 to 4, flexible from 3: a group whose offsets a
 * transaction is about to commit.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: PRODUCER_FENCED in place of INVALID_PRODUCER_EPOCH (KIP-588)
 * - 3: flexible
 * - 4: the client understands TRANSACTION_ABORTABLE (KIP-890)
 *
 * @module
 */

import { bigint64, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const AddOffsetsToTxnRequest = message("AddOffsetsToTxnRequest", {
  apiKey: 25,
  versions: [0, 4],
  flexibleFrom: 3,
}, {
  transactionalId: string(),
  producerId: bigint64(),
  producerEpoch: int16(),
  groupId: string(),
});
export type AddOffsetsToTxnRequest = Infer<typeof AddOffsetsToTxnRequest>;

export const AddOffsetsToTxnResponse = message("AddOffsetsToTxnResponse", {
  apiKey: 25,
  versions: [0, 4],
  flexibleFrom: 3,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
});
export type AddOffsetsToTxnResponse = Infer<typeof AddOffsetsToTxnResponse>;
