/**
 * PushTelemetry (API key 72), version 0 (KIP-714): metrics of a client as OTLP in protobuf,
 * compressed as it likes; they appear on /metrics.
 *
 * Refused are a push before its time (THROTTLING_QUOTA_EXCEEDED; the last one of a client that
 * ends may come at any time), one of an old subscription (UNKNOWN_SUBSCRIPTION_ID), one larger
 * than telemetry.max.bytes (TELEMETRY_TOO_LARGE), and one that is no OTLP (INVALID_RECORD).
 *
 * @module
 */
import { PushTelemetryRequest, PushTelemetryResponse } from "../messages/push_telemetry.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { connectedClient } from "./get_telemetry_subscriptions.ts";
import { handler } from "./handler.ts";

export const pushTelemetry = handler({
  request: PushTelemetryRequest,
  response: PushTelemetryResponse,
  versions: [0, 0],
  handle(request, context) {
    const error = context.broker.telemetry.push(request, connectedClient(context));
    return { errorCode: ErrorCode[error ?? "NONE"] };
  },
});
