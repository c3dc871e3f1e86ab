/**
 * Which transactional ids ListTransactions tells.
 *
 * @module
 */
import { LinearPattern } from "../../config/linear_pattern.ts";
import { PatternError } from "../../config/linear_pattern_parser.ts";
import { TransactionError } from "./transaction_error.ts";
import type { TransactionMetadata } from "./transaction_metadata.ts";
import { transactionStateName, transactionStateOf } from "./transaction_state.ts";

/** The filters of ListTransactions; empty lists and nulls let everything through. */
export interface TransactionFilter {
  /** State names. */
  readonly states: readonly string[];
  readonly producerIds: readonly number[];
  /** Only what is open for longer, in ms; negative for all (KIP-994). */
  readonly durationMs: number;
  /** A regular expression for the whole transactional id; null or empty for all (KIP-1152). */
  readonly pattern: string | null;
}

/** A transactional id as listed. */
export interface ListedTransaction {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly transactionState: string;
}

/** A filter that is ready to use. */
export interface TransactionSelection {
  /** Names among the states that are none. */
  readonly unknownStates: readonly string[];
  matches(transaction: TransactionMetadata): boolean;
}

/**
 * Reads a filter.
 *
 * @throws {TransactionError} INVALID_REGULAR_EXPRESSION
 */
export function selectTransactions(filter: TransactionFilter, nowMs: number): TransactionSelection {
  const states = new Set(filter.states.map(transactionStateOf));
  const producerIds = new Set(filter.producerIds);
  const pattern = patternOf(filter.pattern);
  const { durationMs } = filter;
  return {
    unknownStates: filter.states.filter((name) => transactionStateOf(name) === undefined),
    matches({ transactionalId, state, producerId, startTimestampMs }) {
      if (producerIds.size > 0 && !producerIds.has(producerId)) return false;
      if (filter.states.length > 0 && !states.has(state)) return false;
      if (durationMs >= 0 && nowMs - startTimestampMs <= durationMs) return false;
      return pattern === null || pattern.test(transactionalId);
    },
  };
}

/** How a transactional id is listed. */
export function listTransaction(transaction: TransactionMetadata): ListedTransaction {
  const { transactionalId, producerId, state } = transaction;
  return { transactionalId, producerId, transactionState: transactionStateName(state) };
}

/** Whoever may ask may give any pattern: none of them may keep the broker busy. */
function patternOf(text: string | null): LinearPattern | null {
  if (text === null || text === "") return null;
  try {
    return new LinearPattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new TransactionError("INVALID_REGULAR_EXPRESSION");
  }
}
