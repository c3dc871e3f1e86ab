/**
 * ListOffsets (API key 2), versions 0 to 11: offsets by timestamp, and the ends of the log by
 * special timestamps.
 *
 * - 0: a list of segment starts, newest first
 * - 1: a partition that stands twice is refused
 * - 2: isolation level: for READ_COMMITTED the last stable offset is the end
 * - 4: leader epochs
 * - 7: -3 is the record with the largest timestamp (KIP-734)
 * - 8, 9: -4 and -5, local and tiered ends (KIP-405); 11: -6. Without tiered storage the local log
 *   is all there is, and the tiered ends are empty
 * - 10: a time-out, not needed here
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";
import { LogOfflineError } from "../../storage/log.ts";
import { offsetForTimestamp, offsetOfMaxTimestamp } from "../log/offset_lookup.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { ListOffsetsRequest, ListOffsetsResponse } from "../messages/list_offsets.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { leaderEpochFault } from "./fetch.ts";
import { type Draft, handler, type RequestContext } from "./handler.ts";
import { repeated } from "./repeated.ts";

type PartitionRequest = ListOffsetsRequest["topics"][number]["partitions"][number];
type TopicResponse = Input<typeof ListOffsetsResponse>["topics"][number];
type PartitionResponse = Draft<TopicResponse["partitions"][number]>;

/** First version that tells leader epochs. */
const LEADER_EPOCH_VERSION_MIN = 4;
const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;
const EARLIEST_PENDING_UPLOAD = -6;
/** First versions with the timestamps that stand for something else than a time. */
const SPECIAL_VERSION_MIN: ReadonlyMap<number, number> = new Map([
  [LATEST, 1],
  [EARLIEST, 1],
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
  [EARLIEST_PENDING_UPLOAD, 11],
]);

export const listOffsets = handler({
  request: ListOffsetsRequest,
  response: ListOffsetsResponse,
  versions: [0, 11],
  async handle(request, context) {
    const topics: TopicResponse[] = [];
    const { isolationLevel } = request;
    const twice = context.apiVersion === 0 ? new Set() : repeated(keysOf(request));
    for (const { name, partitions } of request.topics) {
      const answers: PartitionResponse[] = [];
      for (const asked of partitions) {
        answers.push(
          twice.has(keyOf(name, asked))
            ? { partitionIndex: asked.partitionIndex, errorCode: ErrorCode.INVALID_REQUEST }
            : await answer({ topic: name, asked, isolationLevel }, context),
        );
      }
      topics.push({ name, partitions: answers });
    }
    return { topics };
  },
});

function keyOf(topic: string, { partitionIndex }: PartitionRequest): string {
  return `${topic}-${partitionIndex}`;
}

function* keysOf({ topics }: ListOffsetsRequest): Generator<string> {
  for (const { name, partitions } of topics) {
    for (const partition of partitions) yield keyOf(name, partition);
  }
}

async function answer(
  { topic, asked, isolationLevel }: {
    topic: string;
    asked: PartitionRequest;
    isolationLevel: number;
  },
  context: RequestContext,
): Promise<PartitionResponse> {
  const response: PartitionResponse = {
    partitionIndex: asked.partitionIndex,
    errorCode: ErrorCode.NONE,
    oldStyleOffsets: [],
  };
  const partition = context.broker.partitions.get(topic, asked.partitionIndex);
  if (partition === undefined) {
    response.errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return response;
  }
  response.errorCode = leaderEpochFault(asked.currentLeaderEpoch, partition.leaderEpoch);
  if (response.errorCode !== ErrorCode.NONE) return response;
  try {
    const { apiVersion } = context;
    if (apiVersion === 0) response.oldStyleOffsets = await segmentStarts(partition, asked);
    else await lookUp({ partition, apiVersion, isolationLevel }, asked, response);
  } catch (error) {
    if (error instanceof LogOfflineError) response.errorCode = ErrorCode.KAFKA_STORAGE_ERROR;
    else if (error instanceof MalformedError) response.errorCode = ErrorCode.CORRUPT_MESSAGE;
    else throw error;
  }
  return response;
}

async function lookUp(
  { partition, apiVersion, isolationLevel }: {
    partition: PartitionLog;
    apiVersion: number;
    isolationLevel: number;
  },
  asked: PartitionRequest,
  response: PartitionResponse,
): Promise<void> {
  const { timestamp } = asked;
  const endOffset = partition.readableEnd(isolationLevel);
  if (apiVersion >= LEADER_EPOCH_VERSION_MIN) response.leaderEpoch = partition.leaderEpoch;
  if (timestamp < 0 && !(apiVersion >= (SPECIAL_VERSION_MIN.get(timestamp) ?? Infinity))) {
    response.errorCode = ErrorCode.UNSUPPORTED_VERSION;
    response.leaderEpoch = -1;
  } else if (timestamp === LATEST) response.offset = endOffset;
  else if (timestamp === EARLIEST || timestamp === EARLIEST_LOCAL) {
    response.offset = partition.logStartOffset;
  } else if (timestamp === LATEST_TIERED || timestamp === EARLIEST_PENDING_UPLOAD) {
    response.leaderEpoch = -1;
  } else {
    const found = timestamp === MAX_TIMESTAMP
      ? await offsetOfMaxTimestamp(partition)
      : await offsetForTimestamp(partition, timestamp, endOffset);
    if (found === null || found.offset >= endOffset) response.leaderEpoch = -1;
    else {
      response.offset = found.offset;
      response.timestamp = found.timestamp;
    }
  }
}

/** Version 0: the end and the starts of segments not newer than the timestamp, newest first. */
async function segmentStarts(partition: PartitionLog, asked: PartitionRequest): Promise<number[]> {
  const { log } = partition;
  let offsets: number[];
  if (asked.timestamp === EARLIEST) offsets = [partition.logStartOffset];
  else {
    const starts = log.segments.map((segment) =>
      Math.max(segment.baseOffset, partition.logStartOffset)
    );
    offsets = [...new Set([...starts, partition.highWatermark])].reverse();
    if (asked.timestamp !== LATEST) {
      const found = await offsetForTimestamp(partition, asked.timestamp);
      const limit = found?.offset ?? partition.highWatermark;
      offsets = offsets.filter((offset) => offset <= limit);
    }
  }
  return offsets.slice(0, Math.max(0, asked.maxNumOffsets));
}
