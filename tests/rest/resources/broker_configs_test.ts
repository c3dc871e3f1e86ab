import { expect, test } from "bun:test";
import { CLUSTER, CLUSTER_ID, fakeApp, jsonOf, ORIGIN } from "../fake_services.ts";

const path = `${CLUSTER}/brokers/1/configs`;

test("GET …/brokers/{broker_id}/configs lists, and gives one, or 404", async () => {
  const { call } = fakeApp();
  const list = await jsonOf(await call(path));
  expect(list.kind).toBe("KafkaBrokerConfigList");
  expect(list.data).toHaveLength(2);
  const entry = await jsonOf(await call(`${path}/retention.ms`));
  expect(list.data).toContainEqual(entry);
  expect(entry).toMatchObject({
    kind: "KafkaBrokerConfig",
    metadata: {
      self: `${ORIGIN}${path}/retention.ms`,
      resource_name: `crn:///kafka=${CLUSTER_ID}/broker=1/config=retention.ms`,
    },
    broker_id: 1,
    value: "604800000",
    is_default: true,
  });
  const missing = await jsonOf(await call(`${path}/nothing`), 404);
  expect(missing.message).toBe("Config nothing of broker 1 cannot be found.");
});

test("a secret is not shown, whatever the broker says", async () => {
  const { call, services } = fakeApp();
  services.admin.describeConfigs = () =>
    Promise.resolve([{
      name: "ssl.key.password",
      value: "hunter2",
      isReadOnly: true,
      isSensitive: true,
      source: "STATIC_BROKER_CONFIG",
      synonyms: [{ name: "ssl.key.password", value: "hunter2", source: "STATIC_BROKER_CONFIG" }],
    }]);
  const text = await (await call(path)).text();
  expect(text).not.toContain("hunter2");
  expect(JSON.parse(text).data[0]).toMatchObject({ value: null, is_sensitive: true });
});
