/**
 * SyncGroup: the leader hands in the assignment, everyone gets their own.
 *
 * In CompletingRebalance the answers are parked until the leader's comes; its assignment is stored
 * with the group, and leaves when it is on disk. In Stable a member is given again what it has.
 *
 * @module
 */
import { ErrorCode } from "../../protocol/error_code.ts";
import { GroupError } from "../group_error.ts";
import { groupMetadataRecord } from "../group_records.ts";
import type { Parked } from "../parked.ts";
import type { Turn } from "../turn.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import { type Member, NO_ASSIGNMENT, type SyncReply } from "./member.ts";
import { requireGeneration, requireMember, type Sender } from "./membership.ts";
import { syncError, syncSuccess } from "./replies.ts";
import { groupValue, memberValue } from "./stored_group.ts";

const { PreparingRebalance, CompletingRebalance, Stable } = GroupState;

/** What a sync says. */
export interface SyncRequest extends Sender {
  readonly generationId: number;
  /** What the client takes the group's to be; null where it does not say (before version 5). */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** From the leader only. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

/** Works out a sync. `parked` is answered now or later, never twice. */
export function syncGroup(
  turn: Turn,
  group: ClassicGroup,
  { request, parked }: { request: SyncRequest; parked: Parked<SyncReply> },
): void {
  const member = requireMember(group, request);
  requireGeneration(group, request.generationId);
  if (
    differs(request.protocolType, group.protocolType) ||
    differs(request.protocolName, group.protocolName)
  ) throw new GroupError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  if (group.isIn(PreparingRebalance)) throw new GroupError(ErrorCode.REBALANCE_IN_PROGRESS);
  if (group.isIn(Stable)) {
    noteSynced(group, member);
    return turn.answer(parked, syncSuccess(group, member));
  }
  if (!group.isIn(CompletingRebalance)) throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
  if (group.isLeader(member.memberId)) assign(turn, group, { request, parked, member });
  else park(turn, group, { parked, member });
}

function differs(asked: string | null, found: string | null): boolean {
  return asked !== null && found !== null && asked !== found;
}

function park(
  turn: Turn,
  group: ClassicGroup,
  { parked, member }: { parked: Parked<SyncReply>; member: Member },
): void {
  const superseded = member.sync;
  member.sync = parked;
  if (superseded !== null) {
    turn.answer(superseded, syncError(ErrorCode.REBALANCE_IN_PROGRESS));
  }
  noteSynced(group, member);
}

/** Stores the leader's assignment; whom it left out gets an empty one. */
function assign(
  turn: Turn,
  group: ClassicGroup,
  { request, parked, member: leader }: {
    request: SyncRequest;
    parked: Parked<SyncReply>;
    member: Member;
  },
): void {
  const assigned = new Map(request.assignments.map((each) => [each.memberId, each.assignment]));
  const members = [...group.members.values()].map(({ identity, terms }) => {
    const assignment = assigned.get(identity.memberId) ?? NO_ASSIGNMENT;
    return memberValue(group.protocolName, { identity, terms, assignment });
  });
  const nowMs = turn.environment.clock.nowMs();
  const value = groupValue(group, { members, leaderId: leader.memberId, nowMs });
  turn.records.push(groupMetadataRecord(group.groupId, value));
  // Not parked before the log has the record: where it refuses, the leader alone is told, joins
  // again, is told the same generation, and syncs again; the others wait for that.
  turn.whenApplied(() => {
    park(turn, group, { parked, member: leader });
    for (const member of group.members.values()) {
      const { sync } = member;
      if (sync === null) continue;
      member.sync = null;
      turn.answer(sync, syncSuccess(group, member));
      member.keepAlive();
    }
  });
}

function noteSynced(group: ClassicGroup, member: Member): void {
  group.pendingSyncs.delete(member.memberId);
  if (group.pendingSyncs.size === 0) group.deadlines.sync.cancel();
}
