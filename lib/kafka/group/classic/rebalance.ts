/**
 * A rebalance, from its cause to the new generation: what joins, leaves and failures share.
 *
 * ```
 * rebalance: Empty, Stable, CompletingRebalance -> PreparingRebalance      (joins are parked)
 * completeJoin: PreparingRebalance -> CompletingRebalance, or Empty        (joins are answered)
 * ```
 *
 * The first rebalance of an empty group ends on a later turn of the loop even where
 * group.initial.rebalance.delay.ms is 0, so that members who come together start together.
 *
 * @module
 */
import { ErrorCode } from "../../protocol/error_code.ts";
import { groupMetadataRecord } from "../group_records.ts";
import type { Turn } from "../turn.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import type { Member } from "./member.ts";
import { answerParked, joinSuccess, NO_MEMBER_ID, syncError } from "./replies.ts";
import { selectProtocol } from "./select_protocol.ts";
import { emptyGroupValue } from "./stored_group.ts";
import { subscribedTopics } from "./subscription.ts";

const { Empty, PreparingRebalance, CompletingRebalance, Stable } = GroupState;

/** Starts a rebalance; where one is gathering joins already, ends that phase if all are there. */
export function rebalance(turn: Turn, group: ClassicGroup, reason: string): void {
  if (group.isIn(Empty, Stable, CompletingRebalance)) prepareRebalance(turn, group, reason);
  else completeJoinWhenReady(turn, group);
}

function prepareRebalance(turn: Turn, group: ClassicGroup, reason: string): void {
  const { config, clock, logger } = turn.environment;
  if (group.isIn(CompletingRebalance)) abandonAssignment(turn, group);
  group.pendingSyncs.clear();
  group.deadlines.sync.cancel();
  const isFirst = group.isIn(Empty);
  group.transitionTo(PreparingRebalance, clock.nowMs());
  logger.info("group rebalances", {
    group: group.groupId,
    generation: group.generationId,
    members: group.members.size,
    reason,
  });
  if (isFirst) {
    const delayMs = config.groupInitialRebalanceDelayMs;
    const restMs = Math.max(group.rebalanceTimeoutMs - delayMs, 0);
    group.initialDelay = { delayMs, restMs };
    group.newMemberAdded = false;
    group.deadlines.join.set(delayMs);
  } else if (group.hasAllJoined) completeJoin(turn, group);
  else group.deadlines.join.set(group.rebalanceTimeoutMs);
}

/** The generation is over before it was assigned: who waits for the assignment joins again. */
function abandonAssignment(turn: Turn, group: ClassicGroup): void {
  for (const member of group.members.values()) {
    const { sync } = member;
    if (sync === null) continue;
    member.sync = null;
    turn.answer(sync, syncError(ErrorCode.REBALANCE_IN_PROGRESS));
    member.keepAlive();
  }
}

/** Ends the join phase where nobody is waited for. A first rebalance waits for its delay. */
export function completeJoinWhenReady(turn: Turn, group: ClassicGroup): void {
  if (!group.isIn(PreparingRebalance) || group.initialDelay !== null) return;
  if (group.hasAllJoined) completeJoin(turn, group);
}

/** Ends the join phase: who has not joined is out, the others are the new generation. */
export function completeJoin(turn: Turn, group: ClassicGroup): void {
  if (!group.isIn(PreparingRebalance)) {
    throw new Error(`Group ${group.groupId} cannot end a join phase in ${group.state}`);
  }
  group.deadlines.join.cancel();
  group.initialDelay = null;
  removeAbsentMembers(turn, group);
  if (group.members.size === 0) return becomeEmpty(turn, group);
  if (!group.electJoinedLeader()) {
    // Static members only, none of them back: their sessions or the next join decide.
    group.deadlines.join.set(group.rebalanceTimeoutMs);
    return;
  }
  beginGeneration(turn, group);
}

/** Static members may be away for as long as their session: they keep their place. */
function removeAbsentMembers(turn: Turn, group: ClassicGroup): void {
  const absent: string[] = [];
  for (const member of [...group.members.values()]) {
    if (member.join !== null || member.identity.groupInstanceId !== null) continue;
    absent.push(member.memberId);
    dropMember(turn, group, member);
  }
  if (absent.length === 0) return;
  turn.environment.logger.info("group removed members that did not join again", {
    group: group.groupId,
    members: absent.length,
    first: absent[0],
  });
}

function becomeEmpty(turn: Turn, group: ClassicGroup): void {
  const { clock, logger } = turn.environment;
  turn.records.push(groupMetadataRecord(group.groupId, emptyGroupValue(group, clock.nowMs())));
  turn.whenApplied(() => {
    logger.info("group is empty", { group: group.groupId, generation: group.generationId });
  });
}

function beginGeneration(turn: Turn, group: ClassicGroup): void {
  const { clock, logger } = turn.environment;
  group.generationId += 1;
  group.protocolName = selectProtocol(group);
  group.subscribedTopics = subscribedTopics(group);
  group.transitionTo(CompletingRebalance, clock.nowMs());
  logger.info("group has a new generation", {
    group: group.groupId,
    generation: group.generationId,
    members: group.members.size,
    protocol: group.protocolName,
  });
  group.pendingSyncs.clear();
  for (const member of group.members.values()) {
    const join = group.takeJoin(member);
    if (join !== null) turn.answer(join, joinSuccess(group, member.memberId));
    member.isNew = false;
    member.keepAlive();
    group.pendingSyncs.add(member.memberId);
  }
  group.deadlines.sync.set(group.rebalanceTimeoutMs);
}

/** Puts a member out of the group; what it has parked is answered UNKNOWN_MEMBER_ID. */
export function dropMember(turn: Turn, group: ClassicGroup, member: Member): void {
  const errorCode = ErrorCode.UNKNOWN_MEMBER_ID;
  answerParked(turn, group, { member, memberId: NO_MEMBER_ID, errorCode });
  group.remove(member);
}
