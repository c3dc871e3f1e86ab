/**
 * The checks that every event makes of who sends it.
 *
 * @module
 */
import { ErrorCode } from "../../protocol/error_code.ts";
import { GroupError } from "../group_error.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import type { Member } from "./member.ts";

/** Who a request says it is from. */
export interface Sender {
  readonly memberId: string;
  /** group.instance.id, null for a dynamic member. */
  readonly groupInstanceId: string | null;
}

/**
 * The member that sent a request.
 *
 * @throws {GroupError} COORDINATOR_NOT_AVAILABLE where the group is dead; UNKNOWN_MEMBER_ID;
 * FENCED_INSTANCE_ID where another process has taken the static member's place (KIP-345)
 */
export function requireMember(group: ClassicGroup, sender: Sender): Member {
  if (group.isIn(GroupState.Dead)) throw new GroupError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  const { memberId, groupInstanceId } = sender;
  if (groupInstanceId !== null) {
    const member = group.staticMember(groupInstanceId);
    if (member === undefined) throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
    if (member.memberId !== memberId) throw new GroupError(ErrorCode.FENCED_INSTANCE_ID);
    return member;
  }
  const member = group.members.get(memberId);
  if (member === undefined) throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
  return member;
}

/** Throws ILLEGAL_GENERATION where the request is not of the group's present generation. */
export function requireGeneration(group: ClassicGroup, generationId: number): void {
  if (group.generationId !== generationId) throw new GroupError(ErrorCode.ILLEGAL_GENERATION);
}
