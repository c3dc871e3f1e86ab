import { expect, test } from "bun:test";
import { CLUSTER, CLUSTER_ID, jsonOf, ORIGIN } from "../fake_services.ts";
import { appWithGroup } from "./groups.ts";

const path = `${CLUSTER}/consumer-groups/billing`;

const lag = {
  kind: "KafkaConsumerLag",
  metadata: {
    self: `${ORIGIN}${path}/lags/orders/partitions/1`,
    resource_name: `crn:///kafka=${CLUSTER_ID}/consumer-group=billing/lag=orders/partition=1`,
  },
  cluster_id: CLUSTER_ID,
  consumer_group_id: "billing",
  topic_name: "orders",
  partition_id: 1,
  current_offset: 3,
  log_end_offset: 10,
  lag: 7,
  consumer_id: "c-1",
  instance_id: null,
  client_id: "client",
};

test("GET …/lags lists partitions with an offset; a deleted topic has no lag", async () => {
  const { call } = appWithGroup();
  const list = await jsonOf(await call(`${path}/lags`));
  expect(list.kind).toBe("KafkaConsumerLagList");
  expect(list.data).toHaveLength(2);
  expect(list.data[0]).toMatchObject({ partition_id: 0, lag: 3, consumer_id: "", client_id: "" });
  expect(list.data[1]).toEqual(lag);
});

test("GET …/lags/{topic_name}/partitions/{partition_id} gives one, or 404", async () => {
  const { call } = appWithGroup();
  expect(await jsonOf(await call(`${path}/lags/orders/partitions/1`))).toEqual(lag);
  const { message } = await jsonOf(await call(`${path}/lags/orders/partitions/5`), 404);
  expect(message).toBe("Offset of group billing for partition 5 of orders cannot be found.");
});

test("a group that is ahead of a log that was cut has a lag of 0, not less", async () => {
  const { call, services } = appWithGroup();
  services.groups.get("billing")!.offsets = [{ topic: "orders", partition: 0, offset: 50 }];
  expect((await jsonOf(await call(`${path}/lags`))).data[0].lag).toBe(0);
});

test("GET …/lag-summary adds up and says where most is left", async () => {
  const { call } = appWithGroup();
  expect(await jsonOf(await call(`${path}/lag-summary`))).toMatchObject({
    kind: "KafkaConsumerGroupLagSummary",
    max_lag: 7,
    total_lag: 10,
    max_lag_topic_name: "orders",
    max_lag_partition_id: 1,
    max_lag_consumer_id: "c-1",
    max_lag_consumer: { related: `${ORIGIN}${path}/consumers/c-1` },
    max_lag_partition: { related: `${ORIGIN}${CLUSTER}/topics/orders/partitions/1` },
  });
});

test("a group without offsets, and none at all, are 404", async () => {
  const { call, services } = appWithGroup();
  services.groups.get("billing")!.offsets = [];
  expect((await jsonOf(await call(`${path}/lag-summary`), 404)).message)
    .toBe("Offset of group billing cannot be found.");
  expect((await call(`${CLUSTER}/consumer-groups/none/lags`)).status).toBe(404);
});
