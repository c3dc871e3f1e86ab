/**
 * Writes the marker that ends a transaction in one partition: asked for by transaction_ending.ts,
 * and by WriteTxnMarkers where an admin tool ends a transaction that hangs.
 *
 * @module
 */
import { DiskFullError } from "../../io/file.ts";
import type { ClusterImage } from "../../metadata/cluster_image.ts";
import type { TransactionMarker } from "../../state_machine/record_log.ts";
import { LogOfflineError } from "../../storage/log.ts";
import { type PartitionLog, SequenceError } from "../log/partition_log.ts";
import type { Partitions } from "../log/partitions.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { GROUP_METADATA_TOPIC } from "../topic/topic_name.ts";
import type { TransactionPartition } from "./transaction_metadata.ts";

/** Where markers go. */
export interface MarkerDestinations {
  readonly image: ClusterImage;
  readonly partitions: Partitions;
  /** What takes the markers of `__consumer_offsets`: the group coordinator. */
  readonly groups: {
    completeTransaction(partition: number, marker: TransactionMarker): Promise<number>;
  };
  readonly nowMs: number;
  /** Whether a write is acknowledged only when it is on disk. */
  readonly mustFlush: boolean;
}

/**
 * Writes one marker. The partitions of `__consumer_offsets` take it through the group coordinator,
 * which then counts the offsets of the transaction, or drops them.
 *
 * @returns NONE when the marker is on disk; UNKNOWN_TOPIC_OR_PARTITION where there is no such
 * partition; INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED where a later one was there,
 * which is on disk as well; NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR where it may be tried again
 */
export async function writeMarker(
  place: TransactionPartition,
  marker: TransactionMarker,
  destinations: MarkerDestinations,
): Promise<number> {
  const { topic, partition } = place;
  const { partitions, image, groups } = destinations;
  const log = partitions.get(topic, partition);
  if (log === undefined) {
    return image.topics.get(topic)?.partitions[partition] === undefined
      ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
      : ErrorCode.NOT_LEADER_OR_FOLLOWER;
  }
  if (topic === GROUP_METADATA_TOPIC) return await groups.completeTransaction(partition, marker);
  try {
    return await appendMarker(log, marker, destinations);
  } catch (error) {
    if (error instanceof DiskFullError || error instanceof LogOfflineError) {
      return ErrorCode.KAFKA_STORAGE_ERROR;
    }
    throw error;
  }
}

async function appendMarker(
  partition: PartitionLog,
  marker: TransactionMarker,
  { nowMs, mustFlush }: MarkerDestinations,
): Promise<number> {
  let errorCode: number = ErrorCode.NONE;
  try {
    partition.appendMarker(marker, nowMs);
  } catch (error) {
    if (!(error instanceof SequenceError)) throw error;
    errorCode = ErrorCode[error.error];
  }
  // A refused marker too: what refuses it may be this very marker, written before a crash.
  if (mustFlush) await partition.log.flushed(partition.log.logEndOffset);
  return errorCode;
}
