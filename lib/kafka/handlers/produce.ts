/**
 * Produce (API key 0), versions 0 to 13.
 *
 * Each partition's batch is checked, appended and answered by itself: one refused partition does
 * not hold up the others. acks=1 and acks=0 are answered from the mapped log; acks=all waits until
 * the disk has it, unless `acks.all.flush.enable` is off.
 *
 * - 0 to 2: message sets of format 0 and 1, converted to one batch of format 2
 * - 3: exactly one record batch per partition
 * - 13: topics by id
 *
 * Not done: transactional batches are refused with INVALID_TXN_STATE.
 *
 * @module
 */
import { batchIsTransactional, batchRecordCount } from "../../bytes/batch_header.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { DiskFullError } from "../../io/file.ts";
import { LogOfflineError } from "../../storage/log.ts";
import { type PartitionLog, SequenceError } from "../log/partition_log.ts";
import { ProduceRequest, ProduceResponse } from "../messages/produce.ts";
import { ErrorCode, errorName } from "../protocol/error_code.ts";
import { patchBatchTimestamp, TimestampType } from "../record/record_batch.ts";
import { upConvert } from "../record/up_convert.ts";
import type { BatchError } from "../record/batch_error.ts";
import { validateBatch } from "../record/validate_batch.ts";
import type { Input } from "../schema/mod.ts";
import { isInternalTopic } from "../topic/topic_name.ts";
import { type Draft, handler, type RequestContext } from "./handler.ts";

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
  const waits: Promise<unknown>[] = [];
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
      else produceTo({ topic, index, records, acks: request.acks, response, waits }, context);
      if (response.errorCode !== ErrorCode.NONE) {
        context.broker.traffic.refused(
          ProduceRequest.apiKey,
          response.errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION ? null : topic,
          response.errorCode,
        );
      }
    }
    responses.push({ name, topicId, partitionResponses });
  }
  if (request.acks === 0) {
    disconnectIfRefused(responses, context);
    return null;
  }
  if (waits.length === 0) return { responses };
  return Promise.all(waits).then(() => ({ responses }));
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
}

function produceTo(write: PartitionWrite, context: RequestContext): void {
  const { response } = write;
  if (isInternalTopic(write.topic) && context.clientId !== ADMIN_CLIENT_ID) {
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
  if (fault !== null) return noteFault(response, fault);
  if (batchIsTransactional(view, 0)) {
    response.errorCode = ErrorCode.INVALID_TXN_STATE;
    response.errorMessage = "Transactions are not served yet";
    return;
  }
  if (rules.logAppendTime) {
    patchBatchTimestamp(batch, view, {
      position: 0,
      timestampType: TimestampType.LOG_APPEND_TIME,
      maxTimestamp: rules.nowMs,
    });
    response.logAppendTimeMs = rules.nowMs;
  }
  const { baseOffset, endOffset } = partition.append(batch);
  broker.traffic.produced(write.topic, batch.length, batchRecordCount(view, 0));
  response.baseOffset = baseOffset;
  response.logStartOffset = partition.logStartOffset;
  if (write.acks !== -1 || !broker.config.acksAllFlushEnable) return;
  if (partition.log.flushedOffset >= endOffset) return;
  write.waits.push(
    partition.log.flushed(endOffset).catch((error) => refuse(response, error, context)),
  );
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
