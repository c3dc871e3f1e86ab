import { expect, test } from "bun:test";
import { CLUSTER, CLUSTER_ID, fakeApp, jsonOf, ORIGIN } from "../fake_services.ts";

const path = `${CLUSTER}/topics/orders/partitions`;
const self = `${ORIGIN}${path}/1`;
const resourceName = `crn:///kafka=${CLUSTER_ID}/topic=orders/partition=1`;

const partition = {
  kind: "KafkaPartition",
  metadata: { self, resource_name: resourceName },
  cluster_id: CLUSTER_ID,
  topic_name: "orders",
  partition_id: 1,
  leader: { related: `${self}/replicas/1` },
  replicas: { related: `${self}/replicas` },
  records: { related: `${self}/records` },
};

const replica = {
  kind: "KafkaReplica",
  metadata: { self: `${self}/replicas/1`, resource_name: `${resourceName}/replica=1` },
  cluster_id: CLUSTER_ID,
  topic_name: "orders",
  partition_id: 1,
  broker_id: 1,
  is_leader: true,
  is_in_sync: true,
  broker: { related: `${ORIGIN}${CLUSTER}/brokers/1` },
};

function setUp() {
  const made = fakeApp();
  made.services.addTopic("orders", 2);
  return made;
}

test("GET …/partitions lists, and gives one", async () => {
  const { call } = setUp();
  const list = await jsonOf(await call(path));
  expect(list.kind).toBe("KafkaPartitionList");
  expect(list.data).toHaveLength(2);
  expect(list.data[1]).toEqual(partition);
  expect(await jsonOf(await call(`${path}/1`))).toEqual(partition);
});

test("GET …/replicas lists, and gives one", async () => {
  const { call } = setUp();
  const list = await jsonOf(await call(`${path}/1/replicas`));
  expect([list.kind, list.data]).toEqual(["KafkaReplicaList", [replica]]);
  expect(await jsonOf(await call(`${path}/1/replicas/1`))).toEqual(replica);
});

test("a partition without a leader names none", async () => {
  const { call, services } = setUp();
  const topic = await services.admin.describeTopic("orders");
  topic.partitions[1]!.leader = -1;
  services.admin.describeTopic = () => Promise.resolve(topic);
  expect(await jsonOf(await call(`${path}/1`))).not.toHaveProperty("leader");
});

test.each([
  [`${path}/2`, "Partition 2 of topic orders, which has 2, cannot be found."],
  [`${path}/2/replicas`, "Partition 2 of topic orders, which has 2, cannot be found."],
  [`${path}/1/replicas/7`, "Replica 7 of partition 1 cannot be found."],
])("GET %s is 404", async (missing, message) => {
  const { call } = setUp();
  expect((await jsonOf(await call(missing), 404)).message).toBe(message);
});
