/**
 * Lets transactional batches of a Produce request in. A partition that has the producer's
 * transaction open takes them at once (produce.ts); for any other the transaction coordinator is
 * asked first, and, for clients of KIP-890, adds the partition to the transaction.
 *
 * Batches of one producer stay in order: one that finds another waiting waits behind it.
 *
 * @module
 */
import {
  ATTRIBUTES_POSITION,
  BATCH_ATTRIBUTE,
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  batchProducerEpoch,
  batchProducerId,
  MAGIC_POSITION,
} from "../../bytes/batch_header.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { Verification } from "../log/verifications.ts";
import type { ProduceRequest } from "../messages/produce.ts";
import { ErrorCode, errorName } from "../protocol/error_code.ts";
import type { RequestContext } from "./handler.ts";

/** First version of Produce that carries transactions. */
const TRANSACTION_VERSION_MIN = 3;
/** First version whose clients know TRANSACTION_ABORTABLE. */
const ABORTABLE_VERSION_MIN = 11;
/** First version whose partitions join the transaction by being written to. */
const IMPLICIT_ADD_VERSION_MIN = 12;

/** Which of a producer's batches it is. */
export interface BatchProducer {
  readonly producerId: number;
  readonly epoch: number;
  readonly baseSequence: number;
}

/** A checked transactional batch. */
export interface TransactionalBatch extends BatchProducer {
  readonly topic: string;
  readonly partition: PartitionLog;
  /**
   * Appends it, at once or in its turn.
   *
   * @param mayAppend asked right before; false refuses it with INVALID_TXN_STATE
   * @returns ends when it is as durable as it has to be; never rejects
   */
  append(mayAppend: () => boolean): Promise<unknown>;
  refuse(errorCode: number, message: string): void;
}

/**
 * Why no part of a request is served: transactional batches need a transactional id, and all of
 * them one producer.
 */
export function transactionFault(
  { topicData, transactionalId }: ProduceRequest,
  apiVersion: number,
): number {
  if (apiVersion < TRANSACTION_VERSION_MIN) return ErrorCode.NONE;
  let first: DataView | null = null;
  for (const { partitionData } of topicData) {
    for (const { records } of partitionData) {
      if (records === null || !isTransactional(records)) continue;
      if (transactionalId === null) return ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
      const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
      first ??= view;
      const isSame = batchProducerId(view, 0) === batchProducerId(first, 0) &&
        batchProducerEpoch(view, 0) === batchProducerEpoch(first, 0);
      if (!isSame) return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
    }
  }
  return ErrorCode.NONE;
}

/** Looks at the header without making a view: most batches are not. */
function isTransactional(records: Uint8Array): boolean {
  return records.length >= BATCH_HEADER_BYTES && records[MAGIC_POSITION] === BATCH_MAGIC &&
    (records[ATTRIBUTES_POSITION + 1]! & BATCH_ATTRIBUTE.TRANSACTIONAL) !== 0;
}

/** True where the coordinator must be asked about a batch, or an earlier one waits for that. */
export function needsAdmission(
  { producers }: PartitionLog,
  producerId: number,
  epoch: number,
): boolean {
  return !producers.hasOpenTransaction(producerId, epoch) ||
    producers.verifications.turnOf(producerId) !== undefined;
}

/**
 * Asks about batches, in one question for all, and appends or refuses each.
 *
 * @returns ends when those appended are as durable as they have to be; never rejects
 */
export async function admitBatches(
  batches: readonly TransactionalBatch[],
  transactionalId: string,
  context: RequestContext,
): Promise<void> {
  const earlier = batches.map(({ partition, producerId }) =>
    partition.producers.verifications.turnOf(producerId)
  ).filter((turn) => turn !== undefined);
  const work = Promise.all(earlier).then(() => admitInTurn(batches, transactionalId, context))
    .catch((error) => {
      refuseAll(batches, error, context);
      return [];
    });
  for (const { partition, producerId } of batches) {
    partition.producers.verifications.holdTurn(producerId, work);
  }
  await Promise.all(await work);
}

function refuseAll(
  batches: readonly TransactionalBatch[],
  error: unknown,
  { broker }: RequestContext,
): void {
  const message = error instanceof Error ? error.message : String(error);
  broker.logger.error(`cannot ask about a transaction: ${message}`);
  for (const batch of batches) batch.refuse(ErrorCode.UNKNOWN_SERVER_ERROR, message);
}

/** @returns what the appended batches still wait for */
async function admitInTurn(
  batches: readonly TransactionalBatch[],
  transactionalId: string,
  context: RequestContext,
): Promise<Promise<unknown>[]> {
  const canAdd = context.apiVersion >= IMPLICIT_ADD_VERSION_MIN;
  const mustAsk = canAdd || context.broker.config.transactionPartitionVerificationEnable;
  const asked = mustAsk ? batches.filter(isUnknown) : [];
  const questions = new Map<TransactionalBatch, Verification>();
  const client = { nowMs: context.broker.clock.nowMs(), bumpsEpoch: canAdd };
  for (const batch of asked) {
    questions.set(batch, batch.partition.producers.verifications.start(batch, client));
  }
  const codes = await ask(asked, transactionalId, context);
  const codeOf = new Map(asked.map((batch, i) => [batch, codes[i]!]));
  const appending: Promise<unknown>[] = [];
  for (const batch of batches) {
    const question = questions.get(batch);
    const code = codeOf.get(batch) ?? ErrorCode.NONE;
    if (code !== ErrorCode.NONE) refuse(batch, code, context.apiVersion);
    else appending.push(batch.append(() => !mustAsk || mayAppend(batch, question)));
  }
  return appending;
}

/** True where nothing tells that the batch may be appended, or that it must not be. */
function isUnknown({ partition, producerId, epoch }: TransactionalBatch): boolean {
  const knownEpoch = partition.producers.get(producerId)?.epoch ?? -1;
  return epoch >= knownEpoch && !partition.hasOpenTransaction(producerId, epoch);
}

/**
 * False where a marker has ended the transaction since the coordinator was asked, or, where it had
 * not to be asked, since then. A stale epoch is the partition's to refuse.
 */
function mayAppend(batch: TransactionalBatch, question: Verification | undefined): boolean {
  const { partition: { producers }, producerId, epoch } = batch;
  if (question !== undefined && producers.verifications.get(producerId) === question) return true;
  return producers.hasOpenTransaction(producerId, epoch) ||
    epoch < (producers.get(producerId)?.epoch ?? -1);
}

/** The coordinator's code for each batch. */
async function ask(
  asked: readonly TransactionalBatch[],
  transactionalId: string,
  { broker, apiVersion }: RequestContext,
): Promise<readonly number[]> {
  const [first] = asked;
  if (first === undefined) return [];
  const { producerId, epoch: producerEpoch } = first;
  const partitions = asked.map(({ topic, partition }) => ({ topic, partition: partition.index }));
  const question = { transactionalId, producerId, producerEpoch, partitions };
  if (apiVersion < IMPLICIT_ADD_VERSION_MIN) {
    return await broker.transactions.verifyPartitions(question);
  }
  const code = await broker.transactions.admit({ ...question, canAdd: true });
  return asked.map(() => code);
}

/** Gives the coordinator's answer as producers of the version know it. */
function refuse(batch: TransactionalBatch, code: number, apiVersion: number): void {
  switch (code) {
    case ErrorCode.PRODUCER_FENCED:
      batch.refuse(
        ErrorCode.INVALID_PRODUCER_EPOCH,
        `Epoch ${batch.epoch} of producer ${batch.producerId} is not in use any more`,
      );
      return;
    case ErrorCode.TRANSACTION_ABORTABLE:
      if (apiVersion >= ABORTABLE_VERSION_MIN) break;
      batch.refuse(ErrorCode.INVALID_TXN_STATE, "Partition was not added to the transaction");
      return;
    case ErrorCode.CONCURRENT_TRANSACTIONS:
      if (apiVersion >= IMPLICIT_ADD_VERSION_MIN) break;
      refuseForNow(batch, code);
      return;
    case ErrorCode.NETWORK_EXCEPTION:
    case ErrorCode.COORDINATOR_LOAD_IN_PROGRESS:
    case ErrorCode.COORDINATOR_NOT_AVAILABLE:
    case ErrorCode.NOT_COORDINATOR:
      refuseForNow(batch, code);
      return;
  }
  batch.refuse(code, `The transaction coordinator answered ${errorName(code)}`);
}

/** Producers retry this one without asking for metadata first, also those that know no better. */
function refuseForNow(batch: TransactionalBatch, code: number): void {
  batch.refuse(
    ErrorCode.NOT_ENOUGH_REPLICAS,
    `Unable to verify the partition has been added to the transaction: ${errorName(code)}`,
  );
}
