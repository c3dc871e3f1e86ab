/**
 * OffsetFetch: the offsets that a group has committed.
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";
import type { GroupMemory } from "./group_memory.ts";
import type { CommittedOffset } from "./offset_store.ts";

/** Partitions of one topic to look up. */
export interface OffsetFetchTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

/** What is committed for one partition, in the form that the protocol answers. */
export interface FetchedOffset {
  readonly partitionIndex: number;
  /** -1 where nothing is committed. */
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string | null;
  readonly errorCode: number;
}

/** The committed offsets of one topic. */
export interface FetchedTopic {
  readonly name: string;
  readonly partitions: readonly FetchedOffset[];
}

/** The answer where nothing is committed: no error, the client starts where it is told to. */
export function noOffset(
  partitionIndex: number,
  errorCode: number = ErrorCode.NONE,
): FetchedOffset {
  return {
    partitionIndex,
    committedOffset: -1,
    committedLeaderEpoch: -1,
    metadata: "",
    errorCode,
  };
}

/**
 * Looks offsets up. A group that does not exist has committed nothing.
 *
 * @param asked the partitions wanted; null for all that are committed
 */
export function fetchOffsets(
  { offsets }: GroupMemory,
  groupId: string,
  { asked }: { asked: readonly OffsetFetchTopic[] | null },
): FetchedTopic[] {
  const committed = offsets.of(groupId);
  if (asked === null) {
    return [...committed].map(([name, partitions]) => ({
      name,
      partitions: [...partitions].map(([index, value]) => fetched(index, value)),
    }));
  }
  return asked.map(({ name, partitionIndexes }) => {
    const partitions = committed.get(name);
    return {
      name,
      partitions: partitionIndexes.map((index) => {
        const value = partitions?.get(index);
        return value === undefined ? noOffset(index) : fetched(index, value);
      }),
    };
  });
}

function fetched(partitionIndex: number, value: CommittedOffset): FetchedOffset {
  return {
    partitionIndex,
    committedOffset: value.offset,
    committedLeaderEpoch: value.leaderEpoch,
    metadata: value.metadata,
    errorCode: ErrorCode.NONE,
  };
}
