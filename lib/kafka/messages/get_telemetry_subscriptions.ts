/**
 * GetTelemetrySubscriptions (API key 71), version 0, flexible: which metrics a client is to push,
 * and how often (KIP-714).
 *
 * @module
 */

import {
  array,
  boolean,
  type Infer,
  int16,
  int32,
  int8,
  message,
  string,
  uuid,
} from "../schema/mod.ts";

export const GetTelemetrySubscriptionsRequest = message("GetTelemetrySubscriptionsRequest", {
  apiKey: 71,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  clientInstanceId: uuid(),
});
export type GetTelemetrySubscriptionsRequest = Infer<typeof GetTelemetrySubscriptionsRequest>;

export const GetTelemetrySubscriptionsResponse = message("GetTelemetrySubscriptionsResponse", {
  apiKey: 71,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  clientInstanceId: uuid(),
  subscriptionId: int32(),
  acceptedCompressionTypes: array(int8()),
  pushIntervalMs: int32(),
  telemetryMaxBytes: int32(),
  deltaTemporality: boolean(),
  requestedMetrics: array(string()),
});
export type GetTelemetrySubscriptionsResponse = Infer<typeof GetTelemetrySubscriptionsResponse>;
