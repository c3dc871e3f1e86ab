import { beforeEach, describe, expect, test } from "bun:test";
import { compress, CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { registerTelemetry } from "../../../lib/kafka/telemetry/client_metrics.ts";
import {
  ClientTelemetry,
  type TelemetryPush,
} from "../../../lib/kafka/telemetry/client_telemetry.ts";
import { prometheusText } from "../../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../../lib/metrics/registry.ts";
import { otlp, type PushedNumber } from "./otlp.ts";

const CLIENT = {
  client_id: "app",
  client_software_name: "apache-kafka-java",
  client_software_version: "4.3.0",
  client_source_address: "10.0.0.1",
  client_source_port: "",
};
const INTERVAL_MS = 10_000;

let clock: MemoryClock;
let subscriptions: Map<string, ReadonlyMap<string, string>>;
let telemetry: ClientTelemetry;

beforeEach(() => {
  clock = new MemoryClock();
  subscriptions = new Map([["all", values({ "interval.ms": "10000", metrics: "*" })]]);
  telemetry = new ClientTelemetry({
    clock,
    random: new SeededRandom(1),
    subscriptions: () => subscriptions,
    bytesMax: () => 1000,
  });
});

function values(entries: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(entries));
}

/** A client that has its subscription. */
function subscribed(id = ZERO_UUID, client = CLIENT) {
  const outcome = telemetry.subscribe(id, client);
  if (typeof outcome === "string") throw new Error(outcome);
  return { id: outcome.clientInstanceId, ...outcome.plan };
}

function push(
  { id, subscriptionId }: { id: string; subscriptionId: number },
  options: Partial<TelemetryPush> & { numbers?: PushedNumber[] } = {},
) {
  const { numbers = [], ...rest } = options;
  return telemetry.push({
    clientInstanceId: id,
    subscriptionId,
    terminating: false,
    compressionType: CompressionType.NONE,
    metrics: otlp(numbers),
    ...rest,
  }, CLIENT);
}

function shown(): string[] {
  const registry = new MetricsRegistry();
  registerTelemetry(registry, telemetry);
  return [...prometheusText(registry)].join("").split("\n")
    .filter((line) => line.startsWith("kafka_client_"));
}

describe("a client that asks", () => {
  test("gets an id, and what it is to push", () => {
    const client = subscribed();
    expect(client.id).not.toBe(ZERO_UUID);
    expect(client).toMatchObject({ pushIntervalMs: INTERVAL_MS, metrics: ["*"] });
    clock.advance(INTERVAL_MS);
    expect(subscribed(client.id)).toEqual(client);
  });

  test("and fits no subscription gets an empty list", () => {
    subscriptions = new Map();
    expect(subscribed()).toMatchObject({ pushIntervalMs: 300_000, metrics: [] });
  });

  test("gets all subscriptions that fit, and the shortest interval", () => {
    subscriptions = new Map([
      ["a", values({ "interval.ms": "5000", metrics: "x.,y.", match: "client_id=a.*" })],
      ["b", values({ "interval.ms": "7000", metrics: "y.,z." })],
      ["c", values({ "interval.ms": "100", metrics: "w.", match: "client_id=pp" })],
      ["d", values({ metrics: "v.", match: "client_id=app,client_software_version=3.*" })],
    ]);
    expect(subscribed()).toMatchObject({ pushIntervalMs: 5000, metrics: ["x.", "y.", "z."] });
  });

  test("again before its time is told to wait", () => {
    const { id } = subscribed();
    clock.advance(INTERVAL_MS / 2);
    expect(telemetry.subscribe(id, CLIENT)).toBe("THROTTLING_QUOTA_EXCEEDED");
  });

  test("under a reserved id is refused", () => {
    expect(telemetry.subscribe("AAAAAAAAAAAAAAAAAAAAAQ", CLIENT)).toBe("INVALID_REQUEST");
  });

  test("two clients have different subscription ids", () => {
    expect(subscribed().subscriptionId).not.toBe(subscribed().subscriptionId);
  });
});

describe("a push", () => {
  test("is shown with the client's labels; what is added is added up", () => {
    const client = subscribed();
    const numbers: PushedNumber[] = [
      { name: "org.apache.kafka.producer.record.send.total", kind: "delta", value: 3 },
      { name: "own.depth", kind: "gauge", value: 5, attributes: { topic: "t", client_id: "x" } },
    ];
    expect(push(client, { numbers })).toBeNull();
    clock.advance(INTERVAL_MS);
    expect(push(client, { numbers })).toBeNull();
    const labels = `client_id="app",client_instance_id="${client.id}"`;
    expect(shown()).toEqual([
      `kafka_client_producer_record_send_total{${labels}} 6`,
      `kafka_client_own_depth{${labels},pushed_client_id="x",topic="t"} 5`,
    ]);
  });

  test.each(Object.entries(CompressionType))("in %s", (_, compressionType) => {
    const numbers: PushedNumber[] = [{ name: "n", kind: "gauge", value: 1 }];
    const metrics = compress(compressionType, otlp(numbers));
    expect(push(subscribed(), { compressionType, metrics })).toBeNull();
    expect(shown().length).toBe(1);
  });

  test("before its time is told to wait, unless it is the last", () => {
    const client = subscribed();
    expect(push(client)).toBeNull();
    clock.advance(INTERVAL_MS / 2);
    expect(push(client)).toBe("THROTTLING_QUOTA_EXCEEDED");
    expect(push(client, { terminating: true })).toBeNull();
    clock.advance(INTERVAL_MS);
    expect(push(client)).toBe("INVALID_REQUEST");
  });

  test("of an old subscription is refused, and the client may ask at once", () => {
    const client = subscribed();
    subscriptions = new Map([["all", values({ "interval.ms": "10000", metrics: "x." })]]);
    expect(push(client)).toBe("UNKNOWN_SUBSCRIPTION_ID");
    const again = subscribed(client.id);
    expect(again.subscriptionId).not.toBe(client.subscriptionId);
    expect(push(again)).toBeNull();
  });

  test("of a client that never asked is refused", () => {
    const id = "mXkSpcVxRwmYcw3KBuESEg";
    expect(push({ id, subscriptionId: 1 })).toBe("UNKNOWN_SUBSCRIPTION_ID");
  });

  const refused: [string, Partial<TelemetryPush>, string][] = [
    ["too many bytes", { metrics: new Uint8Array(1001) }, "TELEMETRY_TOO_LARGE"],
    ["an unknown codec", { compressionType: 9 }, "UNSUPPORTED_COMPRESSION_TYPE"],
    ["no protobuf", { metrics: Uint8Array.of(0xff) }, "INVALID_RECORD"],
    ["no gzip", { compressionType: 1, metrics: new Uint8Array(50) }, "INVALID_RECORD"],
    [
      "too much once decompressed",
      { compressionType: 1, metrics: compress(1, new Uint8Array(9000)) },
      "INVALID_RECORD",
    ],
    ["no id", { clientInstanceId: ZERO_UUID }, "INVALID_REQUEST"],
  ];
  test.each(refused)("with %s is refused", (_, options, error) => {
    expect(push(subscribed(), options) as string).toBe(error);
    expect(shown()).toEqual([]);
  });
});

describe("bounds", () => {
  test("a client keeps 1,000 numbers; the others are counted", () => {
    telemetry = new ClientTelemetry({
      clock,
      random: new SeededRandom(1),
      subscriptions: () => subscriptions,
      bytesMax: () => 1 << 20,
    });
    const numbers = Array.from({ length: 1100 }, (_, i) => ({
      name: "n",
      kind: "gauge" as const,
      value: i,
      attributes: { i: String(i) },
    }));
    expect(push(subscribed(), { numbers })).toBeNull();
    expect(shown().length).toBe(1000);
    expect(telemetry.droppedCount).toBe(100);
  });

  test("of 1,001 clients the one silent the longest goes", () => {
    const first = subscribed();
    for (let i = 0; i < 1000; i++) subscribed();
    expect(telemetry.clientCount).toBe(1000);
    expect([...telemetry.clients()].some(([id]) => id === first.id)).toBe(false);
  });

  test("a client that is silent for long is shown no more", () => {
    const client = subscribed();
    push(client, { numbers: [{ name: "n", kind: "gauge", value: 1 }] });
    clock.advance(60_000);
    expect(shown().length).toBe(1);
    clock.advance(1);
    expect(shown()).toEqual([]);
    expect(telemetry.clientCount).toBe(0);
  });
});
