/**
 * Produce (API key 0), versions 0 to 13.
 *
 * Each partition's batch is checked, appended and answered by itself: one refused partition does
 * not hold up the others. acks=1 and acks=0 are answered from the mapped log; acks=all waits until
 * the disk has it, unless `acks.all.flush.enable` is off.
 *
 * - 0 to 2: message sets of format 0 and 1, converted to one batch of format 2
 * - 3: exactly one record batch per partition
 * - 11: the client knows TRANSACTION_ABORTABLE; older ones get INVALID_TXN_STATE
 * - 12: a partition joins the transaction by being written to (transaction_admission.ts)
 * - 13: topics by id
 *
 * @module
 */
import {
  batchBaseSequence,
  batchIsTransactional,
  batchProducerEpoch,
  batchRecordCount,
  int64At,
  PRODUCER_ID_POSITION,
} from "../../bytes/batch_header.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { DiskFullError } from "../../io/file.ts";
import { LogOfflineError } from "../../storage/log.ts";
import { type PartitionLog, SequenceError } from "../log/partition_log.ts";
import { ProduceRequest, ProduceResponse } from "../messages/produce.ts";
import { ErrorCode, errorName } from "../protocol/error_code.ts";
import { patchBatchTimestamp, TimestampType } from "../record/record_batch.ts";
import { recompress, type Recompressed } from "../record/recompress.ts";
import { TOO_LARGE_FOR_LOOP } from "../record/validate_records.ts";
import { upConvert } from "../record/up_convert.ts";
import type { BatchError } from "../record/batch_error.ts";
import { validateBatch } from "../record/validate_batch.ts";
import type { Input } from "../schema/mod.ts";
import { isInternalTopic, ZNODES_TOPIC } from "../topic/topic_name.ts";
import type { Broker } from "./broker.ts";
import { type Draft, handler, type RequestContext } from "./handler.ts";
import {
  admitBatches,
  needsAdmission,
  type TransactionalBatch,
  transactionFault,
} from "./transaction_admission.ts";

type TopicResponse = Input<typeof ProduceResponse>["responses"][number];
type PartitionResponse = Draft<TopicResponse["partitionResponses"][number]>;

/** The one client that may write to the broker's own topics, as in Kafka. */
const ADMIN_CLIENT_ID = "__admin_client";
/** First version whose records are batches of format 2. */
const BATCH_VERSION_MIN = 3;
const NO_RECORDS = new Uint8Array(0);

export const produce = handler({
  request: ProduceRequest,
  response: ProduceResponse,
  versions: [0, 13],
  handle: handleProduce,
});

function handleProduce(request: ProduceRequest, context: RequestContext) {
  const refusal = transactionFault(request, context.apiVersion);
  if (refusal !== ErrorCode.NONE) return refuseRequest(request, refusal, context);
  const waits: Promise<unknown>[] = [];
  const unadmitted: TransactionalBatch[] = [];
  const acksValid = request.acks >= -1 && request.acks <= 1;
  const responses: TopicResponse[] = [];
  for (const { name, topicId, partitionData } of request.topicData) {
    const topic = context.apiVersion >= 13
      ? context.broker.image.topicNames.get(topicId) ?? null
      : name;
    const partitionResponses: PartitionResponse[] = [];
    for (const { index, records } of partitionData) {
      const response: PartitionResponse = { index, errorCode: ErrorCode.NONE, baseOffset: -1 };
      partitionResponses.push(response);
      if (!acksValid) response.errorCode = ErrorCode.INVALID_REQUIRED_ACKS;
      else if (topic === null) response.errorCode = ErrorCode.UNKNOWN_TOPIC_ID;
      else {
        const { acks } = request;
        produceTo({ topic, index, records, acks, response, waits, unadmitted }, context);
      }
      countRefusal(topic, response, context);
    }
    responses.push({ name, topicId, partitionResponses });
  }
  if (unadmitted.length > 0) {
    waits.push(admitBatches(unadmitted, request.transactionalId ?? "", context));
  }
  if (request.acks === 0) {
    disconnectIfRefused(responses, context);
    if (waits.length > 0) {
      void Promise.all(waits).then(() => disconnectIfRefused(responses, context));
    }
    return null;
  }
  if (waits.length === 0) return { responses };
  return Promise.all(waits).then(() => ({ responses }));
}

/** The same code for every partition. */
function refuseRequest(request: ProduceRequest, errorCode: number, context: RequestContext) {
  const responses = request.topicData.map(({ name, topicId, partitionData }) => ({
    name,
    topicId,
    partitionResponses: partitionData.map(({ index }) => {
      const response: PartitionResponse = { index, errorCode, baseOffset: -1 };
      countRefusal(name, response, context);
      return response;
    }),
  }));
  if (request.acks !== 0) return { responses };
  disconnectIfRefused(responses, context);
  return null;
}

function countRefusal(
  topic: string | null,
  { errorCode }: PartitionResponse,
  { broker }: RequestContext,
): void {
  if (errorCode === ErrorCode.NONE) return;
  const isKnown = errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  broker.traffic.refused(ProduceRequest.apiKey, isKnown ? topic : null, errorCode);
}

/** With acks=0 there is no answer that could tell of a refusal: as Kafka does, hang up instead. */
function disconnectIfRefused(responses: TopicResponse[], { connection }: RequestContext): void {
  for (const { name, partitionResponses } of responses) {
    const refused = partitionResponses.find(({ errorCode }) => errorCode !== ErrorCode.NONE);
    if (refused === undefined) continue;
    connection.disconnect(
      `produce with acks=0 to ${name}-${refused.index} was refused: ` +
        `${errorName(refused.errorCode)} ${refused.errorMessage ?? ""}`.trimEnd(),
    );
    return;
  }
}

/** One partition's part of a request. */
interface PartitionWrite {
  topic: string;
  index: number;
  records: Uint8Array | null;
  acks: number;
  response: PartitionResponse;
  /** Gets what must end before the request is answered. */
  waits: Promise<unknown>[];
  /** Gets a transactional batch of which the coordinator must be asked first. */
  unadmitted: TransactionalBatch[];
  /** Its records are too many to be looked at in one turn of the loop. */
  isUnseen?: boolean;
  /** Asked right before a transactional batch is appended that had to wait. */
  mayAppend?: () => boolean;
}

/** What is in `__znodes` has happened to the tree: nobody else has anything to say there. */
function isReadOnly(topic: string, clientId: string | null): boolean {
  if (!isInternalTopic(topic)) return false;
  return clientId !== ADMIN_CLIENT_ID || topic === ZNODES_TOPIC;
}

function produceTo(write: PartitionWrite, context: RequestContext): void {
  const { response } = write;
  if (isReadOnly(write.topic, context.clientId)) {
    response.errorCode = ErrorCode.INVALID_TOPIC_EXCEPTION;
    return;
  }
  const partition = context.broker.partitions.get(write.topic, write.index);
  if (partition === undefined) {
    response.errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return;
  }
  try {
    append(partition, write, context);
  } catch (error) {
    refuse(response, error, context);
  }
}

function append(partition: PartitionLog, write: PartitionWrite, context: RequestContext): void {
  const { response } = write;
  const { broker } = context;
  const { rules } = partition;
  rules.nowMs = broker.clock.nowMs();
  rules.produceVersion = Math.max(BATCH_VERSION_MIN, context.apiVersion);
  const records = write.records ?? NO_RECORDS;
  const batch = context.apiVersion < BATCH_VERSION_MIN ? upConvert(records, rules) : records;
  if (!(batch instanceof Uint8Array)) return noteFault(response, batch);
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const fault = validateBatch(batch, view, rules);
  write.isUnseen = fault === TOO_LARGE_FOR_LOOP;
  if (fault !== null && !write.isUnseen) return noteFault(response, fault);
  if (batchIsTransactional(view, 0)) {
    const producerId = int64At(view, PRODUCER_ID_POSITION);
    const epoch = batchProducerEpoch(view, 0);
    if (needsAdmission(partition, producerId, epoch)) {
      const producer = { producerId, epoch, baseSequence: batchBaseSequence(view, 0) };
      // The frame's memory is not ours any more when the coordinator has answered.
      const own = batch.slice();
      write.unadmitted.push(
        transactionalBatch(partition, { own, producer }, { write, context }),
      );
      return;
    }
  }
  appendChecked(partition, batch, { write, context });
}

/** A batch that goes on when the coordinator has answered. */
function transactionalBatch(
  partition: PartitionLog,
  { own, producer }: {
    own: Uint8Array;
    producer: Pick<TransactionalBatch, "producerId" | "epoch" | "baseSequence">;
  },
  { write, context }: AppendCall,
): TransactionalBatch {
  const { topic, response } = write;
  return {
    ...producer,
    topic,
    partition,
    append(mayAppend) {
      const waits: Promise<unknown>[] = [];
      try {
        appendChecked(partition, own, { write: { ...write, waits, mayAppend }, context });
      } catch (error) {
        refuse(response, error, context);
      }
      countRefusal(topic, response, context);
      return Promise.all(waits);
    },
    refuse(errorCode, message) {
      response.errorCode = errorCode;
      response.errorMessage = message;
      countRefusal(topic, response, context);
    },
  };
}

/** Appends a batch that may be appended, recompressed where the topic's codec is another. */
function appendChecked(
  partition: PartitionLog,
  batch: Uint8Array,
  { write, context }: AppendCall,
): void {
  const { rules } = partition;
  const { recompressions } = context.broker.partitions;
  let ready: Recompressed | Promise<Recompressed> = batch;
  if (write.isUnseen) ready = TOO_LARGE_FOR_LOOP;
  else if (rules.compression !== null) ready = recompress(batch, rules);
  if (ready === TOO_LARGE_FOR_LOOP) ready = recompressions.inspect(batch, rules);
  if (ready instanceof Promise || recompressions.isWaiting(partition)) {
    // The frame's memory is not ours any more when the batch's turn comes.
    const own = ready === batch ? batch.slice() : ready;
    write.waits.push(appendInTurn(partition, own, { write, context }));
  } else if (ready instanceof Uint8Array) appendBatch(partition, ready, { write, context });
  else noteFault(write.response, ready);
}

/** What an append answers to. */
interface AppendCall {
  write: PartitionWrite;
  context: RequestContext;
}

/**
 * Appends after the batches before it, of which one is being recompressed.
 *
 * @returns resolves when the partition's part of the request may be answered
 */
async function appendInTurn(
  partition: PartitionLog,
  batch: Recompressed | Promise<Recompressed>,
  { write, context }: AppendCall,
): Promise<void> {
  const { topic, response } = write;
  const waits: Promise<unknown>[] = [];
  try {
    await context.broker.partitions.recompressions.run(partition, batch, (ready) => {
      if (!(ready instanceof Uint8Array)) return noteFault(response, ready);
      appendBatch(partition, ready, { write: { ...write, waits }, context });
    });
  } catch (error) {
    refuse(response, error, context);
  }
  countRefusal(topic, response, context);
  await Promise.all(waits);
}

function appendBatch(
  partition: PartitionLog,
  batch: Uint8Array,
  { write, context }: AppendCall,
): void {
  const { response } = write;
  const { broker } = context;
  if (write.mayAppend !== undefined && !write.mayAppend()) {
    throw new SequenceError("INVALID_TXN_STATE", "Record was not part of an ongoing transaction");
  }
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  if (partition.rules.logAppendTime) {
    const maxTimestamp = broker.clock.nowMs();
    patchBatchTimestamp(batch, view, {
      position: 0,
      timestampType: TimestampType.LOG_APPEND_TIME,
      maxTimestamp,
    });
    response.logAppendTimeMs = maxTimestamp;
  }
  const { baseOffset, endOffset } = partition.append(batch);
  broker.traffic.produced(write.topic, batch.length, batchRecordCount(view, 0));
  response.baseOffset = baseOffset;
  response.logStartOffset = partition.logStartOffset;
  if (!mustWait(partition, endOffset, { acks: write.acks, broker })) return;
  write.waits.push(
    partition.log.flushed(endOffset).catch((error) => refuse(response, error, context)),
  );
}

/** acks=all waits for the disk; acks=1 does where flush.messages has just asked for a flush. */
function mustWait(
  { log }: PartitionLog,
  endOffset: number,
  { acks, broker }: { acks: number; broker: Broker },
): boolean {
  if (log.flushedOffset >= endOffset || acks === 0) return false;
  if (acks === -1 && broker.config.acksAllFlushEnable) return true;
  return log.flushAskedOffset >= endOffset;
}

function noteFault(response: PartitionResponse, fault: BatchError): void {
  response.errorCode = ErrorCode[fault.error];
  response.errorMessage = fault.message;
  response.recordErrors = fault.recordErrors.map(({ batchIndex, message }) => ({
    batchIndex,
    batchIndexErrorMessage: message,
  }));
}

function refuse(response: PartitionResponse, error: unknown, context: RequestContext): void {
  response.baseOffset = -1;
  response.errorMessage = error instanceof Error ? error.message : String(error);
  if (error instanceof SequenceError) response.errorCode = ErrorCode[error.error];
  else if (error instanceof DiskFullError || error instanceof LogOfflineError) {
    response.errorCode = ErrorCode.KAFKA_STORAGE_ERROR;
  } else if (error instanceof MalformedError) response.errorCode = ErrorCode.CORRUPT_MESSAGE;
  else {
    response.errorCode = ErrorCode.UNKNOWN_SERVER_ERROR;
    context.broker.logger.error(`produce failed: ${response.errorMessage}`);
  }
}
