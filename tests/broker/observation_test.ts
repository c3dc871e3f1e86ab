import { beforeEach, describe, expect, test } from "bun:test";
import { Observation } from "../../lib/broker/observation.ts";
import { VERSION } from "../../lib/broker/version.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { ApiKey } from "../../lib/kafka/protocol/api_key.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { valueOf } from "../metrics/parse_prometheus.ts";

const TOPIC = { topic: "orders" };
const PER_TOPIC = "kafka_server_brokertopicmetrics";

let clock: MemoryClock;
let observation: Observation;

beforeEach(() => {
  clock = new MemoryClock();
  observation = new Observation(clock);
});

function metric(name: string, labels: Record<string, string> = {}): number {
  return valueOf([...prometheusText(observation.registry)].join(""), name, labels);
}

describe("what passes through the handlers", () => {
  test("is counted per API, with its time in seconds", () => {
    observation.request(ApiKey.PRODUCE, 20);
    observation.request(ApiKey.PRODUCE, 30);
    observation.request(ApiKey.FETCH, 5);
    const produce = { request: "Produce" };
    expect(metric("kafka_network_requestmetrics_requests_total", produce)).toBe(2);
    expect(metric("kedge_request_duration_seconds_sum", produce)).toBeCloseTo(0.05);
    expect(metric("kedge_request_duration_seconds_count", { request: "Fetch" })).toBe(1);
  });

  test("is counted per topic", () => {
    observation.produced("orders", 1000, 10);
    observation.produced("orders", 500, 5);
    observation.fetched("orders", 300, 3);
    expect(metric(`${PER_TOPIC}_bytesin_total`, TOPIC)).toBe(1500);
    expect(metric(`${PER_TOPIC}_messagesin_total`, TOPIC)).toBe(15);
    expect(metric(`${PER_TOPIC}_totalproducerequests_total`, TOPIC)).toBe(2);
    expect(metric(`${PER_TOPIC}_bytesout_total`, TOPIC)).toBe(300);
    expect(metric("kedge_topic_messages_out_total", TOPIC)).toBe(3);
    expect(metric(`${PER_TOPIC}_totalfetchrequests_total`, TOPIC)).toBe(1);
  });

  test("is counted where it is refused, by topic and by error", () => {
    observation.refused(ApiKey.PRODUCE, "orders", ErrorCode.INVALID_RECORD);
    observation.refused(ApiKey.FETCH, "orders", ErrorCode.OFFSET_OUT_OF_RANGE);
    observation.refused(ApiKey.METADATA, null, ErrorCode.UNKNOWN_TOPIC_ID);
    expect(metric(`${PER_TOPIC}_failedproducerequests_total`, TOPIC)).toBe(1);
    expect(metric(`${PER_TOPIC}_failedfetchrequests_total`, TOPIC)).toBe(1);
    const errors = "kafka_network_requestmetrics_errors_total";
    expect(metric(errors, { request: "Produce", error: "INVALID_RECORD" })).toBe(1);
    expect(metric(errors, { request: "Metadata", error: "UNKNOWN_TOPIC_ID" })).toBe(1);
  });

  test("is forgotten with its topic", () => {
    observation.produced("orders", 1000, 10);
    observation.followTopic("orders", {
      name: "orders",
      id: "",
      partitions: [],
      configs: new Map(),
    });
    expect(metric(`${PER_TOPIC}_messagesin_total`, TOPIC)).toBe(10);
    observation.followTopic("orders", null);
    expect(() => metric(`${PER_TOPIC}_messagesin_total`, TOPIC)).toThrow("No sample");
  });

  test("is timed for the coordinator by reads and writes", () => {
    observation.znodeRequest("read", 1);
    observation.znodeRequest("write", 4);
    observation.znodeRequest("write", 6);
    expect(metric("kedge_zookeeper_read_duration_seconds_sum")).toBeCloseTo(0.001);
    expect(metric("kedge_zookeeper_update_duration_seconds_sum")).toBeCloseTo(0.01);
  });
});

test("the process is there without a broker", () => {
  expect(metric("kedge_build_info", { version: VERSION })).toBe(1);
  expect(metric("process_start_time_seconds")).toBe(clock.nowMs() / 1000);
});

test("the event loop is watched from start to stop", () => {
  observation.start();
  expect(clock.pending).toBe(1);
  observation.stop();
  expect(clock.pending).toBe(0);
});
