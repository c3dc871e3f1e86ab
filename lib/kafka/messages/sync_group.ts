/**
 * SyncGroup (API key 14), versions 0 to 5, flexible from 4: the leader of a classic group hands in
 * the assignment, each member gets its own.
 *
 * - 1: response adds throttleTimeMs
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: static members (KIP-345); request adds groupInstanceId
 * - 4: flexible
 * - 5: protocol type and name are checked (KIP-559); request adds protocolType and protocolName;
 *   response adds protocolType and protocolName
 *
 * @module
 */

import { array, bytes, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const SyncGroupRequest = message("SyncGroupRequest", {
  apiKey: 14,
  versions: [0, 5],
  flexibleFrom: 4,
}, {
  groupId: string(),
  generationId: int32(),
  memberId: string(),
  groupInstanceId: string({ from: 3, nullableFrom: 3, default: null }),
  protocolType: string({ from: 5, nullableFrom: 5, default: null, ignorable: true }),
  protocolName: string({ from: 5, nullableFrom: 5, default: null, ignorable: true }),
  assignments: array({
    memberId: string(),
    assignment: bytes(),
  }),
});
export type SyncGroupRequest = Infer<typeof SyncGroupRequest>;

export const SyncGroupResponse = message("SyncGroupResponse", {
  apiKey: 14,
  versions: [0, 5],
  flexibleFrom: 4,
}, {
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  errorCode: int16(),
  protocolType: string({ from: 5, nullableFrom: 5, default: null, ignorable: true }),
  protocolName: string({ from: 5, nullableFrom: 5, default: null, ignorable: true }),
  assignment: bytes(),
});
export type SyncGroupResponse = Infer<typeof SyncGroupResponse>;
