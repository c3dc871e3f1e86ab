/**
 * Fetch (API key 1), versions 0 to 18: whole batches from an offset on, per partition, bounded for
 * the partition and for the answer; the first batch always comes, however large. Waits up to
 * `maxWaitMs` until `minBytes` are there. Batches go out as they lie in the log, without a copy.
 *
 * - 0 to 3: converted to the old message formats
 * - 4: read_committed: up to the last stable offset, with the aborted transactions in between
 * - 7: fetch sessions (fetch_session.ts)
 * - 9: leader epochs are checked
 * - 13: topics by id
 *
 * Answers become smaller as the memory for them fills, and reads through the file wait for room.
 *
 * A client above its consumer_byte_rate gets an empty answer and the time to wait.
 *
 * Not done: fetches of followers are answered like a consumer's.
 *
 * @module
 */
import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  batchMagic,
  batchRecordCount,
  batchSizeInBytes,
} from "../../bytes/batch_header.ts";
import { ZERO_UUID } from "../../bytes/uuid.ts";
import { HeldMemory } from "../../io/memory_budget.ts";
import { LogOfflineError } from "../../storage/log.ts";
import { OffsetOutOfRangeError, type ReadOptions } from "../../storage/log_read.ts";
import type { SessionPartition } from "../log/fetch_sessions.ts";
import { IsolationLevel, type PartitionLog } from "../log/partition_log.ts";
import { readCommitted } from "../log/read_committed.ts";
import { FetchRequest, FetchResponse } from "../messages/fetch.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { downConvert } from "../record/down_convert.ts";
import type { Input } from "../schema/mod.ts";
import { type FetchPlan, planFetch } from "./fetch_plan.ts";
import { type Draft, handler, type RequestContext } from "./handler.ts";
import { quotaClient } from "./quota_client.ts";

type TopicResponse = Input<typeof FetchResponse>["responses"][number];
type PartitionResponse = Draft<TopicResponse["partitions"][number]>;

/** First version that takes batches of format 2. */
const BATCH_VERSION_MIN = 4;
/** The share of the memory for answers, as far as it is free, that one answer may take. */
const ANSWER_SHARE = 1 / 4;
/** However short memory is, an answer may be this large, in bytes. */
const ANSWER_BYTES_MIN = 64 << 10;
const NO_RECORDS = new Uint8Array(0);
/** What a client says that knows no leader epoch. */
const NO_LEADER_EPOCH = -1;

export const fetch = handler({
  request: FetchRequest,
  response: FetchResponse,
  versions: [0, 18],
  handle: handleFetch,
});

async function handleFetch(request: FetchRequest, context: RequestContext) {
  const plan = planFetch(request, context);
  if (plan.errorCode !== ErrorCode.NONE) return { errorCode: plan.errorCode, responses: [] };
  const held = new HeldMemory(context.broker.answers);
  try {
    let results = await readAll(plan, request, { context, held });
    const missing = request.minBytes - results.sizeBytes;
    if (missing > 0 && !results.failed && request.maxWaitMs > 0 && plan.partitions.length > 0) {
      // A read through the file takes turns of the loop, in which more may have come.
      if (!hasGrown(plan, results, request, context)) {
        held.releaseAll();
        await context.broker.partitions.waitForBytes(logsOf(plan, context), {
          bytesMissing: missing,
          maxWaitMs: request.maxWaitMs,
          isolationLevel: request.isolationLevel,
          onClose: (run) => context.connection.onClose(run),
        });
      }
      held.releaseAll();
      results = await readAll(plan, request, { context, held });
    }
    const quota = useQuota(results.sizeBytes, context);
    if (quota.withheld) return withheldAnswer(plan, request, quota);
    countTraffic(plan, results, context);
    return {
      sessionId: plan.sessionId,
      responses: respond(plan, results),
      throttleTimeMs: quota.throttleMs,
    };
  } finally {
    // From here on the connection counts what waits to be sent.
    held.releaseAll();
  }
}

const WITHOUT_QUOTA = { throttleMs: 0, withheld: false };

/** Counts what was read on the client's consumer_byte_rate. */
function useQuota(sizeBytes: number, context: RequestContext) {
  const { quotas } = context.broker;
  return quotas.active ? quotas.fetched(quotaClient(context), sizeBytes) : WITHOUT_QUOTA;
}

/**
 * What a client gets that has to wait first (KIP-219): no partition at all. A session that this
 * request began is not told; the client begins another.
 */
function withheldAnswer(
  plan: FetchPlan,
  { sessionEpoch }: FetchRequest,
  { throttleMs }: { throttleMs: number },
) {
  const sessionId = sessionEpoch > 0 ? plan.sessionId : 0;
  return { sessionId, responses: [], throttleTimeMs: throttleMs };
}

/** What one pass over the partitions found. */
interface FetchResults {
  responses: PartitionResponse[];
  sizeBytes: number;
  /** An error is told at once, without waiting. */
  failed: boolean;
}

function hasGrown(
  plan: FetchPlan,
  results: FetchResults,
  { isolationLevel }: FetchRequest,
  { broker }: RequestContext,
): boolean {
  const isCommitted = isolationLevel === IsolationLevel.READ_COMMITTED;
  return plan.partitions.some(({ topic, index }, i) => {
    const partition = broker.partitions.get(topic, index);
    if (partition === undefined) return false;
    const { highWatermark, lastStableOffset } = results.responses[i]!;
    const seen = isCommitted ? lastStableOffset ?? -1 : highWatermark;
    return partition.readableEnd(isolationLevel) > seen;
  });
}

function logsOf(plan: FetchPlan, { broker }: RequestContext): PartitionLog[] {
  const logs: PartitionLog[] = [];
  for (const { topic, index } of plan.partitions) {
    const log = broker.partitions.get(topic, index);
    if (log !== undefined) logs.push(log);
  }
  return logs;
}

async function readAll(
  plan: FetchPlan,
  request: FetchRequest,
  { context, held }: { context: RequestContext; held: HeldMemory },
): Promise<FetchResults> {
  const results: FetchResults = { responses: [], sizeBytes: 0, failed: false };
  const { config, quotas, answers } = context.broker;
  const bytesMax = Math.min(
    request.maxBytes,
    config.fetchMaxBytes,
    Math.max(ANSWER_BYTES_MIN, Math.floor(answers.roomBytes * ANSWER_SHARE)),
    quotas.active ? quotas.fetchBytesMax(quotaClient(context)) : Infinity,
  );
  for (const partition of plan.partitions) {
    const response = await readOne(partition, context, {
      bytesMax: Math.max(0, bytesMax - results.sizeBytes),
      firstBatchAlways: results.sizeBytes === 0,
      isolationLevel: request.isolationLevel,
      held,
    });
    results.responses.push(response);
    results.sizeBytes += response.records?.length ?? 0;
    if (response.errorCode !== ErrorCode.NONE) results.failed = true;
  }
  return results;
}

async function readOne(
  wanted: SessionPartition,
  context: RequestContext,
  limits: Pick<ReadOptions, "bytesMax" | "firstBatchAlways" | "held"> & { isolationLevel: number },
): Promise<PartitionResponse> {
  const response: PartitionResponse = {
    partitionIndex: wanted.index,
    errorCode: ErrorCode.NONE,
    highWatermark: -1,
    abortedTransactions: null,
    records: NO_RECORDS,
  };
  const partition = context.broker.partitions.get(wanted.topic, wanted.index);
  if (partition === undefined) {
    response.errorCode = wanted.topic === ""
      ? ErrorCode.UNKNOWN_TOPIC_ID
      : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return response;
  }
  // The topic was deleted and made again: its offsets mean other records now.
  if (wanted.topicId !== ZERO_UUID && wanted.topicId !== partition.topicId) {
    response.errorCode = ErrorCode.INCONSISTENT_TOPIC_ID;
    return response;
  }
  // Fetch, unlike its neighbours, takes every negative epoch for none.
  const currentLeaderEpoch = Math.max(NO_LEADER_EPOCH, wanted.currentLeaderEpoch);
  response.errorCode = leaderEpochFault(currentLeaderEpoch, partition.leaderEpoch);
  if (response.errorCode !== ErrorCode.NONE) return response;
  const isOld = context.apiVersion < BATCH_VERSION_MIN;
  if (isOld && !partition.settings.messageDownconversionEnable) {
    response.errorCode = ErrorCode.UNSUPPORTED_VERSION;
    return response;
  }
  try {
    const range = {
      offset: wanted.fetchOffset,
      bytesMax: Math.min(wanted.bytesMax, limits.bytesMax),
      firstBatchAlways: limits.firstBatchAlways,
      held: limits.held,
    };
    let records: Uint8Array;
    if (limits.isolationLevel === IsolationLevel.READ_COMMITTED) {
      const read = await readCommitted(partition, range);
      records = read.records;
      response.abortedTransactions = read.aborted
        .map(({ producerId, firstOffset }) => ({ producerId: BigInt(producerId), firstOffset }));
    } else {
      const reading = partition.read(range);
      records = (reading instanceof Promise ? await reading : reading).records;
    }
    response.records = context.apiVersion >= BATCH_VERSION_MIN ? records : downConvert(records, {
      magic: context.apiVersion < 2 ? 0 : 1,
      bytesMax: wanted.bytesMax,
      fetchOffset: wanted.fetchOffset,
      decompressedBytesMax: partition.rules.decompressedBytesMax,
    });
  } catch (error) {
    response.errorCode = readFault(error, context);
  }
  response.highWatermark = partition.highWatermark;
  response.lastStableOffset = partition.lastStableOffset;
  response.logStartOffset = partition.logStartOffset;
  return response;
}

/** KIP-320: a client that knows a newer leader waits, one that knows an older one must refresh. */
export function leaderEpochFault(requested: number, current: number): number {
  if (requested === NO_LEADER_EPOCH || requested === current) return ErrorCode.NONE;
  return requested < current ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
}

function readFault(error: unknown, { broker }: RequestContext): number {
  if (error instanceof OffsetOutOfRangeError) return ErrorCode.OFFSET_OUT_OF_RANGE;
  if (error instanceof LogOfflineError) return ErrorCode.KAFKA_STORAGE_ERROR;
  broker.logger.error(`fetch failed: ${error instanceof Error ? error.message : error}`);
  return ErrorCode.UNKNOWN_SERVER_ERROR;
}

/** Records in whole batches, by their headers; messages of the old formats are not counted. */
function countRecords(records: Uint8Array): number {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  let count = 0;
  for (let at = 0; at + BATCH_HEADER_BYTES <= records.length;) {
    if (batchMagic(view, at) !== BATCH_MAGIC) break;
    count += batchRecordCount(view, at);
    at += batchSizeInBytes(view, at);
  }
  return count;
}

/** Counts what is answered, not what was read: a long poll reads twice. */
function countTraffic(plan: FetchPlan, results: FetchResults, { broker }: RequestContext): void {
  plan.partitions.forEach(({ topic }, i) => {
    const { records, errorCode, highWatermark } = results.responses[i]!;
    if (records !== null && records.length > 0) {
      broker.traffic.fetched(topic, records.length, countRecords(records));
    }
    if (errorCode === ErrorCode.NONE) return;
    const known = highWatermark >= 0;
    broker.traffic.refused(FetchRequest.apiKey, known ? topic : null, errorCode);
  });
}

/** Groups the answers by topic, leaving out what a session's client knows already. */
function respond(plan: FetchPlan, results: FetchResults): TopicResponse[] {
  const responses: TopicResponse[] = [];
  let last: { topic: string; topicId: string; partitions: PartitionResponse[] } | undefined;
  plan.partitions.forEach((partition, i) => {
    const response = results.responses[i]!;
    if (!plan.takeNews(partition, response)) return;
    const { topic, topicId } = partition;
    if (last === undefined || last.topic !== topic || last.topicId !== topicId) {
      last = { topic, topicId, partitions: [] };
      responses.push(last);
    }
    last.partitions.push(response);
  });
  return responses;
}
