/**
 * What DescribeGroups and ListGroups say of a group.
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";
import type { DescribeGroupsResponse } from "../messages/describe_groups.ts";
import type { ListGroupsResponse } from "../messages/list_groups.ts";
import type { Input } from "../schema/mod.ts";
import type { ClassicGroup } from "./classic/classic_group.ts";
import { GroupState } from "./classic/group_state.ts";
import { type Member, NO_ASSIGNMENT } from "./classic/member.ts";

/** A group in DescribeGroups' form. */
export type DescribedGroup = Input<typeof DescribeGroupsResponse>["groups"][number];
/** A group in ListGroups' form. */
export type ListedGroup = Input<typeof ListGroupsResponse>["groups"][number];

/** The type of every group served, as ListGroups 5 names it (KIP-848). */
const GROUP_TYPE = "Classic";

/** What a group is. Subscriptions and assignments are in flux except in Stable: not told then. */
export function describeGroup(group: ClassicGroup): DescribedGroup {
  const protocolName = group.isIn(GroupState.Stable) ? group.protocolName : null;
  return {
    errorCode: ErrorCode.NONE,
    groupId: group.groupId,
    groupState: group.state,
    protocolType: group.protocolType ?? "",
    protocolData: protocolName ?? "",
    members: [...group.members.values()].map((member) => describeMember(member, protocolName)),
  };
}

function describeMember(
  member: Member,
  protocolName: string | null,
): DescribedGroup["members"][number] {
  const { memberId, groupInstanceId, clientId, clientHost } = member.identity;
  return {
    memberId,
    groupInstanceId,
    clientId,
    clientHost,
    memberMetadata: protocolName === null ? NO_ASSIGNMENT : member.metadata(protocolName),
    memberAssignment: protocolName === null ? NO_ASSIGNMENT : member.assignment,
  };
}

/** The answer for a group that is not there: Dead, which is no error (see the handler). */
export function describeMissing(groupId: string): DescribedGroup {
  return {
    errorCode: ErrorCode.NONE,
    groupId,
    groupState: GroupState.Dead,
    protocolType: "",
    protocolData: "",
    members: [],
  };
}

/** Filters of ListGroups; an empty one lets everything through. Letter case does not matter. */
export interface GroupFilter {
  readonly states: readonly string[];
  readonly types: readonly string[];
}

/** The groups that pass a filter. */
export function listGroups(groups: Iterable<ClassicGroup>, filter: GroupFilter): ListedGroup[] {
  const states = new Set(filter.states.map((state) => state.trim().toLowerCase()));
  const types = new Set(filter.types.map((type) => type.trim().toLowerCase()));
  const listed: ListedGroup[] = [];
  if (types.size > 0 && !types.has(GROUP_TYPE.toLowerCase())) return listed;
  for (const group of groups) {
    if (states.size > 0 && !states.has(group.state.toLowerCase())) continue;
    listed.push({
      groupId: group.groupId,
      protocolType: group.protocolType ?? "",
      groupState: group.state,
      groupType: GROUP_TYPE,
    });
  }
  return listed;
}
