/**
 * CreateDelegationToken (API key 38), versions 0 to 3, flexible from 2: a delegation token for a
 * principal.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 * - 3: on behalf of another principal (KIP-373); request adds ownerPrincipalType and
 *   ownerPrincipalName; response adds tokenRequesterPrincipalType and tokenRequesterPrincipalName
 *
 * @module
 */

import {
  array,
  bigint64,
  bytes,
  type Infer,
  int16,
  int32,
  int64,
  message,
  string,
} from "../schema/mod.ts";

export const CreateDelegationTokenRequest = message("CreateDelegationTokenRequest", {
  apiKey: 38,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  ownerPrincipalType: string({ from: 3, nullableFrom: 3 }),
  ownerPrincipalName: string({ from: 3, nullableFrom: 3 }),
  renewers: array({
    principalType: string(),
    principalName: string(),
  }),
  maxLifetimeMs: bigint64(),
});
export type CreateDelegationTokenRequest = Infer<typeof CreateDelegationTokenRequest>;

export const CreateDelegationTokenResponse = message("CreateDelegationTokenResponse", {
  apiKey: 38,
  versions: [0, 3],
  flexibleFrom: 2,
}, {
  errorCode: int16(),
  principalType: string(),
  principalName: string(),
  tokenRequesterPrincipalType: string({ from: 3 }),
  tokenRequesterPrincipalName: string({ from: 3 }),
  issueTimestampMs: int64(),
  expiryTimestampMs: int64(),
  maxTimestampMs: int64(),
  tokenId: string(),
  hmac: bytes(),
  throttleTimeMs: int32({ default: 0 }),
});
export type CreateDelegationTokenResponse = Infer<typeof CreateDelegationTokenResponse>;
