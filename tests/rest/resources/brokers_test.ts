import { expect, test } from "bun:test";
import { CLUSTER, CLUSTER_ID, fakeApp, jsonOf, ORIGIN } from "../fake_services.ts";

const broker = {
  kind: "KafkaBroker",
  metadata: {
    self: `${ORIGIN}${CLUSTER}/brokers/1`,
    resource_name: `crn:///kafka=${CLUSTER_ID}/broker=1`,
  },
  cluster_id: CLUSTER_ID,
  broker_id: 1,
  host: "127.0.0.1",
  port: 9092,
  rack: null,
  configs: { related: `${ORIGIN}${CLUSTER}/brokers/1/configs` },
};

test("GET …/brokers lists brokers", async () => {
  const { call } = fakeApp();
  expect(await jsonOf(await call(`${CLUSTER}/brokers`))).toEqual({
    kind: "KafkaBrokerList",
    metadata: { self: `${ORIGIN}${CLUSTER}/brokers`, next: null },
    data: [broker],
  });
});

test("GET …/brokers/{broker_id} gives one, or 404", async () => {
  const { call } = fakeApp();
  expect(await jsonOf(await call(`${CLUSTER}/brokers/1`))).toEqual(broker);
  expect(await jsonOf(await call(`${CLUSTER}/brokers/2`), 404)).toEqual({
    error_code: 404,
    message: "Broker 2 cannot be found.",
  });
});
