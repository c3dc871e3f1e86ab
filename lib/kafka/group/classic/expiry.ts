/**
 * What happens when a deadline of a group passes: a member was silent for its session timeout, a
 * join phase lasted as long as it may, members did not sync.
 *
 * @module
 */
import type { Turn } from "../turn.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import { completeJoin, dropMember, rebalance } from "./rebalance.ts";

const { PreparingRebalance, CompletingRebalance, Stable } = GroupState;

/**
 * A session has passed. A member whose own request is parked here is not silent: its session
 * starts again with the answer.
 */
export function expireSession(turn: Turn, group: ClassicGroup, memberId: string): void {
  const { logger } = turn.environment;
  if (group.pendingJoins.has(memberId)) {
    group.removePendingJoin(memberId);
    logger.info("group forgot a member that never joined", { group: group.groupId, memberId });
    if (group.isIn(PreparingRebalance) && group.hasAllJoined) completeJoin(turn, group);
    return;
  }
  const member = group.members.get(memberId);
  if (member === undefined || member.isWaiting) return;
  logger.info("group member failed: no heartbeat within its session timeout", {
    group: group.groupId,
    memberId,
    sessionTimeoutMs: member.terms.sessionTimeoutMs,
  });
  dropMember(turn, group, member);
  if (group.isIn(Stable, CompletingRebalance)) rebalance(turn, group, `${memberId} failed`);
  else if (group.isIn(PreparingRebalance) && group.hasAllJoined) completeJoin(turn, group);
}

/** The join phase is over, or a first rebalance has waited for long enough. */
export function expireJoin(turn: Turn, group: ClassicGroup): void {
  if (!group.isIn(PreparingRebalance)) return;
  const delay = group.initialDelay;
  if (delay !== null && group.newMemberAdded && delay.restMs > 0) {
    // Someone came meanwhile: wait once more, as long as the rebalance timeout allows.
    group.newMemberAdded = false;
    const { groupInitialRebalanceDelayMs } = turn.environment.config;
    const delayMs = Math.min(groupInitialRebalanceDelayMs, delay.restMs);
    group.initialDelay = { delayMs, restMs: Math.max(delay.restMs - delay.delayMs, 0) };
    group.deadlines.join.set(delayMs);
    return;
  }
  completeJoin(turn, group);
}

/** Members have not synced within the rebalance timeout: the others go on without them. */
export function expireSync(turn: Turn, group: ClassicGroup): void {
  if (!group.isIn(CompletingRebalance, Stable) || group.pendingSyncs.size === 0) return;
  const absent = [...group.pendingSyncs];
  for (const memberId of absent) {
    const member = group.members.get(memberId);
    if (member !== undefined) dropMember(turn, group, member);
  }
  rebalance(turn, group, `${absent.length} members did not sync, ${absent[0]} first`);
}
