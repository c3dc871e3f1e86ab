/**
 * SyncGroup (API key 14), versions 0 to 5: the leader hands in the assignment, each member gets its
 * own. The answer waits for the leader, and for the assignment to be on disk.
 *
 * - 3: static members (KIP-345)
 * - 5: protocol type and name must be there and be the group's (KIP-559)
 *
 * @module
 */
import { syncError } from "../group/classic/replies.ts";
import { SyncGroupRequest, SyncGroupResponse } from "../messages/sync_group.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler } from "./handler.ts";

const PROTOCOL_FROM = 5;

export const syncGroup = handler({
  request: SyncGroupRequest,
  response: SyncGroupResponse,
  versions: [0, 5],
  handle(request, { broker, apiVersion }) {
    const { groupId, protocolType, protocolName } = request;
    if (apiVersion >= PROTOCOL_FROM && (protocolType === null || protocolName === null)) {
      return syncError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }
    return broker.groups.syncGroup(groupId, request);
  },
});
