/**
 * JoinGroup (API key 11), versions 0 to 9: a member enters its group, or enters it again.
 *
 * The answer waits until the whole group has joined, for as long as the rebalance timeout. A
 * connection that closes meanwhile does not put its member out: only silence does.
 *
 * - 0: the session timeout is the rebalance timeout too
 * - 4: a new member is first given an id and comes again with it (KIP-394)
 * - 5: static members (KIP-345)
 * - 7: the protocol type is answered; the protocol name is null in errors, empty before
 * - 8: a reason, for the log
 * - 9: a static leader that comes back need not assign again (KIP-814)
 *
 * @module
 */
import type { JoinReply } from "../group/classic/member.ts";
import { JoinGroupRequest, JoinGroupResponse } from "../messages/join_group.ts";
import { handler } from "./handler.ts";

const REBALANCE_TIMEOUT_FROM = 1;
const MEMBER_ID_REQUIRED_FROM = 4;
const NULL_PROTOCOL_FROM = 7;
const SKIP_ASSIGNMENT_FROM = 9;

export const joinGroup = handler({
  request: JoinGroupRequest,
  response: JoinGroupResponse,
  versions: [0, 9],
  async handle(request, { broker, apiVersion, clientId, connection }) {
    const { sessionTimeoutMs } = request;
    const reply = await broker.groups.joinGroup({
      groupId: request.groupId,
      memberId: request.memberId,
      groupInstanceId: request.groupInstanceId,
      clientId: clientId ?? "",
      // As Java prints an address: tools show it so.
      clientHost: `/${connection.remoteAddress}`,
      protocolType: request.protocolType,
      terms: {
        sessionTimeoutMs,
        rebalanceTimeoutMs: apiVersion < REBALANCE_TIMEOUT_FROM
          ? sessionTimeoutMs
          : request.rebalanceTimeoutMs,
        // Copied: the member keeps them, and the request's frame must not live as long.
        protocols: request.protocols.map(({ name, metadata }) => ({
          name,
          metadata: metadata.slice(),
        })),
      },
      reason: request.reason,
      takesMemberId: apiVersion >= MEMBER_ID_REQUIRED_FROM,
      skipsAssignment: apiVersion >= SKIP_ASSIGNMENT_FROM,
    });
    return apiVersion < NULL_PROTOCOL_FROM ? withoutNull(reply) : reply;
  },
});

function withoutNull(reply: JoinReply): JoinReply {
  return { ...reply, protocolName: reply.protocolName ?? "" };
}
