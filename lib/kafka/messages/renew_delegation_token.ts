/**
 * RenewDelegationToken (API key 39), versions 0 to 2, flexible from 2: moves the expiry of a
 * delegation token.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 *
 * @module
 */

import { bigint64, bytes, type Infer, int16, int32, int64, message } from "../schema/mod.ts";

export const RenewDelegationTokenRequest = message("RenewDelegationTokenRequest", {
  apiKey: 39,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  hmac: bytes(),
  renewPeriodMs: bigint64(),
});
export type RenewDelegationTokenRequest = Infer<typeof RenewDelegationTokenRequest>;

export const RenewDelegationTokenResponse = message("RenewDelegationTokenResponse", {
  apiKey: 39,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  errorCode: int16(),
  expiryTimestampMs: int64(),
  throttleTimeMs: int32({ default: 0 }),
});
export type RenewDelegationTokenResponse = Infer<typeof RenewDelegationTokenResponse>;
