/**
 * How many transactions there are and what became of them, for /metrics.
 *
 * @module
 */
import type { TransactionMetadata } from "./transaction_metadata.ts";
import { isIdle, transactionStateName } from "./transaction_state.ts";

/** The part of a shard that is counted. */
interface CountedShard {
  readonly transactions: { values(): Iterable<TransactionMetadata> };
  readonly ends: { readonly committed: number; readonly aborted: number };
}

/** Transactions of a broker. */
export interface TransactionSummary {
  /** Transactional ids by the name of their state. */
  readonly states: ReadonlyMap<string, number>;
  /** Completed since the start of the process. */
  readonly committed: number;
  readonly aborted: number;
  /** How long the oldest one that is not ended is open, in ms; 0 where none is. */
  readonly oldestOpenMs: number;
}

/** Counts the transactions of all shards. */
export function summarizeTransactions(
  shards: Iterable<CountedShard>,
  nowMs: number,
): TransactionSummary {
  const states = new Map<string, number>();
  let [committed, aborted, oldestOpenMs] = [0, 0, 0];
  for (const { transactions, ends } of shards) {
    committed += ends.committed;
    aborted += ends.aborted;
    for (const { state, startTimestampMs } of transactions.values()) {
      const name = transactionStateName(state);
      states.set(name, (states.get(name) ?? 0) + 1);
      if (isIdle(state) || startTimestampMs < 0) continue;
      oldestOpenMs = Math.max(oldestOpenMs, nowMs - startTimestampMs);
    }
  }
  return { states, committed, aborted, oldestOpenMs };
}
