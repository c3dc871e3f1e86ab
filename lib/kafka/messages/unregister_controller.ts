/**
 * UnregisterController (API key 94), version 0, flexible: forgets a controller of a KRaft cluster
 * that is gone for good.
 *
 * @module
 */

import { type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const UnregisterControllerRequest = message("UnregisterControllerRequest", {
  apiKey: 94,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  controllerId: int32(),
});
export type UnregisterControllerRequest = Infer<typeof UnregisterControllerRequest>;

export const UnregisterControllerResponse = message("UnregisterControllerResponse", {
  apiKey: 94,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullableFrom: 0 }),
});
export type UnregisterControllerResponse = Infer<typeof UnregisterControllerResponse>;
