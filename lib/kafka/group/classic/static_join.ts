/**
 * A static member comes back without its member id (KIP-345): it was restarted. It takes the place
 * of the member that had its group.instance.id, under a new id; the old one is fenced.
 *
 * In Stable, where the generation's protocol would be selected again, nothing else changes: the
 * member keeps its assignment, the group its generation, and only the new id is stored.
 *
 * @module
 */
import { ErrorCode } from "../../protocol/error_code.ts";
import { groupMetadataRecord } from "../group_records.ts";
import type { Parked } from "../parked.ts";
import type { Turn } from "../turn.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import type { JoinRequest } from "./join.ts";
import { type JoinReply, Member } from "./member.ts";
import { rebalance } from "./rebalance.ts";
import { answerParked, joinSuccess } from "./replies.ts";
import { selectProtocol } from "./select_protocol.ts";
import { groupValue, memberValue } from "./stored_group.ts";

interface StaticJoin {
  readonly request: JoinRequest;
  readonly parked: Parked<JoinReply>;
  /** Who had the instance id until now. */
  readonly old: Member;
  /** The id from now on. */
  readonly memberId: string;
}

/** Works out the join of a static member that was there before. */
export function rejoinStaticMember(turn: Turn, group: ClassicGroup, join: StaticJoin): void {
  const { request, old } = join;
  if (group.isIn(GroupState.Stable)) {
    const supposed = { member: old, protocols: request.terms.protocols };
    if (selectProtocol(group, supposed) === group.protocolName) {
      return storeNewId(turn, group, join);
    }
  }
  replaceAndRebalance(turn, group, join);
}

function storeNewId(turn: Turn, group: ClassicGroup, join: StaticJoin): void {
  const { request, parked, old, memberId } = join;
  const identity = { ...old.identity, memberId };
  const members = [...group.members.values()].map((member) => {
    const present = { identity, terms: request.terms, assignment: old.assignment };
    return memberValue(group.protocolName, member === old ? present : member);
  });
  const formerLeaderId = group.leaderId ?? "";
  const wasLeader = group.isLeader(old.memberId);
  const leaderId = wasLeader ? memberId : formerLeaderId;
  const nowMs = turn.environment.clock.nowMs();
  const value = groupValue(group, { members, leaderId, nowMs });
  turn.records.push(groupMetadataRecord(group.groupId, value));
  turn.whenApplied(() => {
    const member = group.members.get(memberId)!;
    fence(turn, group, old);
    group.updateTerms(member, request.terms);
    member.keepAlive();
    const reply = joinSuccess(group, memberId);
    if (request.skipsAssignment) turn.answer(parked, { ...reply, skipAssignment: wasLeader });
    // A leader that does not know of KIP-814 would assign; named another, it takes what it has.
    else turn.answer(parked, { ...reply, leader: formerLeaderId, members: [] });
  });
}

function replaceAndRebalance(turn: Turn, group: ClassicGroup, join: StaticJoin): void {
  const { request, parked, old, memberId } = join;
  fence(turn, group, old);
  const session = turn.environment.sessionDeadline(group, memberId);
  const member = new Member({ ...old.identity, memberId }, request.terms, session);
  group.replace(old, member);
  group.parkJoin(member, parked);
  member.keepAlive();
  rebalance(turn, group, `static member ${request.groupInstanceId} came back as ${memberId}`);
}

function fence(turn: Turn, group: ClassicGroup, old: Member): void {
  const { memberId } = old;
  answerParked(turn, group, { member: old, memberId, errorCode: ErrorCode.FENCED_INSTANCE_ID });
}
