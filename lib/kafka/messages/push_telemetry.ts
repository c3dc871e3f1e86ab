/**
 * PushTelemetry (API key 72), version 0, flexible: metrics that a client pushes (KIP-714).
 *
 * @module
 */

import { boolean, bytes, type Infer, int16, int32, int8, message, uuid } from "../schema/mod.ts";

export const PushTelemetryRequest = message("PushTelemetryRequest", {
  apiKey: 72,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  clientInstanceId: uuid(),
  subscriptionId: int32(),
  terminating: boolean(),
  compressionType: int8(),
  metrics: bytes(),
});
export type PushTelemetryRequest = Infer<typeof PushTelemetryRequest>;

export const PushTelemetryResponse = message("PushTelemetryResponse", {
  apiKey: 72,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
});
export type PushTelemetryResponse = Infer<typeof PushTelemetryResponse>;
