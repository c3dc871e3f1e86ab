/**
 * UnregisterBroker (API key 64), version 0, flexible: forgets a broker that is gone for good.
 *
 * @module
 */

import { type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const UnregisterBrokerRequest = message("UnregisterBrokerRequest", {
  apiKey: 64,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  brokerId: int32(),
});
export type UnregisterBrokerRequest = Infer<typeof UnregisterBrokerRequest>;

export const UnregisterBrokerResponse = message("UnregisterBrokerResponse", {
  apiKey: 64,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0 }),
});
export type UnregisterBrokerResponse = Infer<typeof UnregisterBrokerResponse>;
