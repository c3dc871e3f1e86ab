/**
 * All markers of a transaction are written: it is complete.
 *
 * @module
 */
import {
  identityAfterEnd,
  NO_PARTITIONS,
  NO_PRODUCER_ID,
  type TransactionMetadata,
} from "./transaction_metadata.ts";
import { TransactionState } from "./transaction_state.ts";
import type { TransactionTurn } from "./transaction_turn.ts";

/** Completes the end that was decided as `prepared`. */
export function completeTransaction(turn: TransactionTurn, prepared: TransactionMetadata): void {
  const known = turn.transactions.get(prepared.transactionalId);
  if (known !== prepared) {
    throw new Error(`Cannot complete ${prepared.transactionalId}: it changed while it was ending`);
  }
  const wasCommit = prepared.state === TransactionState.PrepareCommit;
  turn.put({
    ...prepared,
    ...identityAfterEnd(prepared),
    previousProducerId: prepared.producerId,
    nextProducerId: NO_PRODUCER_ID,
    state: wasCommit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort,
    partitions: NO_PARTITIONS,
    lastUpdateTimestampMs: turn.nowMs,
  });
}
