/**
 * LeaveGroup (API key 13), versions 0 to 5, flexible from 4: members leave a classic group.
 *
 * - 1: response adds throttleTimeMs
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: several members at once (KIP-345); request adds members, drops memberId; response adds
 *   members
 * - 4: flexible
 * - 5: a reason for leaving (KIP-800); request adds members.reason
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const LeaveGroupRequest = message("LeaveGroupRequest", {
  apiKey: 13,
  versions: [0, 5],
  flexibleFrom: 4,
}, {
  groupId: string(),
  memberId: string({ until: 2 }),
  members: array({
    memberId: string(),
    groupInstanceId: string({ nullableFrom: 3, default: null }),
    reason: string({ from: 5, nullableFrom: 5, default: null, ignorable: true }),
  }, { from: 3 }),
});
export type LeaveGroupRequest = Infer<typeof LeaveGroupRequest>;

export const LeaveGroupResponse = message("LeaveGroupResponse", {
  apiKey: 13,
  versions: [0, 5],
  flexibleFrom: 4,
}, {
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  errorCode: int16(),
  members: array({
    memberId: string(),
    groupInstanceId: string({ nullableFrom: 3 }),
    errorCode: int16(),
  }, { from: 3 }),
});
export type LeaveGroupResponse = Infer<typeof LeaveGroupResponse>;
