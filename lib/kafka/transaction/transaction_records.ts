/**
 * The records of `__transaction_state` in Kafka's own form: the transactional id as key, its state
 * as value, each opening with its version. The value is of version 1, as Kafka writes it where
 * transaction.version is above 0; version 0 is read too.
 *
 * Two tagged fields are written that Kafka 4.3 reads but does not write, and only where they say
 * something: nextProducerId while a transaction ends that used up its epochs, previousProducerId
 * after that. Without them a crash at this moment would leave the producer without the id it was
 * told.
 *
 * @module
 */
import { Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import type { KeyValueRecord } from "../../state_machine/record_log.ts";
import { TransactionLogKey, TransactionLogValue } from "../messages/transaction_log_record.ts";
import {
  NO_PARTITIONS,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  type TransactionMetadata,
} from "./transaction_metadata.ts";
import { isTransactionState, TransactionState } from "./transaction_state.ts";

/** The one version that keys have; it is the record's type as well. */
const KEY_VERSION = 0;
const VALUE_VERSION = 1;

/** What a record says; null for a transactional id that is gone. */
export interface TransactionRecord {
  readonly transactionalId: string;
  readonly transaction: TransactionMetadata | null;
}

/**
 * Reads a record.
 *
 * @returns null for a record of another type, which a newer Kafka may have left
 * @throws {MalformedError} where the bytes are not what their version promises
 * @throws {UnsupportedVersionError} where the value is of a version that Kafka does not have yet
 */
export function readTransactionRecord({ key, value }: KeyValueRecord): TransactionRecord | null {
  const reader = new Reader(key);
  if (reader.int16() !== KEY_VERSION) return null;
  const { transactionalId } = TransactionLogKey.decode(reader, KEY_VERSION);
  return {
    transactionalId,
    transaction: value === null ? null : readValue(transactionalId, value),
  };
}

function readValue(transactionalId: string, bytes: Uint8Array): TransactionMetadata {
  const reader = new Reader(bytes);
  const value = TransactionLogValue.decode(reader, reader.int16());
  const state = value.transactionStatus;
  if (!isTransactionState(state)) {
    throw new RangeError(`Cannot read the state of transactional id ${transactionalId}: ${state}`);
  }
  return {
    transactionalId,
    producerId: Number(value.producerId),
    previousProducerId: Number(value.previousProducerId),
    nextProducerId: Number(value.nextProducerId),
    producerEpoch: value.producerEpoch,
    lastProducerEpoch: NO_PRODUCER_EPOCH,
    timeoutMs: value.transactionTimeoutMs,
    state,
    partitions: value.transactionPartitions === null ? NO_PARTITIONS : new Map(
      value.transactionPartitions.map(({ topic, partitionIds }) => [topic, new Set(partitionIds)]),
    ),
    startTimestampMs: value.transactionStartTimestampMs,
    lastUpdateTimestampMs: value.transactionLastUpdateTimestampMs,
    clientTransactionVersion: value.clientTransactionVersion,
  };
}

/** The record of a transactional id. */
export function transactionRecord(transaction: TransactionMetadata): KeyValueRecord {
  const { producerId, previousProducerId, state, partitions } = transaction;
  if (state === TransactionState.Empty && partitions.size > 0) {
    throw new Error(`Cannot write ${transaction.transactionalId}: it is Empty but has partitions`);
  }
  const writer = new Writer();
  writer.int16(VALUE_VERSION);
  TransactionLogValue.encode(writer, VALUE_VERSION, {
    producerId: BigInt(producerId),
    previousProducerId: BigInt(
      previousProducerId === producerId ? NO_PRODUCER_ID : previousProducerId,
    ),
    nextProducerId: BigInt(transaction.nextProducerId),
    producerEpoch: transaction.producerEpoch,
    transactionTimeoutMs: transaction.timeoutMs,
    transactionStatus: state,
    transactionPartitions: state === TransactionState.Empty ? null : [...partitions].map(
      ([topic, indexes]) => ({ topic, partitionIds: [...indexes] }),
    ),
    transactionLastUpdateTimestampMs: transaction.lastUpdateTimestampMs,
    transactionStartTimestampMs: transaction.startTimestampMs,
    clientTransactionVersion: transaction.clientTransactionVersion,
  });
  return { key: keyBytes(transaction.transactionalId), value: writer.finish() };
}

/** Says that a transactional id is gone. */
export function transactionTombstone(transactionalId: string): KeyValueRecord {
  return { key: keyBytes(transactionalId), value: null };
}

function keyBytes(transactionalId: string): Uint8Array {
  const writer = new Writer();
  writer.int16(KEY_VERSION);
  TransactionLogKey.encode(writer, KEY_VERSION, { transactionalId });
  return writer.finish();
}
