/**
 * GetTelemetrySubscriptions (API key 71), version 0 (KIP-714): which metrics a client is to push,
 * how often, and under which subscription id; a client without an instance id gets one. Where no
 * subscription fits the client the list is empty, and it asks again after the interval.
 *
 * A client that asks again before its interval is over is told THROTTLING_QUOTA_EXCEEDED, unless
 * its push was refused for an old subscription.
 *
 * @module
 */
import { CompressionType } from "../../bytes/compression/mod.ts";
import { ZERO_UUID } from "../../bytes/uuid.ts";
import {
  GetTelemetrySubscriptionsRequest,
  GetTelemetrySubscriptionsResponse,
} from "../messages/get_telemetry_subscriptions.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { ConnectedClient } from "../telemetry/client_telemetry.ts";
import { handler, type RequestContext } from "./handler.ts";

/** Kafka's order: what a client takes first that has them all. */
const ACCEPTED_COMPRESSION_TYPES = [
  CompressionType.ZSTD,
  CompressionType.LZ4,
  CompressionType.GZIP,
  CompressionType.SNAPPY,
];

export const getTelemetrySubscriptions = handler({
  request: GetTelemetrySubscriptionsRequest,
  response: GetTelemetrySubscriptionsResponse,
  versions: [0, 0],
  handle({ clientInstanceId }, context) {
    const { telemetry } = context.broker;
    const outcome = telemetry.subscribe(clientInstanceId, connectedClient(context));
    if (typeof outcome === "string") return refused(ErrorCode[outcome]);
    const { plan } = outcome;
    return {
      errorCode: ErrorCode.NONE,
      clientInstanceId: outcome.clientInstanceId,
      subscriptionId: plan.subscriptionId,
      acceptedCompressionTypes: ACCEPTED_COMPRESSION_TYPES,
      pushIntervalMs: plan.pushIntervalMs,
      telemetryMaxBytes: telemetry.bytesMax,
      deltaTemporality: true,
      requestedMetrics: [...plan.metrics],
    };
  },
});

function refused(errorCode: number) {
  return {
    errorCode,
    clientInstanceId: ZERO_UUID,
    subscriptionId: 0,
    acceptedCompressionTypes: [],
    pushIntervalMs: 0,
    telemetryMaxBytes: 0,
    deltaTemporality: false,
    requestedMetrics: [],
  };
}

/** The client as subscriptions may select it; its port is not known here. */
export function connectedClient({ clientId, connection }: RequestContext): ConnectedClient {
  return {
    client_id: clientId ?? "",
    client_software_name: connection.softwareName,
    client_software_version: connection.softwareVersion,
    client_source_address: connection.remoteAddress,
    client_source_port: "",
  };
}
