/**
 * DescribeGroups (API key 15), versions 0 to 6: state, members, subscriptions and assignments of
 * classic groups. What members subscribe to and were assigned is told of Stable groups only.
 *
 * - 3: authorized operations: all of them, as no authorizer is served
 * - 4: static members
 * - 6: a group that does not exist is GROUP_ID_NOT_FOUND with a message (KIP-1043); before, it is
 *   Dead and no error
 *
 * @module
 */
import type { DescribedGroup } from "../group/describe_group.ts";
import { DescribeGroupsRequest, DescribeGroupsResponse } from "../messages/describe_groups.ts";
import { GroupState } from "../group/classic/group_state.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler } from "./handler.ts";

const NOT_FOUND_FROM = 6;
/** READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS, each the bit of its code. */
const ALL_OPERATIONS = (1 << 3) | (1 << 6) | (1 << 8) | (1 << 10) | (1 << 11);

export const describeGroups = handler({
  request: DescribeGroupsRequest,
  response: DescribeGroupsResponse,
  versions: [0, 6],
  async handle({ groups: groupIds, includeAuthorizedOperations }, { broker, apiVersion }) {
    const groups = await Promise.all(groupIds.map(async (groupId) => {
      const described = await broker.groups.describeGroup(groupId);
      const group = apiVersion >= NOT_FOUND_FROM ? withNotFound(described) : described;
      if (!includeAuthorizedOperations || group.errorCode !== ErrorCode.NONE) return group;
      return { ...group, authorizedOperations: ALL_OPERATIONS };
    }));
    return { groups };
  },
});

function withNotFound(group: DescribedGroup): DescribedGroup {
  if (group.groupState !== GroupState.Dead) return group;
  const errorCode = ErrorCode.GROUP_ID_NOT_FOUND;
  return { ...group, errorCode, errorMessage: `Group ${group.groupId} not found.` };
}
