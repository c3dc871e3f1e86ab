import { expect, test } from "bun:test";
import { CLUSTER, CLUSTER_ID, fakeApp, jsonOf, ORIGIN } from "../fake_services.ts";

const cluster = {
  kind: "KafkaCluster",
  metadata: { self: `${ORIGIN}${CLUSTER}`, resource_name: `crn:///kafka=${CLUSTER_ID}` },
  cluster_id: CLUSTER_ID,
  controller: { related: `${ORIGIN}${CLUSTER}/brokers/1` },
  brokers: { related: `${ORIGIN}${CLUSTER}/brokers` },
  topics: { related: `${ORIGIN}${CLUSTER}/topics` },
  consumer_groups: { related: `${ORIGIN}${CLUSTER}/consumer-groups` },
};

test("GET /v3/clusters lists the one cluster", async () => {
  const { call } = fakeApp();
  expect(await jsonOf(await call("/v3/clusters"))).toEqual({
    kind: "KafkaClusterList",
    metadata: { self: `${ORIGIN}/v3/clusters`, next: null },
    data: [cluster],
  });
});

test("GET …/{cluster_id} gives it", async () => {
  const { call } = fakeApp();
  expect(await jsonOf(await call(CLUSTER))).toEqual(cluster);
});

test("a cluster without a controller names none", async () => {
  const { call, services } = fakeApp();
  const described = await services.admin.describeCluster();
  services.admin.describeCluster = () => Promise.resolve({ ...described, controllerId: -1 });
  expect(await jsonOf(await call(CLUSTER))).not.toHaveProperty("controller");
});
