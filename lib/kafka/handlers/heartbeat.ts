/**
 * Heartbeat (API key 12), versions 0 to 4: a member of a classic group is alive.
 * REBALANCE_IN_PROGRESS asks it to join again; while the group is loading the answer is no error.
 *
 * - 3: static members (KIP-345)
 *
 * @module
 */
import { HeartbeatRequest, HeartbeatResponse } from "../messages/heartbeat.ts";
import { handler } from "./handler.ts";

export const heartbeat = handler({
  request: HeartbeatRequest,
  response: HeartbeatResponse,
  versions: [0, 4],
  async handle(request, { broker }) {
    return { errorCode: await broker.groups.heartbeat(request.groupId, request) };
  },
});
