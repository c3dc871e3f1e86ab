/**
 * DescribeDelegationToken (API key 41), versions 0 to 3, flexible from 2: delegation tokens by
 * owner.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 * - 3: who asked for the token (KIP-373); response adds tokens.tokenRequesterPrincipalType and
 *   tokens.tokenRequesterPrincipalName
 *
 * @module
 */

import { array, bytes, type Infer, int16, int32, int64, message, string } from "../schema/mod.ts";

export const DescribeDelegationTokenRequest = message("DescribeDelegationTokenRequest", {
  apiKey: 41,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  owners: array({
    principalType: string(),
    principalName: string(),
  }, { nullableFrom: 0 }),
});
export type DescribeDelegationTokenRequest = Infer<typeof DescribeDelegationTokenRequest>;

export const DescribeDelegationTokenResponse = message("DescribeDelegationTokenResponse", {
  apiKey: 41,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  errorCode: int16(),
  tokens: array({
    principalType: string(),
    principalName: string(),
    tokenRequesterPrincipalType: string({ from: 3 }),
    tokenRequesterPrincipalName: string({ from: 3 }),
    issueTimestamp: int64(),
    expiryTimestamp: int64(),
    maxTimestamp: int64(),
    tokenId: string(),
    hmac: bytes(),
    renewers: array({
      principalType: string(),
      principalName: string(),
    }),
  }),
  throttleTimeMs: int32({ default: 0 }),
});
export type DescribeDelegationTokenResponse = Infer<typeof DescribeDelegationTokenResponse>;
