import { expect, test } from "bun:test";
import { BrokerMetrics } from "../../../lib/metrics/broker_metrics.ts";
import { valueOf } from "../../metrics/parse_prometheus.ts";
import { fakeApp } from "../fake_services.ts";

test("GET /metrics answers in the text format, whatever Accept says", async () => {
  const { call, services } = fakeApp();
  new BrokerMetrics(services.metrics).topic("orders").messagesIn.add(3);
  const accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3";
  const response = await call("/metrics", { headers: { accept } });
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const name = "kafka_server_brokertopicmetrics_messagesin_total";
  expect(valueOf(await response.text(), name, { topic: "orders" })).toBe(3);
});

test("GET /metrics lets other work in between its pieces", async () => {
  const { call, services } = fakeApp();
  services.metrics.collected({ name: "many", help: "Many.", labels: ["n"] }, {
    type: "gauge",
    collect: () => Array.from({ length: 5000 }, (_, n) => ({ labels: [String(n)], value: n })),
  });
  let turns = 0;
  let counting = true;
  (function count() {
    turns++;
    if (counting) setImmediate(count);
  })();
  const text = await (await call("/metrics")).text();
  counting = false;
  expect(valueOf(text, "many", { n: "4999" })).toBe(4999);
  expect(turns).toBeGreaterThan(5);
});
