/**
 * DeleteRecords (API key 21), versions 0 to 2: moves the log start of partitions forward. Records
 * below it are gone for readers at once and for good when the answer comes; whole segments below
 * it give their space back.
 *
 * An offset of -1 means the high watermark. A log start that lies beyond the offset already is no
 * error: it is what the answer tells as the low watermark.
 *
 * The versions differ in form only.
 *
 * @module
 */
import { DiskFullError } from "../../io/file.ts";
import { LogOfflineError } from "../../storage/log.ts";
import { OffsetOutOfRangeError } from "../../storage/log_read.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { DeleteRecordsRequest, DeleteRecordsResponse } from "../messages/delete_records.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { isInternalTopic } from "../topic/topic_name.ts";
import { handler, type RequestContext } from "./handler.ts";
import { refusalOf } from "./refusal.ts";

type PartitionRequest = DeleteRecordsRequest["topics"][number]["partitions"][number];
type PartitionResponse = Input<
  typeof DeleteRecordsResponse
>["topics"][number]["partitions"][number];

const HIGH_WATERMARK = -1;
/** The low watermark of a refused partition. */
const NO_OFFSET = -1;

export const deleteRecords = handler({
  request: DeleteRecordsRequest,
  response: DeleteRecordsResponse,
  versions: [0, 2],
  async handle({ topics }, context) {
    return {
      topics: await Promise.all(topics.map(async ({ name, partitions }) => ({
        name,
        partitions: await Promise.all(partitions.map((asked) => remove(name, asked, context))),
      }))),
    };
  },
});

async function remove(
  topic: string,
  { partitionIndex, offset }: PartitionRequest,
  context: RequestContext,
): Promise<PartitionResponse> {
  const { partitions } = context.broker;
  const partition = partitions.get(topic, partitionIndex);
  const fault = partitionFault(topic, partition);
  if (fault !== ErrorCode.NONE || partition === undefined) return refused(partitionIndex, fault);
  try {
    const wanted = offset === HIGH_WATERMARK ? partition.highWatermark : offset;
    const lowWatermark = await partitions.deleteRecords(partition, wanted);
    return { partitionIndex, lowWatermark, errorCode: ErrorCode.NONE };
  } catch (error) {
    return refused(partitionIndex, errorCodeOf(error, context));
  }
}

function refused(partitionIndex: number, errorCode: number): PartitionResponse {
  return { partitionIndex, lowWatermark: NO_OFFSET, errorCode };
}

function partitionFault(topic: string, partition: PartitionLog | undefined): number {
  // Group and transaction state lives by its records: nobody else may cut it.
  if (isInternalTopic(topic)) return ErrorCode.INVALID_TOPIC_EXCEPTION;
  if (partition === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  const { cleanupPolicy } = partition.settings;
  const compactedOnly = cleanupPolicy.has("compact") && !cleanupPolicy.has("delete");
  return compactedOnly ? ErrorCode.POLICY_VIOLATION : ErrorCode.NONE;
}

function errorCodeOf(error: unknown, context: RequestContext): number {
  if (error instanceof OffsetOutOfRangeError) return ErrorCode.OFFSET_OUT_OF_RANGE;
  if (error instanceof LogOfflineError || error instanceof DiskFullError) {
    return ErrorCode.KAFKA_STORAGE_ERROR;
  }
  return refusalOf(error, context).errorCode;
}
