/**
 * Groups as metrics and the REST admin see them, lag included.
 *
 * @module
 */
import type { ClassicGroup } from "./classic/classic_group.ts";
import type { GroupState } from "./classic/group_state.ts";
import type { GroupMemory } from "./group_memory.ts";
import type { CommittedOffset, OffsetsByTopic } from "./offset_store.ts";

/** A group at one moment. */
export interface GroupSummary {
  readonly groupId: string;
  readonly state: GroupState;
  /** Empty where the group has only committed offsets. */
  readonly protocolType: string;
  /** Empty where there is no generation. */
  readonly protocolName: string;
  readonly generationId: number;
  readonly memberCount: number;
  /** Live: read it at once, do not keep it. */
  readonly offsets: OffsetsByTopic;
}

/** How far a group is behind in one partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly committed: CommittedOffset;
  /** Null where the partition is not there any more. */
  readonly logEndOffset: number | null;
  /** In records; null with the log end offset. */
  readonly lag: number | null;
}

/** The log end offset of a partition; null where there is no such partition. */
export type LogEndOffsetOf = (topic: string, partition: number) => number | null;

/** Sums a group up. */
export function summarizeGroup(group: ClassicGroup, { offsets }: GroupMemory): GroupSummary {
  return {
    groupId: group.groupId,
    state: group.state,
    protocolType: group.protocolType ?? "",
    protocolName: group.protocolName ?? "",
    generationId: group.generationId,
    memberCount: group.members.size,
    offsets: offsets.of(group.groupId),
  };
}

/** The lag of a group in each partition that it has committed. Never below zero. */
export function* groupLag(
  summary: GroupSummary,
  logEndOffsetOf: LogEndOffsetOf,
): Generator<PartitionLag> {
  for (const [topic, partitions] of summary.offsets) {
    for (const [partition, committed] of partitions) {
      const logEndOffset = logEndOffsetOf(topic, partition);
      const lag = logEndOffset === null ? null : Math.max(logEndOffset - committed.offset, 0);
      yield { topic, partition, committed, logEndOffset, lag };
    }
  }
}
