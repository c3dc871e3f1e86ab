import { afterEach, beforeEach, expect, test } from "bun:test";
import { ConfigResourceType } from "../../../lib/kafka/handlers/config_resource.ts";
import { listConfigResources } from "../../../lib/kafka/handlers/list_config_resources.ts";
import {
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
} from "../../../lib/kafka/messages/list_config_resources.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

const { TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP } = ConfigResourceType;
const api = {
  handler: listConfigResources,
  request: ListConfigResourcesRequest,
  response: ListConfigResourcesResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders");
  await running.createTopic("bills");
});
afterEach(() => running.close());

async function ask(resourceTypes: number[], version = 1) {
  const request = version === 0 ? {} : { resourceTypes };
  const { errorCode, configResources } = await send(running.broker, api, { version, request });
  const found = configResources.map(({ resourceType, resourceName }) =>
    `${resourceType} ${resourceName}`
  );
  return { error: errorName(errorCode), found: found.sort() };
}

test("version 0 knows client metrics only", async () => {
  expect(await ask([], 0)).toEqual({ error: "NONE", found: [] });
  await setEntities();
  expect(await ask([], 0)).toEqual({ error: "NONE", found: [`${CLIENT_METRICS} m`] });
});

test("groups and client metrics are those that have configs", async () => {
  await setEntities();
  const found = [`${CLIENT_METRICS} m`, `${GROUP} g`];
  expect((await ask([GROUP, CLIENT_METRICS])).found).toEqual(found);
});

async function setEntities(): Promise<void> {
  const { configs } = running.broker.topics;
  const mode = "apply";
  const metrics = new Map([["metrics", "*"]]);
  await configs.alterClientMetrics("m", { edit: { kind: "replace", values: metrics }, mode });
  const values = new Map([["consumer.session.timeout.ms", "50000"]]);
  await configs.alterGroup("g", { edit: { kind: "replace", values }, mode });
}

test("no types ask for all", async () => {
  const found = [`${TOPIC} bills`, `${TOPIC} orders`, `${BROKER} 1`, `${BROKER_LOGGER} 1`];
  expect(await ask([])).toEqual({ error: "NONE", found: found.sort() });
});

test("types choose, each once", async () => {
  expect((await ask([BROKER, BROKER, GROUP, CLIENT_METRICS])).found).toEqual([`${BROKER} 1`]);
});

test("an unknown type refuses all", async () => {
  expect(await ask([TOPIC, 3])).toEqual({ error: "UNSUPPORTED_VERSION", found: [] });
});
