/**
 * LeaveGroup (API key 13), versions 0 to 5: members go.
 *
 * - 3: several at once, each with its own error; static members by their group.instance.id alone
 *   (KIP-345). Before, the one member's error is the whole answer's
 * - 5: a reason, for the log
 *
 * @module
 */
import { LeaveGroupRequest, LeaveGroupResponse } from "../messages/leave_group.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler } from "./handler.ts";

const BATCHED_FROM = 3;

export const leaveGroup = handler({
  request: LeaveGroupRequest,
  response: LeaveGroupResponse,
  versions: [0, 5],
  async handle(request, { broker, apiVersion }) {
    const isBatched = apiVersion >= BATCHED_FROM;
    const leavers = isBatched
      ? request.members
      : [{ memberId: request.memberId, groupInstanceId: null, reason: null }];
    const { errorCode, value } = await broker.groups.leaveGroup(request.groupId, leavers);
    if (value === null) return { errorCode, members: [] };
    if (!isBatched) return { errorCode: value[0]!, members: [] };
    const members = leavers.map(({ memberId, groupInstanceId }, i) => {
      return { memberId, groupInstanceId, errorCode: value[i]! };
    });
    return { errorCode: ErrorCode.NONE, members };
  },
});
