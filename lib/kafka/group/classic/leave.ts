/**
 * LeaveGroup: members go, by their own wish or an administrator's (who names a static member by its
 * group.instance.id alone).
 *
 * @module
 */
import { ErrorCode } from "../../protocol/error_code.ts";
import { GroupError } from "../group_error.ts";
import type { Turn } from "../turn.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import type { Member } from "./member.ts";
import { requireMember, type Sender } from "./membership.ts";
import { completeJoinWhenReady, dropMember, rebalance } from "./rebalance.ts";
import { NO_MEMBER_ID } from "./replies.ts";

/** One who leaves. */
export interface Leaver extends Sender {
  /** For the log (KIP-800). */
  readonly reason: string | null;
}

/**
 * Works out the leaving of some members.
 *
 * @returns an error code for each, in their order
 * @throws {GroupError} COORDINATOR_NOT_AVAILABLE where the group is dead
 */
export function leaveGroup(turn: Turn, group: ClassicGroup, leavers: readonly Leaver[]): number[] {
  if (group.isIn(GroupState.Dead)) throw new GroupError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  const left: string[] = [];
  const codes = leavers.map((leaver) => {
    const code = leaveOne(turn, group, leaver);
    if (code === ErrorCode.NONE) left.push(leaver.memberId);
    return code;
  });
  if (left.length === 0) return codes;
  if (group.isIn(GroupState.Stable, GroupState.CompletingRebalance)) {
    rebalance(turn, group, `members left: ${left.length}`);
  } else completeJoinWhenReady(turn, group);
  return codes;
}

function leaveOne(turn: Turn, group: ClassicGroup, leaver: Leaver): number {
  if (group.pendingJoins.has(leaver.memberId)) {
    group.removePendingJoin(leaver.memberId);
    return ErrorCode.NONE;
  }
  try {
    const member = leavingMember(group, leaver);
    turn.environment.logger.info("group member left", {
      group: group.groupId,
      memberId: member.memberId,
      reason: leaver.reason ?? "not given",
    });
    dropMember(turn, group, member);
    return ErrorCode.NONE;
  } catch (error) {
    if (error instanceof GroupError) return error.code;
    throw error;
  }
}

function leavingMember(group: ClassicGroup, leaver: Leaver): Member {
  if (leaver.memberId !== NO_MEMBER_ID) return requireMember(group, leaver);
  const member = group.staticMember(leaver.groupInstanceId);
  if (member === undefined) throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
  return member;
}
