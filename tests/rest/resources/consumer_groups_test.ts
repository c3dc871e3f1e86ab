import { expect, test } from "bun:test";
import { CLUSTER, CLUSTER_ID, jsonOf, ORIGIN } from "../fake_services.ts";
import { appWithGroup } from "./groups.ts";

const path = `${CLUSTER}/consumer-groups`;
const self = `${ORIGIN}${path}/billing`;
const resourceName = `crn:///kafka=${CLUSTER_ID}/consumer-group=billing`;

const group = {
  kind: "KafkaConsumerGroup",
  metadata: { self, resource_name: resourceName },
  cluster_id: CLUSTER_ID,
  consumer_group_id: "billing",
  is_simple: false,
  partition_assignor: "range",
  state: "PREPARING_REBALANCE",
  coordinator: { related: `${ORIGIN}${CLUSTER}/brokers/1` },
  consumers: { related: `${self}/consumers` },
  lag_summary: { related: `${self}/lag-summary` },
  lags: { related: `${self}/lags` },
};

const consumer = {
  kind: "KafkaConsumer",
  metadata: { self: `${self}/consumers/c-1`, resource_name: `${resourceName}/consumer=c-1` },
  cluster_id: CLUSTER_ID,
  consumer_group_id: "billing",
  consumer_id: "c-1",
  instance_id: null,
  client_id: "client",
  assignments: { related: `${self}/consumers/c-1/assignments` },
};

test("GET …/consumer-groups lists, and gives one", async () => {
  const { call } = appWithGroup();
  const list = await jsonOf(await call(path));
  expect([list.kind, list.data]).toEqual(["KafkaConsumerGroupList", [group]]);
  expect(await jsonOf(await call(`${path}/billing`))).toEqual(group);
});

test("GET …/consumers lists members, and gives one", async () => {
  const { call } = appWithGroup();
  const list = await jsonOf(await call(`${path}/billing/consumers`));
  expect([list.kind, list.data]).toEqual(["KafkaConsumerList", [consumer]]);
  expect(await jsonOf(await call(`${path}/billing/consumers/c-1`))).toEqual(consumer);
});

test("GET …/assignments lists what a member reads", async () => {
  const { call } = appWithGroup();
  const list = await jsonOf(await call(`${path}/billing/consumers/c-1/assignments`));
  expect(list.kind).toBe("KafkaConsumerAssignmentList");
  expect(list.data).toMatchObject([{
    kind: "KafkaConsumerAssignment",
    topic_name: "orders",
    partition_id: 1,
    partition: { related: `${ORIGIN}${CLUSTER}/topics/orders/partitions/1` },
    lag: { related: `${self}/lags/orders/partitions/1` },
  }]);
});

test("every link of a group, its member and its assignment leads somewhere", async () => {
  const { call } = appWithGroup();
  const assignments = await jsonOf(await call(`${path}/billing/consumers/c-1/assignments`));
  const links = [group, consumer, ...assignments.data].flatMap((entity) =>
    Object.values<{ related?: string } | null>(entity).flatMap((field) => field?.related ?? [])
  );
  expect(links.length).toBe(7);
  for (const link of links) {
    expect((await call(new URL(link).pathname)).status, link).toBe(200);
  }
});

test("DELETE deletes a group without members", async () => {
  const { call, services } = appWithGroup();
  const busy = await call(`${path}/billing`, { method: "DELETE" });
  expect((await jsonOf(busy, 409)).message).toBe("it has members");
  services.groups.get("billing")!.members = [];
  expect((await call(`${path}/billing`, { method: "DELETE" })).status).toBe(204);
  expect((await call(`${path}/billing`, { method: "DELETE" })).status).toBe(404);
});

test.each([
  [`${path}/none`, "Consumer group none cannot be found."],
  [`${path}/none/consumers`, "Consumer group none cannot be found."],
  [`${path}/billing/consumers/c-2`, "Consumer c-2 of group billing cannot be found."],
  [`${path}/billing/consumers/c-2/assignments`, "Consumer c-2 of group billing cannot be found."],
])("GET %s is 404", async (missing, message) => {
  const { call } = appWithGroup();
  expect(await jsonOf(await call(missing), 404)).toEqual({ error_code: 404, message });
});
