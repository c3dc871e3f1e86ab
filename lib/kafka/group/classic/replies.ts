/**
 * Answers to JoinGroup and SyncGroup, as values for any version; the handlers fit them to the
 * version asked.
 *
 * @module
 */
import { ErrorCode } from "../../protocol/error_code.ts";
import type { Turn } from "../turn.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { type JoinReply, type Member, NO_ASSIGNMENT, type SyncReply } from "./member.ts";

/** Stands for a member id that is not known. */
export const NO_MEMBER_ID = "";

/** A join that failed. */
export function joinError(memberId: string, errorCode: number): JoinReply {
  return {
    errorCode,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: "",
    skipAssignment: false,
    memberId,
    members: [],
  };
}

/** A join that led into the group's present generation. The leader alone is told who is in it. */
export function joinSuccess(group: ClassicGroup, memberId: string): JoinReply {
  return {
    errorCode: ErrorCode.NONE,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId ?? "",
    skipAssignment: false,
    memberId,
    members: group.isLeader(memberId) ? generationMembers(group) : [],
  };
}

function generationMembers(group: ClassicGroup): JoinReply["members"] {
  return [...group.members.values()].map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.identity.groupInstanceId,
    metadata: member.metadata(group.protocolName),
  }));
}

/** A sync that failed. */
export function syncError(errorCode: number): SyncReply {
  return { errorCode, protocolType: null, protocolName: null, assignment: NO_ASSIGNMENT };
}

/** A sync that got the member its assignment. */
export function syncSuccess(group: ClassicGroup, member: Member): SyncReply {
  return {
    errorCode: ErrorCode.NONE,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  };
}

/** Answers what a member has parked, where it has, because it is out of the group. */
export function answerParked(
  turn: Turn,
  group: ClassicGroup,
  { member, memberId, errorCode }: { member: Member; memberId: string; errorCode: number },
): void {
  const join = group.takeJoin(member);
  if (join !== null) turn.answer(join, joinError(memberId, errorCode));
  const { sync } = member;
  member.sync = null;
  if (sync !== null) turn.answer(sync, syncError(errorCode));
}
