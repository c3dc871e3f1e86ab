/**
 * The end of a transaction: EndTxn of a client, and the fencing of a producer whose transaction is
 * too old or in the way of a new producer. What is decided here is on disk before any marker is
 * written (complete_transaction.ts).
 *
 * What EndTxn is answered, for a producer id that fits. "Current" is the epoch in force, "retry"
 * the one before it, which is what a client of KIP-890 sends again when it missed the answer:
 *
 * | state | clients before KIP-890 | KIP-890, current | KIP-890, retry |
 * | --- | --- | --- | --- |
 * | Empty | refused | abort: ends; commit: refused | PRODUCER_FENCED |
 * | Ongoing | ends | ends | PRODUCER_FENCED |
 * | Prepare* | same end: to wait; other: refused | to wait | same end: to wait; other: refused |
 * | Complete* | same end: NONE; other: refused | as Empty | same end: NONE; other: refused |
 *
 * Refused is INVALID_TXN_STATE, to wait CONCURRENT_TRANSACTIONS.
 *
 * @module
 */
import { TransactionError } from "./transaction_error.ts";
import {
  EPOCH_BUMP_VERSION,
  identityAfterEnd,
  isEpochExhausted,
  LAST_CLIENT_EPOCH,
  NO_PRODUCER_ID,
  type ProducerIdentity,
  type TransactionMetadata,
} from "./transaction_metadata.ts";
import { isEnding, isIdle, TransactionState } from "./transaction_state.ts";
import type { TransactionTurn } from "./transaction_turn.ts";

/** EndTxn. */
export interface EndTransactionRequest extends ProducerIdentity {
  readonly transactionalId: string;
  readonly isCommit: boolean;
  /** Whether the client takes the next epoch from the answer: EndTxn 5 and later (KIP-890). */
  readonly bumpsEpoch: boolean;
}

/**
 * Commits or aborts.
 *
 * @returns the id and epoch that the producer goes on with
 * @throws {TransactionError} INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, INVALID_TXN_STATE;
 * CONCURRENT_TRANSACTIONS while markers are written
 */
export function endTransaction(
  turn: TransactionTurn,
  request: EndTransactionRequest,
): ProducerIdentity {
  const known = turn.transactions.get(request.transactionalId);
  if (known === undefined) throw new TransactionError("INVALID_PRODUCER_ID_MAPPING");
  return request.bumpsEpoch ? endBumping(turn, known, request) : endKeeping(turn, known, request);
}

/** EndTxn before KIP-890: the epoch stays. */
function endKeeping(
  turn: TransactionTurn,
  known: TransactionMetadata,
  request: EndTransactionRequest,
): ProducerIdentity {
  if (request.producerId !== known.producerId) {
    throw new TransactionError("INVALID_PRODUCER_ID_MAPPING");
  }
  if (request.producerEpoch !== known.producerEpoch) throw new TransactionError("PRODUCER_FENCED");
  if (known.state !== TransactionState.Ongoing) return endAgain(known, request);
  const next: TransactionMetadata = {
    ...known,
    previousProducerId: known.producerId,
    nextProducerId: NO_PRODUCER_ID,
    state: request.isCommit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort,
    lastUpdateTimestampMs: turn.nowMs,
    clientTransactionVersion: 0,
  };
  turn.put(next);
  return identityAfterEnd(next);
}

function endBumping(
  turn: TransactionTurn,
  known: TransactionMetadata,
  request: EndTransactionRequest,
): ProducerIdentity {
  const { producerId, producerEpoch, isCommit } = request;
  // The answer that was missed had told a new producer id, for the epochs were used up.
  const isRetryOfLastEpoch = producerId === known.previousProducerId &&
    producerEpoch === LAST_CLIENT_EPOCH && known.producerEpoch === 0;
  const isRetry = isRetryOfLastEpoch ||
    (producerId === known.producerId && producerEpoch === known.producerEpoch - 1);
  if (isEnding(known.state)) {
    // Beginning and ending the next transaction at once: the client is early, not fenced.
    const after = identityAfterEnd(known);
    if (after.producerId === producerId && after.producerEpoch === producerEpoch) {
      throw new TransactionError("CONCURRENT_TRANSACTIONS");
    }
  }
  if (producerId !== known.producerId && !isRetryOfLastEpoch) {
    throw new TransactionError("INVALID_PRODUCER_ID_MAPPING");
  }
  const isCurrent = producerId === known.producerId && producerEpoch === known.producerEpoch;
  const mayRetry = isEnding(known.state) || isComplete(known.state);
  if (isRetry && mayRetry) return endAgain(known, request);
  if (!isCurrent) throw new TransactionError("PRODUCER_FENCED");
  const endsNothing = isIdle(known.state);
  if (endsNothing && isCommit) throw new TransactionError("INVALID_TXN_STATE");
  return prepare(turn, known, { isCommit });
}

/** A request that the state has already answered. */
function endAgain(
  known: TransactionMetadata,
  { isCommit }: EndTransactionRequest,
): ProducerIdentity {
  const { PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort } = TransactionState;
  const same = isCommit ? [PrepareCommit, CompleteCommit] : [PrepareAbort, CompleteAbort];
  if (known.state === same[0]) throw new TransactionError("CONCURRENT_TRANSACTIONS");
  if (known.state !== same[1]) throw new TransactionError("INVALID_TXN_STATE");
  return { producerId: known.producerId, producerEpoch: known.producerEpoch };
}

/**
 * Aborts an open transaction on the broker's behalf. The epoch is bumped, so that its producer
 * hears of it: whatever it sends is fenced.
 */
export function fence(turn: TransactionTurn, known: TransactionMetadata): void {
  prepare(turn, known, { isCommit: false });
}

/** Decides the end, with the next epoch; a new producer id follows where no epoch is left. */
function prepare(
  turn: TransactionTurn,
  known: TransactionMetadata,
  { isCommit }: { isCommit: boolean },
): ProducerIdentity {
  const { producerEpoch } = known;
  const next: TransactionMetadata = {
    ...known,
    previousProducerId: known.producerId,
    nextProducerId: isEpochExhausted(producerEpoch) ? turn.takeProducerId() : NO_PRODUCER_ID,
    // An epoch of Kafka's own fencing may be the highest there is; the next producer id follows.
    producerEpoch: Math.min(producerEpoch + 1, LAST_CLIENT_EPOCH + 1),
    lastProducerEpoch: producerEpoch,
    state: isCommit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort,
    // A transaction without partitions never started, but its markers need a time.
    startTimestampMs: isIdle(known.state) ? turn.nowMs : known.startTimestampMs,
    lastUpdateTimestampMs: turn.nowMs,
    clientTransactionVersion: EPOCH_BUMP_VERSION,
  };
  turn.put(next);
  return identityAfterEnd(next);
}

function isComplete(state: TransactionState): boolean {
  return state === TransactionState.CompleteCommit || state === TransactionState.CompleteAbort;
}
