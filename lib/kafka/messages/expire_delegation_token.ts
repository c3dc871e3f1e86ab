/**
 * ExpireDelegationToken (API key 40), versions 0 to 2, flexible from 2: ends a delegation token now
 * or later.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 *
 * @module
 */

import { bigint64, bytes, type Infer, int16, int32, int64, message } from "../schema/mod.ts";

export const ExpireDelegationTokenRequest = message("ExpireDelegationTokenRequest", {
  apiKey: 40,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  hmac: bytes(),
  expiryTimePeriodMs: bigint64(),
});
export type ExpireDelegationTokenRequest = Infer<typeof ExpireDelegationTokenRequest>;

export const ExpireDelegationTokenResponse = message("ExpireDelegationTokenResponse", {
  apiKey: 40,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  errorCode: int16(),
  expiryTimestampMs: int64(),
  throttleTimeMs: int32({ default: 0 }),
});
export type ExpireDelegationTokenResponse = Infer<typeof ExpireDelegationTokenResponse>;
