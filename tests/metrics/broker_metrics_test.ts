import { describe, expect, test } from "bun:test";
import { BrokerMetrics } from "../../lib/metrics/broker_metrics.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";
import { parsePrometheus, valueOf } from "./parse_prometheus.ts";

function setUp() {
  const registry = new MetricsRegistry();
  const metrics = new BrokerMetrics(registry);
  return { metrics, text: () => [...prometheusText(registry)].join("") };
}

describe("BrokerMetrics", () => {
  test("counts a topic's traffic under the names that dashboards know", () => {
    const { metrics, text } = setUp();
    const topic = metrics.topic("orders");
    expect(metrics.topic("orders")).toBe(topic);
    topic.bytesIn.add(100);
    topic.messagesIn.add(2);
    topic.bytesOut.add(50);
    topic.messagesOut.add(1);
    topic.produceRequests.add();
    topic.failedProduceRequests.add();
    topic.fetchRequests.add();
    topic.failedFetchRequests.add();
    const labels = { topic: "orders" };
    const prefix = "kafka_server_brokertopicmetrics";
    expect(valueOf(text(), `${prefix}_bytesin_total`, labels)).toBe(100);
    expect(valueOf(text(), `${prefix}_messagesin_total`, labels)).toBe(2);
    expect(valueOf(text(), `${prefix}_bytesout_total`, labels)).toBe(50);
    expect(valueOf(text(), "kedge_topic_messages_out_total", labels)).toBe(1);
    expect(valueOf(text(), `${prefix}_totalproducerequests_total`, labels)).toBe(1);
    expect(valueOf(text(), `${prefix}_failedproducerequests_total`, labels)).toBe(1);
    expect(valueOf(text(), `${prefix}_totalfetchrequests_total`, labels)).toBe(1);
    expect(valueOf(text(), `${prefix}_failedfetchrequests_total`, labels)).toBe(1);
  });

  test("forgets a deleted topic and begins anew when it is back", () => {
    const { metrics, text } = setUp();
    metrics.topic("orders").bytesIn.add(100);
    metrics.removeTopic("orders");
    expect(text()).not.toContain("orders");
    expect(metrics.topic("orders").bytesIn.value).toBe(0);
  });

  test("counts and times requests and their errors by API", () => {
    const { metrics, text } = setUp();
    metrics.api("Produce").requests.add();
    metrics.api("Produce").seconds.observe(0.0002);
    metrics.error("Produce", "NOT_LEADER_OR_FOLLOWER").add();
    const request = "Produce";
    expect(valueOf(text(), "kafka_network_requestmetrics_requests_total", { request })).toBe(1);
    const bucket = { request, le: "0.00025" };
    expect(valueOf(text(), "kedge_request_duration_seconds_bucket", bucket)).toBe(1);
    const error = { request, error: "NOT_LEADER_OR_FOLLOWER" };
    expect(valueOf(text(), "kafka_network_requestmetrics_errors_total", error)).toBe(1);
  });

  test("counts connections by listener", () => {
    const { metrics, text } = setUp();
    const { open, accepted } = metrics.listener("PLAINTEXT");
    for (let i = 0; i < 3; i++) {
      open.add();
      accepted.add();
    }
    metrics.listener("PLAINTEXT").open.add(-1);
    const labels = { listener: "PLAINTEXT" };
    expect(valueOf(text(), "kedge_connections_open", labels)).toBe(2);
    expect(valueOf(text(), "kedge_connections_accepted_total", labels)).toBe(3);
  });

  test("reads partitions and groups when scraped", () => {
    const { metrics, text } = setUp();
    metrics.collectPartitions(() => [{
      topic: "orders",
      partition: 3,
      sizeBytes: 1000,
      segments: 2,
      logStartOffset: 5,
      logEndOffset: 25,
      highWatermark: 20,
    }]);
    metrics.collectGroups(() => [
      { group: "g", topic: "orders", partition: 3, committedOffset: 8, lag: 12 },
    ]);
    const labels = { topic: "orders", partition: "3" };
    expect(valueOf(text(), "kafka_log_log_size", labels)).toBe(1000);
    expect(valueOf(text(), "kafka_log_log_numlogsegments", labels)).toBe(2);
    expect(valueOf(text(), "kafka_log_log_logstartoffset", labels)).toBe(5);
    expect(valueOf(text(), "kafka_log_log_logendoffset", labels)).toBe(25);
    expect(valueOf(text(), "kafka_cluster_partition_highwatermark", labels)).toBe(20);
    const group = { consumergroup: "g", ...labels };
    expect(valueOf(text(), "kafka_consumergroup_lag", group)).toBe(12);
    expect(valueOf(text(), "kafka_consumergroup_current_offset", group)).toBe(8);
  });

  test("a flush lands in the histogram", () => {
    const { metrics, text } = setUp();
    metrics.flushSeconds.observe(0.003);
    expect(valueOf(text(), "kedge_log_flush_duration_seconds_count")).toBe(1);
  });

  test("says what each metric means", () => {
    const { metrics, text } = setUp();
    metrics.collectPartitions(() => []);
    metrics.collectGroups(() => []);
    for (const [name, { help, type }] of parsePrometheus(text())) {
      expect(help, name).toMatch(/^[A-Z].*\.$/);
      expect(name.endsWith("_total"), name).toBe(type === "counter");
    }
  });
});
