/**
 * Adding partitions to a transaction (AddPartitionsToTxn, AddOffsetsToTxn, and what Produce and
 * TxnOffsetCommit add by themselves under KIP-890), and asking whether they are in it.
 *
 * @module
 */
import { TransactionError } from "./transaction_error.ts";
import {
  includes,
  includesAll,
  NO_PRODUCER_ID,
  type ProducerIdentity,
  type TransactionMetadata,
  type TransactionPartition,
  withPartitions,
} from "./transaction_metadata.ts";
import { isEnding, TransactionState } from "./transaction_state.ts";
import type { TransactionTurn } from "./transaction_turn.ts";

/** Partitions of one transaction. */
export interface PartitionsOfTransaction extends ProducerIdentity {
  readonly transactionalId: string;
  readonly partitions: readonly TransactionPartition[];
}

/** Partitions to add. */
export interface PartitionsToAdd extends PartitionsOfTransaction {
  /** 2 where the broker adds them for a client of KIP-890, 0 where the client asks. */
  readonly clientTransactionVersion: number;
}

/**
 * Adds partitions; the first ones open the transaction.
 *
 * @throws {TransactionError} INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED; CONCURRENT_TRANSACTIONS
 * while the transaction before is ending
 */
export function addPartitions(turn: TransactionTurn, request: PartitionsToAdd): void {
  const { transactionalId, partitions } = request;
  const known = turn.transactions.get(transactionalId);
  if (known === undefined) throw new TransactionError("INVALID_PRODUCER_ID_MAPPING");
  // First of all: the id and epoch that the client was told are in force only at the end (KIP-890).
  if (isEnding(known.state)) throw new TransactionError("CONCURRENT_TRANSACTIONS");
  requireOwner(known, request);
  const isOpen = known.state === TransactionState.Ongoing;
  if (isOpen && includesAll(known.partitions, partitions)) return;
  turn.put({
    ...known,
    previousProducerId: known.producerId,
    nextProducerId: NO_PRODUCER_ID,
    state: TransactionState.Ongoing,
    partitions: withPartitions(known.partitions, partitions),
    startTimestampMs: isOpen ? known.startTimestampMs : turn.nowMs,
    lastUpdateTimestampMs: turn.nowMs,
    clientTransactionVersion: request.clientTransactionVersion,
  });
}

/**
 * Tells for each partition whether it is in the transaction: NONE or TRANSACTION_ABORTABLE.
 *
 * @throws {TransactionError} as {@linkcode addPartitions}
 */
export function verifyPartitions(
  turn: TransactionTurn,
  request: PartitionsOfTransaction,
): ("NONE" | "TRANSACTION_ABORTABLE")[] {
  const known = turn.transactions.get(request.transactionalId);
  if (known === undefined) throw new TransactionError("INVALID_PRODUCER_ID_MAPPING");
  requireOwner(known, request);
  if (isEnding(known.state)) throw new TransactionError("CONCURRENT_TRANSACTIONS");
  return request.partitions.map((place) =>
    includes(known.partitions, place) ? "NONE" : "TRANSACTION_ABORTABLE"
  );
}

function requireOwner(known: TransactionMetadata, producer: ProducerIdentity): void {
  if (known.producerId !== producer.producerId) {
    throw new TransactionError("INVALID_PRODUCER_ID_MAPPING");
  }
  if (known.producerEpoch !== producer.producerEpoch) throw new TransactionError("PRODUCER_FENCED");
}
