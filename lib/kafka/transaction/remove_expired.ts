/**
 * Transactional ids that nobody has used for transactional.id.expiration.ms: forgotten, with a
 * tombstone. Whoever comes back starts with a new producer id.
 *
 * @module
 */
import type { TransactionMetadata } from "./transaction_metadata.ts";
import { isIdle } from "./transaction_state.ts";
import type { Transactions, TransactionTurn } from "./transaction_turn.ts";

/** When an id counts as expired. */
export interface Expiry {
  readonly nowMs: number;
  readonly expirationMs: number;
}

/** Transactional ids to forget. */
export function expired(transactions: Transactions, expiry: Expiry): string[] {
  const ids: string[] = [];
  for (const [id, transaction] of transactions) if (isExpired(transaction, expiry)) ids.push(id);
  return ids;
}

/** Forgets those of the ids that are still expired. */
export function removeExpired(
  turn: TransactionTurn,
  { transactionalIds, expirationMs }: { transactionalIds: readonly string[]; expirationMs: number },
): void {
  for (const transactionalId of transactionalIds) {
    const known = turn.transactions.get(transactionalId);
    if (known !== undefined && isExpired(known, { nowMs: turn.nowMs, expirationMs })) {
      turn.remove(transactionalId);
    }
  }
}

function isExpired(transaction: TransactionMetadata, { nowMs, expirationMs }: Expiry): boolean {
  return isIdle(transaction.state) &&
    transaction.lastUpdateTimestampMs <= nowMs - expirationMs;
}
