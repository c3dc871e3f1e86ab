import { describe, expect, test } from "bun:test";
import { CLUSTER, CLUSTER_ID, fakeApp, jsonOf, ORIGIN } from "../fake_services.ts";

const path = `${CLUSTER}/topics/orders/configs`;

function setUp() {
  const made = fakeApp();
  const { configs } = made.services.addTopic("orders");
  return { ...made, configs };
}

describe("GET …/configs", () => {
  test("lists, with where each value comes from", async () => {
    const { call, configs } = setUp();
    configs.set("retention.ms", "1000");
    const list = await jsonOf(await call(path));
    expect(list.kind).toBe("KafkaTopicConfigList");
    expect(list.data[1]).toEqual({
      kind: "KafkaTopicConfig",
      metadata: {
        self: `${ORIGIN}${path}/retention.ms`,
        resource_name: `crn:///kafka=${CLUSTER_ID}/topic=orders/config=retention.ms`,
      },
      cluster_id: CLUSTER_ID,
      topic_name: "orders",
      name: "retention.ms",
      value: "1000",
      is_default: false,
      is_read_only: false,
      is_sensitive: false,
      source: "DYNAMIC_TOPIC_CONFIG",
      synonyms: [{ name: "log.retention.ms", value: "604800000", source: "DEFAULT_CONFIG" }],
    });
    expect(await jsonOf(await call(`${path}/retention.ms`))).toEqual(list.data[1]);
  });

  test("is 404 for a config or a topic that is not", async () => {
    const { call } = setUp();
    const config = await jsonOf(await call(`${path}/nothing`), 404);
    expect(config.message).toBe("Config nothing of topic orders cannot be found.");
    expect((await jsonOf(await call(`${CLUSTER}/topics/x/configs`), 404)).error_code).toBe(40403);
  });
});

describe("changing", () => {
  test("PUT sets, DELETE gives back the default", async () => {
    const { call, configs } = setUp();
    const set = await call(`${path}/retention.ms`, { method: "PUT", json: { value: "5" } });
    expect([set.status, configs.get("retention.ms")]).toEqual([204, "5"]);
    const reset = await call(`${path}/retention.ms`, { method: "DELETE" });
    expect([reset.status, configs.has("retention.ms")]).toEqual([204, false]);
  });

  test("PUT of null gives back the default", async () => {
    const { call, configs } = setUp();
    configs.set("retention.ms", "5");
    await call(`${path}/retention.ms`, { method: "PUT", json: { value: null } });
    expect(configs.has("retention.ms")).toBe(false);
  });

  test("POST configs:alter changes several at once", async () => {
    const { call, configs } = setUp();
    configs.set("retention.ms", "5");
    const json = {
      data: [
        { name: "cleanup.policy", value: "compact" },
        { name: "retention.ms", operation: "DELETE" },
      ],
    };
    const response = await call(`${path}:alter`, { method: "POST", json });
    expect(response.status).toBe(204);
    expect([...configs]).toEqual([["cleanup.policy", "compact"]]);
  });

  test("POST configs:alter only checks with validate_only", async () => {
    const { call, configs } = setUp();
    const json = { data: [{ name: "cleanup.policy", value: "compact" }], validate_only: true };
    expect((await call(`${path}:alter`, { method: "POST", json })).status).toBe(204);
    expect(configs.size).toBe(0);
  });

  test.each<[string, string, unknown, number, string]>([
    ["PUT", "/nothing", { value: "1" }, 40002, "Unknown topic config name: nothing"],
    ["PUT", "/retention.ms", {}, 400, "Cannot take body.value: found nothing"],
    [
      "PUT",
      "/retention.ms",
      { value: 5 },
      400,
      "Cannot take body.value: found 5; allowed: a string",
    ],
    ["DELETE", "/nothing", undefined, 404, "Config nothing of topic orders cannot be found."],
    [
      ":alter",
      ":alter",
      { data: [{ name: "x", value: "1" }] },
      40002,
      "Unknown topic config name: x",
    ],
    [
      ":alter",
      ":alter",
      { data: [{ name: "x" }] },
      400,
      "Cannot take body.data[0].value: found null; allowed: a string, for SET",
    ],
    [
      ":alter",
      ":alter",
      { data: [{ name: "x", value: "1", operation: "SETT" }] },
      400,
      'body.data[0].operation: found "SETT"; allowed: SET, DELETE, APPEND, SUBTRACT',
    ],
  ])("%s %s with %j is refused", async (method, suffix, json, code, message) => {
    const { call, configs } = setUp();
    const response = await call(`${path}${suffix}`, {
      method: method === ":alter" ? "POST" : method,
      json,
    });
    const body = await jsonOf(response, code === 404 ? 404 : 400);
    expect(body.error_code).toBe(code);
    expect(body.message).toContain(message);
    expect(configs.size).toBe(0);
  });
});
