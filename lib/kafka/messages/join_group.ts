/**
 * JoinGroup (API key 11), versions 0 to 9, flexible from 6: a member enters a rebalance of its
 * classic group.
 *
 * - 1: a time limit for rebalancing of its own (KIP-62); request adds rebalanceTimeoutMs
 * - 2: response adds throttleTimeMs
 * - 3: throttled after the answer, not before (KIP-219)
 * - 4: a new member must come again with the id it is given (KIP-394)
 * - 5: static members (KIP-345); request adds groupInstanceId; response adds
 *   members.groupInstanceId
 * - 6: flexible
 * - 7: the protocol type is answered (KIP-559); response adds protocolType, protocolName may be
 *   null
 * - 8: a reason for joining (KIP-800); request adds reason
 * - 9: whether to skip the assignment (KIP-814); response adds skipAssignment
 *
 * @module
 */

import { array, boolean, bytes, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const JoinGroupRequest = message("JoinGroupRequest", {
  apiKey: 11,
  versions: [0, 9],
  flexibleFrom: 6,
}, {
  groupId: string(),
  sessionTimeoutMs: int32(),
  rebalanceTimeoutMs: int32({ from: 1, default: -1, ignorable: true }),
  memberId: string(),
  groupInstanceId: string({ from: 5, nullableFrom: 5, default: null }),
  protocolType: string(),
  protocols: array({
    name: string(),
    metadata: bytes(),
  }),
  reason: string({ from: 8, nullableFrom: 8, default: null, ignorable: true }),
});
export type JoinGroupRequest = Infer<typeof JoinGroupRequest>;

export const JoinGroupResponse = message("JoinGroupResponse", {
  apiKey: 11,
  versions: [0, 9],
  flexibleFrom: 6,
}, {
  throttleTimeMs: int32({ from: 2, ignorable: true }),
  errorCode: int16(),
  generationId: int32({ default: -1 }),
  protocolType: string({ from: 7, nullableFrom: 7, default: null, ignorable: true }),
  protocolName: string({ nullableFrom: 7 }),
  leader: string(),
  skipAssignment: boolean({ from: 9 }),
  memberId: string(),
  members: array({
    memberId: string(),
    groupInstanceId: string({ from: 5, nullableFrom: 5, default: null, ignorable: true }),
    metadata: bytes(),
  }),
});
export type JoinGroupResponse = Infer<typeof JoinGroupResponse>;
