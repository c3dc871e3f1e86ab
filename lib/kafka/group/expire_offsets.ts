/**
 * The expiry of committed offsets after offsets.retention.minutes (KIP-211), and of groups that
 * have nothing left.
 *
 * | the group | an offset's time runs from |
 * | --- | --- |
 * | only commits offsets, never had members | its commit |
 * | is Empty | when the group became so |
 * | is Stable, of consumers that do not read the topic any more | its commit |
 * | anything else | it does not run |
 *
 * While an open transaction is to decide about an offset, neither it nor its group expires.
 *
 * @module
 */
import { type ClassicGroup, CONSUMER_PROTOCOL_TYPE } from "./classic/classic_group.ts";
import { GroupState } from "./classic/group_state.ts";
import { completeJoin } from "./classic/rebalance.ts";
import { isSubscribed } from "./classic/subscription.ts";
import type { GroupMemory } from "./group_memory.ts";
import { groupTombstone, offsetTombstone } from "./group_records.ts";
import type { CommittedOffset } from "./offset_store.ts";
import type { Turn } from "./turn.ts";

const { Empty, Stable, PreparingRebalance } = GroupState;

/** Works out what of one group has expired now. */
export function expireOffsets(turn: Turn, memory: GroupMemory, groupId: string): void {
  const group = memory.groups.get(groupId);
  if (group === undefined) return;
  if (group.isIn(PreparingRebalance) && isAbandoned(group)) return completeJoin(turn, group);
  const { config, clock } = turn.environment;
  const nowMs = clock.nowMs();
  let kept = 0;
  for (const [topic, partitions] of memory.offsets.of(groupId)) {
    if (isSubscribed(group, topic)) {
      kept += partitions.size;
      continue;
    }
    for (const [partition, value] of partitions) {
      const key = { groupId, topic, partition };
      const expired = hasExpired(group, value, { nowMs, retentionMs: config.offsetsRetentionMs });
      if (expired && !memory.pending.has(key)) turn.records.push(offsetTombstone(key));
      else kept += 1;
    }
  }
  if (kept > 0 || memory.pending.hasGroup(groupId)) return;
  if (group.stored && group.isIn(Empty) && group.pendingJoins.size === 0) {
    turn.records.push(groupTombstone(groupId));
  }
}

/** All have left, but the log did not take the record that says so: time to try again. */
function isAbandoned(group: ClassicGroup): boolean {
  return group.members.size === 0 && group.hasAllJoined && !group.deadlines.join.isSet;
}

function hasExpired(
  group: ClassicGroup,
  value: CommittedOffset,
  { nowMs, retentionMs }: { nowMs: number; retentionMs: number },
): boolean {
  const sinceMs = retentionStartMs(group, value);
  if (sinceMs === null) return false;
  if (value.expireTimestampMs !== null) return nowMs >= value.expireTimestampMs;
  return nowMs - sinceMs >= retentionMs;
}

/** When the retention of an offset began, in ms since the epoch; null where it has not. */
function retentionStartMs(group: ClassicGroup, value: CommittedOffset): number | null {
  if (group.protocolType === null) return value.commitTimestampMs;
  if (group.isIn(Empty)) {
    return group.stateTimestampMs === -1 ? value.commitTimestampMs : group.stateTimestampMs;
  }
  const isKnown = group.protocolType === CONSUMER_PROTOCOL_TYPE && group.subscribedTopics !== null;
  return isKnown && group.isIn(Stable) ? value.commitTimestampMs : null;
}
