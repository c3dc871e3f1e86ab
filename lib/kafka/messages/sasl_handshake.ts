/**
 * SaslHandshake (API key 17), versions 0 to 1: the client picks a SASL mechanism.
 *
 * - 0: raw SASL tokens follow
 * - 1: SaslAuthenticate requests follow (KIP-152)
 *
 * @module
 */

import { array, type Infer, int16, message, string } from "../schema/mod.ts";

export const SaslHandshakeRequest = message("SaslHandshakeRequest", {
  apiKey: 17,
  versions: [0, 1],
}, {
  mechanism: string(),
});
export type SaslHandshakeRequest = Infer<typeof SaslHandshakeRequest>;

export const SaslHandshakeResponse = message("SaslHandshakeResponse", {
  apiKey: 17,
  versions: [0, 1],
}, {
  errorCode: int16(),
  mechanisms: array(string()),
});
export type SaslHandshakeResponse = Infer<typeof SaslHandshakeResponse>;
