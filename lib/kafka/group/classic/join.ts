/**
 * JoinGroup: a member enters, or enters again. The answer is parked until all of the group have
 * joined, unless nothing changes by it.
 *
 * - Without an id and not static, from version 4: the member is given an id and must come again
 *   with it (KIP-394), so that a client that never reads its answers leaves no member behind.
 * - With an id that the group does not know: UNKNOWN_MEMBER_ID, except one just given out.
 * - In Stable, a follower that says nothing new is answered at once; the leader, or who changes its
 *   subscription, starts a rebalance. In CompletingRebalance whoever says nothing new is answered
 *   at once: it did not get the first answer.
 * - Static members that come back without an id: static_join.ts.
 *
 * @module
 */
import { ErrorCode } from "../../protocol/error_code.ts";
import { GroupError } from "../group_error.ts";
import type { Parked } from "../parked.ts";
import type { Turn } from "../turn.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import { type JoinReply, Member, type MemberTerms } from "./member.ts";
import { requireMember } from "./membership.ts";
import { completeJoinWhenReady, dropMember, rebalance } from "./rebalance.ts";
import { joinError, joinSuccess, NO_MEMBER_ID } from "./replies.ts";
import { rejoinStaticMember } from "./static_join.ts";

const { PreparingRebalance, CompletingRebalance, Stable, Empty, Dead } = GroupState;

/** A new member's join may wait so long; then it is given up and the client asks again. */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;
/** Ids given out and not used yet, in one group: each lives for a session timeout only. */
const PENDING_JOINS_MAX = 10_000;

/** What a join asks for. */
export interface JoinRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly protocolType: string;
  readonly terms: MemberTerms;
  /** Why the client joins, for the log (KIP-800). */
  readonly reason: string | null;
  /** Whether the client comes again when it is given an id. */
  readonly takesMemberId: boolean;
  /** Whether the client understands that it leads but need not assign (KIP-814). */
  readonly skipsAssignment: boolean;
}

/** Works out a join. `parked` is answered now or later, never twice. */
export function joinGroup(
  turn: Turn,
  group: ClassicGroup,
  { request, parked }: { request: JoinRequest; parked: Parked<JoinReply> },
): void {
  const { memberId } = request;
  if (group.isIn(Dead)) {
    return turn.answer(parked, joinError(memberId, ErrorCode.COORDINATOR_NOT_AVAILABLE));
  }
  if (!hasRoom(turn, group, memberId)) {
    const member = group.members.get(memberId);
    if (member !== undefined) dropMember(turn, group, member);
    group.removePendingJoin(memberId);
    turn.answer(parked, joinError(NO_MEMBER_ID, ErrorCode.GROUP_MAX_SIZE_REACHED));
    return completeJoinWhenReady(turn, group);
  }
  if (!group.supports(request.protocolType, request.terms.protocols)) {
    return turn.answer(parked, joinError(memberId, ErrorCode.INCONSISTENT_GROUP_PROTOCOL));
  }
  const join = { request, parked };
  if (memberId === NO_MEMBER_ID) joinUnknown(turn, group, join);
  else if (group.pendingJoins.has(memberId)) joinPending(turn, group, join);
  else joinKnown(turn, group, join);
}

/**
 * Whether the group's size allows the join. While joins are gathered those count who have joined:
 * after group.max.size was lowered, the last to come are the ones that do not fit.
 */
function hasRoom(turn: Turn, group: ClassicGroup, memberId: string): boolean {
  const { groupMaxSize } = turn.environment.config;
  if (group.isIn(Empty)) return true;
  const member = group.members.get(memberId);
  if (group.isIn(PreparingRebalance)) {
    return (member !== undefined && member.join !== null) || group.awaitingJoin < groupMaxSize;
  }
  return member !== undefined || group.members.size < groupMaxSize;
}

interface Join {
  readonly request: JoinRequest;
  readonly parked: Parked<JoinReply>;
}

function joinUnknown(turn: Turn, group: ClassicGroup, { request, parked }: Join): void {
  const { groupInstanceId, clientId } = request;
  const memberId = `${groupInstanceId ?? clientId}-${turn.environment.random.uuid()}`;
  const old = group.staticMember(groupInstanceId);
  if (old !== undefined) {
    return rejoinStaticMember(turn, group, { request, parked, old, memberId });
  }
  if (groupInstanceId !== null || !request.takesMemberId) {
    return addMember(turn, group, { request, parked, memberId });
  }
  if (group.pendingJoins.size >= PENDING_JOINS_MAX) {
    return turn.answer(parked, joinError(NO_MEMBER_ID, ErrorCode.GROUP_MAX_SIZE_REACHED));
  }
  const session = turn.environment.sessionDeadline(group, memberId);
  session.set(request.terms.sessionTimeoutMs);
  group.pendingJoins.set(memberId, session);
  turn.answer(parked, joinError(memberId, ErrorCode.MEMBER_ID_REQUIRED));
}

function joinPending(turn: Turn, group: ClassicGroup, { request, parked }: Join): void {
  if (request.groupInstanceId !== null) {
    // Only dynamic members are given an id to come back with.
    throw new GroupError(ErrorCode.INVALID_REQUEST);
  }
  group.removePendingJoin(request.memberId);
  addMember(turn, group, { request, parked, memberId: request.memberId });
}

function addMember(
  turn: Turn,
  group: ClassicGroup,
  { request, parked, memberId }: Join & { memberId: string },
): void {
  const { groupInstanceId, clientId, clientHost } = request;
  const session = turn.environment.sessionDeadline(group, memberId);
  const identity = { memberId, groupInstanceId, clientId, clientHost };
  const member = new Member(identity, request.terms, session);
  member.isNew = true;
  if (group.members.size === 0) group.protocolType = request.protocolType;
  group.newMemberAdded = true;
  group.add(member);
  group.parkJoin(member, parked);
  // It has no id to heartbeat with, and a client that is gone cannot be told from one that waits.
  member.session.set(NEW_MEMBER_JOIN_TIMEOUT_MS);
  rebalance(turn, group, `${memberId} joined${reasonText(request)}`);
}

function joinKnown(turn: Turn, group: ClassicGroup, { request, parked }: Join): void {
  const member = requireMember(group, request);
  const changed = !member.hasProtocols(request.terms.protocols);
  const mustRebalance = group.isIn(PreparingRebalance) ||
    (group.isIn(CompletingRebalance) && changed) ||
    (group.isIn(Stable) && (changed || group.isLeader(member.memberId)));
  if (mustRebalance) return rejoin(turn, group, { request, parked, member });
  if (!group.isIn(CompletingRebalance, Stable)) throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
  turn.answer(parked, joinSuccess(group, member.memberId));
}

function rejoin(
  turn: Turn,
  group: ClassicGroup,
  { request, parked, member }: Join & { member: Member },
): void {
  group.updateTerms(member, request.terms);
  const superseded = group.takeJoin(member);
  if (superseded !== null) {
    turn.answer(superseded, joinError(member.memberId, ErrorCode.REBALANCE_IN_PROGRESS));
  }
  group.parkJoin(member, parked);
  rebalance(turn, group, `${member.memberId} joined again${reasonText(request)}`);
}

function reasonText({ reason }: JoinRequest): string {
  return reason === null || reason === "" ? "" : `: ${reason}`;
}
