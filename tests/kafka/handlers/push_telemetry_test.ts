import { afterEach, beforeEach, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { getTelemetrySubscriptions } from "../../../lib/kafka/handlers/get_telemetry_subscriptions.ts";
import { pushTelemetry } from "../../../lib/kafka/handlers/push_telemetry.ts";
import {
  GetTelemetrySubscriptionsRequest,
  GetTelemetrySubscriptionsResponse,
} from "../../../lib/kafka/messages/get_telemetry_subscriptions.ts";
import {
  PushTelemetryRequest,
  PushTelemetryResponse,
} from "../../../lib/kafka/messages/push_telemetry.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { otlp } from "../telemetry/otlp.ts";
import { send, startTestBroker, type TestBroker, TestConnection } from "../test_broker.ts";

const getApi = {
  handler: getTelemetrySubscriptions,
  request: GetTelemetrySubscriptionsRequest,
  response: GetTelemetrySubscriptionsResponse,
};
const pushApi = {
  handler: pushTelemetry,
  request: PushTelemetryRequest,
  response: PushTelemetryResponse,
};

let running: TestBroker;
let connection: TestConnection;

beforeEach(async () => {
  running = await startTestBroker({ overrides: ["telemetry.max.bytes=5000"] });
  connection = new TestConnection();
  connection.softwareName = "apache-kafka-java";
  const values = new Map([["metrics", "*"], ["match", "client_software_name=apache-.*"]]);
  await running.broker.topics.configs.alterClientMetrics("java", {
    edit: { kind: "replace", values },
    mode: "apply",
  });
});
afterEach(() => running.close());

function ask(clientInstanceId = ZERO_UUID) {
  return send(running.broker, getApi, { request: { clientInstanceId }, connection });
}

test("a client asks and pushes", async () => {
  const subscription = await ask();
  expect(subscription).toMatchObject({
    errorCode: 0,
    acceptedCompressionTypes: [4, 3, 1, 2],
    pushIntervalMs: 300_000,
    telemetryMaxBytes: 5000,
    deltaTemporality: true,
    requestedMetrics: ["*"],
  });
  const { clientInstanceId, subscriptionId } = subscription;
  const { errorCode } = await send(running.broker, pushApi, {
    request: {
      clientInstanceId,
      subscriptionId,
      terminating: false,
      compressionType: 0,
      metrics: otlp([{ name: "n", kind: "gauge", value: 1 }]),
    },
    connection,
  });
  expect(errorCode).toBe(0);
  expect([...running.broker.telemetry.clients()].map(([id]) => id)).toEqual([clientInstanceId]);
});

test("another client is asked for nothing", async () => {
  connection.softwareName = "librdkafka";
  expect((await ask()).requestedMetrics).toEqual([]);
});

test("refusals carry the error and nothing else", async () => {
  const { clientInstanceId } = await ask();
  const refused = await ask(clientInstanceId);
  expect(errorName(refused.errorCode)).toBe("THROTTLING_QUOTA_EXCEEDED");
  expect(refused.requestedMetrics).toEqual([]);
  const push = await send(running.broker, pushApi, {
    request: {
      clientInstanceId,
      subscriptionId: 0,
      terminating: false,
      compressionType: 0,
      metrics: new Uint8Array(0),
    },
    connection,
  });
  expect(errorName(push.errorCode)).toBe("UNKNOWN_SUBSCRIPTION_ID");
});
