import { describe, expect, test } from "bun:test";
import { decodeCbor, encodeCbor } from "../../../lib/rest/cbor.ts";
import { CLUSTER, CLUSTER_ID, fakeApp, jsonOf, ORIGIN } from "../fake_services.ts";

const path = `${CLUSTER}/topics`;

function topicBody(name: string, partitions: number) {
  const self = `${ORIGIN}${path}/${name}`;
  return {
    kind: "KafkaTopic",
    metadata: { self, resource_name: `crn:///kafka=${CLUSTER_ID}/topic=${name}` },
    cluster_id: CLUSTER_ID,
    topic_name: name,
    is_internal: false,
    replication_factor: 1,
    partitions_count: partitions,
    partitions: { related: `${self}/partitions` },
    configs: { related: `${self}/configs` },
    records: { related: `${self}/records` },
    authorized_operations: [],
  };
}

describe("GET …/topics", () => {
  test("lists topics, internal ones as such", async () => {
    const { call, services } = fakeApp();
    services.addTopic("orders", 3);
    services.addTopic("__consumer_offsets", 50);
    const list = await jsonOf(await call(path));
    expect(list.kind).toBe("KafkaTopicList");
    expect(list.metadata).toEqual({ self: `${ORIGIN}${path}`, next: null });
    expect(list.data[0]).toEqual(topicBody("orders", 3));
    expect(list.data[1].is_internal).toBe(true);
  });

  test("does not mind parameters that other servers take", async () => {
    const { call } = fakeApp();
    expect((await jsonOf(await call(`${path}?page_size=10`))).data).toEqual([]);
  });
});

describe("POST …/topics", () => {
  test("creates a topic with configs", async () => {
    const { call, services } = fakeApp();
    const response = await call(path, {
      method: "POST",
      json: {
        topic_name: "orders",
        partitions_count: 3,
        replication_factor: 1,
        configs: [{ name: "retention.ms", value: "1000" }],
      },
    });
    expect(response.headers.get("location")).toBe(`${ORIGIN}${path}/orders`);
    expect(await jsonOf(response, 201)).toEqual(topicBody("orders", 3));
    expect(services.topics.get("orders")?.configs.get("retention.ms")).toBe("1000");
  });

  test("leaves to the broker what is not said", async () => {
    const { call, services } = fakeApp();
    const created: unknown[] = [];
    const { createTopic } = services.admin;
    services.admin.createTopic = (topic) => {
      created.push(topic);
      return createTopic(topic);
    };
    await jsonOf(await call(path, { method: "POST", json: { topic_name: "a" } }), 201);
    expect(created).toEqual([{
      name: "a",
      partitionsCount: null,
      replicationFactor: null,
      replicasAssignments: null,
      configs: [],
      mode: "create",
    }]);
  });

  test("takes and answers CBOR", async () => {
    const { call } = fakeApp();
    const response = await call(path, {
      method: "POST",
      body: new Uint8Array(encodeCbor({ topic_name: "c", partitions_count: 2 })),
      headers: { "content-type": "application/cbor", accept: "application/cbor" },
    });
    expect(response.status).toBe(201);
    expect(decodeCbor(await response.bytes())).toEqual(topicBody("c", 2));
  });

  test("only checks with validate_only", async () => {
    const { call, services } = fakeApp();
    const json = {
      topic_name: "v",
      partitions_count: 4,
      replication_factor: 1,
      validate_only: true,
    };
    expect(await jsonOf(await call(path, { method: "POST", json }))).toEqual(topicBody("v", 4));
    expect(services.topics.size).toBe(0);
  });

  test.each<[unknown, number, number, string]>([
    [{ topic_name: "orders" }, 400, 40002, "Topic 'orders' already exists."],
    [{}, 400, 400, "Cannot take body.topic_name: found nothing; allowed: a string"],
    [{ topic_name: "a", partitions_count: "3" }, 400, 400, 'body.partitions_count: found "3"'],
    [{ topic_name: "a", partitions_count: 0 }, 400, 400, "found 0; allowed: an integer from 1 to"],
    [
      { topic_name: "a", configs: { x: 1 } },
      400,
      400,
      'body.configs: found {"x":1}; allowed: a list',
    ],
    [
      { topic_name: "a", configs: [{ value: "1" }] },
      400,
      400,
      "body.configs[0].name: found nothing",
    ],
    [{ topic_name: "a", partition_count: 1 }, 400, 400, "body.partition_count: found a name that"],
  ])("refuses %j", async (json, status, code, message) => {
    const { call, services } = fakeApp();
    services.addTopic("orders");
    const body = await jsonOf(await call(path, { method: "POST", json }), status);
    expect(body.error_code).toBe(code);
    expect(body.message).toContain(message);
  });

  test("refuses what curl sends unless told the type, and says how to tell it", async () => {
    const { call, services } = fakeApp();
    const response = await call(path, {
      method: "POST",
      body: '{"topic_name":"a"}',
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    const { message } = await jsonOf(response, 415);
    expect(message).toContain("curl -H 'Content-Type: application/json'");
    expect(services.topics.size).toBe(0);
  });
});

describe("…/topics/{topic_name}", () => {
  test("GET gives it", async () => {
    const { call, services } = fakeApp();
    services.addTopic("orders", 2);
    expect(await jsonOf(await call(`${path}/orders`))).toEqual(topicBody("orders", 2));
  });

  test("PATCH adds partitions", async () => {
    const { call, services } = fakeApp();
    services.addTopic("orders", 2);
    const json = { partitions_count: 5 };
    const response = await call(`${path}/orders`, { method: "PATCH", json });
    expect(await jsonOf(response)).toEqual(topicBody("orders", 5));
    const fewer = await call(`${path}/orders`, { method: "PATCH", json: { partitions_count: 1 } });
    expect((await jsonOf(fewer, 400)).error_code).toBe(40002);
  });

  test("DELETE deletes it", async () => {
    const { call, services } = fakeApp();
    services.addTopic("orders");
    const response = await call(`${path}/orders`, { method: "DELETE" });
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(services.topics.size).toBe(0);
    const again = await call(`${path}/orders`, { method: "DELETE" });
    expect((await jsonOf(again, 404)).error_code).toBe(40403);
  });
});
