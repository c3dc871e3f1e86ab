/**
 * Heartbeat (API key 12), versions 0 to 4, flexible from 4: a member of a classic group says that
 * it is alive.
 *
 * - 1: response adds throttleTimeMs
 * - 2: throttled after the answer, not before (KIP-219)
 * - 3: static members (KIP-345); request adds groupInstanceId
 * - 4: flexible
 *
 * @module
 */

import { type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const HeartbeatRequest = message("HeartbeatRequest", {
  apiKey: 12,
  versions: [0, 4],
  flexibleFrom: 4,
}, {
  groupId: string(),
  generationId: int32(),
  memberId: string(),
  groupInstanceId: string({ from: 3, nullableFrom: 3, default: null }),
});
export type HeartbeatRequest = Infer<typeof HeartbeatRequest>;

export const HeartbeatResponse = message("HeartbeatResponse", {
  apiKey: 12,
  versions: [0, 4],
  flexibleFrom: 4,
}, {
  throttleTimeMs: int32({ from: 1, ignorable: true }),
  errorCode: int16(),
});
export type HeartbeatResponse = Infer<typeof HeartbeatResponse>;
