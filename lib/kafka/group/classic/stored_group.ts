/**
 * A group and its GroupMetadata record: what of it is written, and what the record makes of it in
 * memory. The one place where the durable part of a group changes, at start-up and afterwards.
 *
 * @module
 */
import type { GroupMetadataValue } from "../../messages/group_metadata_record.ts";
import type { Input } from "../../schema/mod.ts";
import type { GroupEnvironment } from "../turn.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import { Member, type MemberIdentity, type MemberTerms } from "./member.ts";
import { subscribedTopics } from "./subscription.ts";

type GroupValue = Input<typeof GroupMetadataValue>;
type MemberValue = GroupValue["members"][number];
type StoredMember = GroupMetadataValue["members"][number];

/** A member as it will be written. */
export function memberValue(
  protocolName: string | null,
  member: { identity: MemberIdentity; terms: MemberTerms; assignment: Uint8Array },
): MemberValue {
  const { identity, terms, assignment } = member;
  const subscription = terms.protocols.find(({ name }) => name === protocolName)?.metadata;
  return {
    memberId: identity.memberId,
    groupInstanceId: identity.groupInstanceId,
    clientId: identity.clientId,
    clientHost: identity.clientHost,
    rebalanceTimeout: terms.rebalanceTimeoutMs,
    sessionTimeout: terms.sessionTimeoutMs,
    subscription: subscription ?? new Uint8Array(0),
    assignment,
  };
}

/** The group's present generation with these members. */
export function groupValue(
  group: ClassicGroup,
  { members, leaderId, nowMs }: { members: MemberValue[]; leaderId: string; nowMs: number },
): GroupValue {
  return {
    protocolType: group.protocolType ?? "",
    generation: group.generationId,
    protocol: group.protocolName,
    leader: leaderId,
    currentStateTimestamp: nowMs,
    members,
  };
}

/** The next generation, without members. */
export function emptyGroupValue(group: ClassicGroup, nowMs: number): GroupValue {
  return {
    protocolType: group.protocolType ?? "",
    generation: group.generationId + 1,
    protocol: null,
    leader: null,
    currentStateTimestamp: nowMs,
    members: [],
  };
}

/** Makes the group what its record says and nothing else: at start-up. */
export function loadGroup(
  group: ClassicGroup,
  value: GroupMetadataValue,
  environment: GroupEnvironment,
): void {
  for (const member of [...group.members.values()]) group.remove(member);
  group.protocolType = value.protocolType === "" ? null : value.protocolType;
  for (const each of value.members) {
    group.add(loaded(group, value.protocol, { each, environment }));
  }
  settle(group, value);
}

/**
 * Takes in a record that this process has just written. The members are there already and keep what
 * the record lacks: their other protocols, their session, their parked requests.
 */
export function confirmGroup(
  group: ClassicGroup,
  value: GroupMetadataValue,
  environment: GroupEnvironment,
): void {
  for (const each of value.members) {
    if (group.members.has(each.memberId)) continue;
    const old = group.staticMember(each.groupInstanceId);
    if (old === undefined) {
      throw new Error(`Group ${group.groupId} has no member ${each.memberId} to confirm`);
    }
    group.replace(old, renamed(group, old, { successor: each, environment }));
  }
  for (const each of value.members) {
    group.members.get(each.memberId)!.assignment = each.assignment.slice();
  }
  settle(group, value);
}

function settle(group: ClassicGroup, value: GroupMetadataValue): void {
  const [found, written] = [group.members.size, value.members.length];
  if (found !== written) {
    throw new Error(`Group ${group.groupId} has ${found} members, its record ${written}`);
  }
  group.generationId = value.generation;
  group.protocolName = value.protocol;
  group.leaderId = value.leader;
  group.stored = true;
  const state = value.members.length === 0 ? GroupState.Empty : GroupState.Stable;
  group.enter(state, value.currentStateTimestamp);
  group.subscribedTopics = subscribedTopics(group);
}

/** A static member under its new id. */
function renamed(
  group: ClassicGroup,
  old: Member,
  { successor, environment }: { successor: StoredMember; environment: GroupEnvironment },
): Member {
  const { memberId } = successor;
  const identity = { ...old.identity, memberId };
  return new Member(identity, old.terms, environment.sessionDeadline(group, memberId));
}

function loaded(
  group: ClassicGroup,
  protocolName: string | null,
  { each, environment }: { each: StoredMember; environment: GroupEnvironment },
): Member {
  const { memberId, groupInstanceId, clientId, clientHost, sessionTimeout } = each;
  // Records before version 1 do not say the rebalance timeout: then it was the session's.
  const rebalanceTimeoutMs = each.rebalanceTimeout === -1 ? sessionTimeout : each.rebalanceTimeout;
  // Copied: the record may be a view of a mapped segment.
  const protocols = [{ name: protocolName ?? "", metadata: each.subscription.slice() }];
  const member = new Member(
    { memberId, groupInstanceId, clientId, clientHost },
    { rebalanceTimeoutMs, sessionTimeoutMs: sessionTimeout, protocols },
    environment.sessionDeadline(group, memberId),
  );
  member.assignment = each.assignment.slice();
  return member;
}
