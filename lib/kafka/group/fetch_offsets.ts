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

/** Which offsets are wanted. */
export interface OffsetFetchQuery {
  /** Null for all that are committed. */
  readonly asked: readonly OffsetFetchTopic[] | null;
  /** Offsets that an open transaction is about to change are not told (KIP-447). */
  readonly requireStable: boolean;
}

/**
 * Looks offsets up. A group that does not exist has committed nothing. With `requireStable`, a
 * partition that waits for a transaction's end is UNSTABLE_OFFSET_COMMIT: ask again.
 */
export function fetchOffsets(
  { offsets, pending }: GroupMemory,
  groupId: string,
  { asked, requireStable }: OffsetFetchQuery,
): FetchedTopic[] {
  const committed = offsets.of(groupId);
  const mayBeUnstable = requireStable && pending.hasGroup(groupId);
  const answer = (topic: string, partition: number): FetchedOffset => {
    if (mayBeUnstable && pending.has({ groupId, topic, partition })) {
      return noOffset(partition, ErrorCode.UNSTABLE_OFFSET_COMMIT);
    }
    const value = committed.get(topic)?.get(partition);
    return value === undefined ? noOffset(partition) : fetched(partition, value);
  };
  if (asked === null) {
    return [...committed].map(([name, partitions]) => ({
      name,
      partitions: [...partitions.keys()].map((index) => answer(name, index)),
    }));
  }
  return asked.map(({ name, partitionIndexes }) => {
    return { name, partitions: partitionIndexes.map((index) => answer(name, index)) };
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
