/**
 * Transactions that are open for longer than their producer's timeout: aborted, so that readers of
 * committed records do not wait for ever.
 *
 * @module
 */
import { fence } from "./end_transaction.ts";
import type { TransactionMetadata } from "./transaction_metadata.ts";
import { TransactionState } from "./transaction_state.ts";
import type { Transactions, TransactionTurn } from "./transaction_turn.ts";

/** Transactional ids with a transaction past its timeout. */
export function timedOut(transactions: Transactions, nowMs: number): string[] {
  const ids: string[] = [];
  for (const [id, transaction] of transactions) {
    if (isTimedOut(transaction, nowMs)) ids.push(id);
  }
  return ids;
}

/** Aborts a transaction if it is still past its timeout. @returns whether it was */
export function abortTimedOut(turn: TransactionTurn, transactionalId: string): boolean {
  const known = turn.transactions.get(transactionalId);
  if (known === undefined || !isTimedOut(known, turn.nowMs)) return false;
  fence(turn, known);
  return true;
}

function isTimedOut(transaction: TransactionMetadata, nowMs: number): boolean {
  const { state, startTimestampMs, timeoutMs } = transaction;
  return state === TransactionState.Ongoing && startTimestampMs + timeoutMs < nowMs;
}
