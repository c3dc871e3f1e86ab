/**
 * Heartbeat: a member is alive. The answer tells it whether to join again.
 *
 * @module
 */
import { ErrorCode } from "../../protocol/error_code.ts";
import { GroupError } from "../group_error.ts";
import type { ClassicGroup } from "./classic_group.ts";
import { GroupState } from "./group_state.ts";
import { requireGeneration, requireMember, type Sender } from "./membership.ts";

/** What a heartbeat says. */
export interface HeartbeatRequest extends Sender {
  readonly generationId: number;
}

/**
 * Works out a heartbeat.
 *
 * Between its join's answer and its sync's a member may heartbeat already: that is a heartbeat like
 * any other.
 *
 * @throws {GroupError} UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION;
 * REBALANCE_IN_PROGRESS where it should join again: its session goes on meanwhile
 */
export function heartbeat(group: ClassicGroup, request: HeartbeatRequest): void {
  const member = requireMember(group, request);
  requireGeneration(group, request.generationId);
  member.keepAlive();
  if (group.isIn(GroupState.PreparingRebalance)) {
    throw new GroupError(ErrorCode.REBALANCE_IN_PROGRESS);
  }
}
