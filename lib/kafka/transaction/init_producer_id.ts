/**
 * InitProducerId with a transactional id: the producer gets an id and an epoch above all that were
 * given before, so that older producers of this transactional id are fenced (KIP-98). A producer
 * that names what it has (KIP-360) goes on with the next epoch.
 *
 * A transaction that is open is aborted first; the client hears CONCURRENT_TRANSACTIONS and comes
 * again.
 *
 * @module
 */
import { fence } from "./end_transaction.ts";
import { TransactionError } from "./transaction_error.ts";
import {
  isEpochExhausted,
  NO_PARTITIONS,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  type ProducerIdentity,
  type TransactionMetadata,
} from "./transaction_metadata.ts";
import { isEnding, TransactionState } from "./transaction_state.ts";
import type { TransactionTurn } from "./transaction_turn.ts";

/** InitProducerId. */
export interface InitProducerIdRequest {
  readonly transactionalId: string;
  /** How long a transaction may be open. */
  readonly timeoutMs: number;
  /** What the producer has; null for a producer that starts. */
  readonly current: ProducerIdentity | null;
}

/**
 * Gives a producer its id and epoch; null where an open transaction is aborted first.
 *
 * @throws {TransactionError} CONCURRENT_TRANSACTIONS while one is ending; PRODUCER_FENCED where
 * another producer took over
 */
export function initProducerId(
  turn: TransactionTurn,
  request: InitProducerIdRequest,
): ProducerIdentity | null {
  const { transactionalId, current } = request;
  const known = turn.transactions.get(transactionalId);
  if (known === undefined) return begin(turn, request);
  if (isEnding(known.state)) throw new TransactionError("CONCURRENT_TRANSACTIONS");
  if (current !== null && !isOwn(known, current)) throw new TransactionError("PRODUCER_FENCED");
  if (known.state === TransactionState.Ongoing) {
    fence(turn, known);
    return null;
  }
  return bump(turn, known, request);
}

function begin(turn: TransactionTurn, request: InitProducerIdRequest): ProducerIdentity {
  const identity = { producerId: turn.takeProducerId(), producerEpoch: 0 };
  turn.put({
    transactionalId: request.transactionalId,
    ...identity,
    previousProducerId: NO_PRODUCER_ID,
    nextProducerId: NO_PRODUCER_ID,
    lastProducerEpoch: NO_PRODUCER_EPOCH,
    timeoutMs: request.timeoutMs,
    state: TransactionState.Empty,
    partitions: NO_PARTITIONS,
    startTimestampMs: -1,
    lastUpdateTimestampMs: turn.nowMs,
    clientTransactionVersion: 0,
  });
  return identity;
}

/** Whether the producer id is the one in use, or that before it: a retry of its last bump. */
function isOwn(known: TransactionMetadata, current: ProducerIdentity): boolean {
  return current.producerId === known.producerId ||
    (current.producerId === known.previousProducerId && isEpochExhausted(current.producerEpoch));
}

function bump(
  turn: TransactionTurn,
  known: TransactionMetadata,
  { current, timeoutMs }: InitProducerIdRequest,
): ProducerIdentity {
  const { producerEpoch, lastProducerEpoch } = known;
  let identity: ProducerIdentity;
  let previousProducerId = known.producerId;
  let last = current === null ? NO_PRODUCER_EPOCH : producerEpoch;
  if (current === null || current.producerEpoch === producerEpoch) {
    identity = isEpochExhausted(producerEpoch)
      ? { producerId: turn.takeProducerId(), producerEpoch: 0 }
      : { producerId: known.producerId, producerEpoch: producerEpoch + 1 };
  } else if (current.producerEpoch === lastProducerEpoch) {
    // A retry of a call that succeeded. A new producer's call would have left no last epoch.
    identity = { producerId: known.producerId, producerEpoch };
    last = lastProducerEpoch;
    previousProducerId = known.previousProducerId;
  } else {
    throw new TransactionError("PRODUCER_FENCED");
  }
  turn.put({
    ...known,
    ...identity,
    previousProducerId,
    nextProducerId: NO_PRODUCER_ID,
    lastProducerEpoch: last,
    timeoutMs,
    state: TransactionState.Empty,
    partitions: NO_PARTITIONS,
    startTimestampMs: -1,
    lastUpdateTimestampMs: turn.nowMs,
  });
  return identity;
}
