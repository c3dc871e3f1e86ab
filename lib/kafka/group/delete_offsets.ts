/**
 * OffsetDelete: an administrator removes committed offsets of topics that the group does not read.
 * What open transactions would commit for them is removed as well.
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";
import { CONSUMER_PROTOCOL_TYPE } from "./classic/classic_group.ts";
import { GroupState } from "./classic/group_state.ts";
import { isSubscribed } from "./classic/subscription.ts";
import { GroupError } from "./group_error.ts";
import { type GroupMemory, knownOffsets } from "./group_memory.ts";
import { offsetTombstone } from "./group_records.ts";
import type { Turn } from "./turn.ts";

/** Partitions of one topic. */
export interface OffsetDeleteTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

/**
 * Works out a deletion. Partitions without an offset are no error.
 *
 * @returns an error code for each topic, in their order: GROUP_SUBSCRIBED_TO_TOPIC or none
 * @throws {GroupError} GROUP_ID_NOT_FOUND; NON_EMPTY_GROUP where the members' subscriptions are in
 * a form that only they know
 */
export function deleteOffsets(
  turn: Turn,
  memory: GroupMemory,
  { groupId, topics }: { groupId: string; topics: readonly OffsetDeleteTopic[] },
): number[] {
  const group = memory.groups.get(groupId);
  if (group === undefined || group.isIn(GroupState.Dead)) {
    throw new GroupError(ErrorCode.GROUP_ID_NOT_FOUND);
  }
  const isReadable = group.protocolType === CONSUMER_PROTOCOL_TYPE;
  if (!isReadable && !group.isIn(GroupState.Empty)) throw new GroupError(ErrorCode.NON_EMPTY_GROUP);
  return topics.map(({ name, partitions }) => {
    if (isSubscribed(group, name)) return ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC;
    for (const partition of partitions) {
      const key = { groupId, topic: name, partition };
      const isKnown = memory.offsets.get(key) !== undefined || memory.pending.has(key);
      if (isKnown) turn.records.push(offsetTombstone(key));
    }
    return ErrorCode.NONE;
  });
}

/** Removes what one group has committed for topics that were deleted. */
export function deleteTopicOffsets(
  turn: Turn,
  memory: GroupMemory,
  { groupId, topics }: { groupId: string; topics: readonly string[] },
): void {
  const deleted = new Set(topics);
  for (const key of knownOffsets(memory, groupId)) {
    if (deleted.has(key.topic)) turn.records.push(offsetTombstone(key));
  }
}
