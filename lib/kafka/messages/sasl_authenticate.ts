/**
 * SaslAuthenticate (API key 36), versions 0 to 2, flexible from 2: one step of SASL's exchange of
 * tokens.
 *
 * - 1: how long the session lasts (KIP-368); response adds sessionLifetimeMs
 * - 2: flexible
 *
 * @module
 */

import { bytes, type Infer, int16, int64, message, string } from "../schema/mod.ts";

export const SaslAuthenticateRequest = message("SaslAuthenticateRequest", {
  apiKey: 36,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  authBytes: bytes(),
});
export type SaslAuthenticateRequest = Infer<typeof SaslAuthenticateRequest>;

export const SaslAuthenticateResponse = message("SaslAuthenticateResponse", {
  apiKey: 36,
  versions: [0, 2],
  flexibleFrom: 2,
}, {
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0 }),
  authBytes: bytes(),
  sessionLifetimeMs: int64({ from: 1, ignorable: true }),
});
export type SaslAuthenticateResponse = Infer<typeof SaslAuthenticateResponse>;
