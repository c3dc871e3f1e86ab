import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { alterConfigs } from "../../../lib/kafka/handlers/alter_configs.ts";
import { ConfigResourceType } from "../../../lib/kafka/handlers/config_resource.ts";
import {
  AlterConfigsRequest,
  AlterConfigsResponse,
} from "../../../lib/kafka/messages/alter_configs.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const { TOPIC, BROKER } = ConfigResourceType;
const api = { handler: alterConfigs, request: AlterConfigsRequest, response: AlterConfigsResponse };

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", {
    configs: { "retention.ms": "1000", "flush.ms": "5" },
  });
});
afterEach(() => running.close());

async function alter(
  resourceType: number,
  resourceName: string,
  values: Record<string, string | null>,
  { version = 2, validateOnly = false } = {},
) {
  const configs = Object.entries(values).map(([name, value]) => ({ name, value }));
  const { responses } = await send(running.broker, api, {
    version,
    request: { resources: [{ resourceType, resourceName, configs }], validateOnly },
  });
  const { errorCode, errorMessage } = responses[0]!;
  return [errorName(errorCode), errorMessage];
}

function overrides(): Record<string, string> {
  return Object.fromEntries(running.broker.image.topics.get("orders")!.configs);
}

test.each(versionsOf(alterConfigs))(
  "version %i replaces all settings of a topic",
  async (version) => {
    expect(await alter(TOPIC, "orders", { "flush.ms": "7" }, { version })).toEqual(["NONE", null]);
    expect(overrides()).toEqual({ "flush.ms": "7" });
  },
);

test("no settings at all takes back every one", async () => {
  expect(await alter(TOPIC, "orders", {})).toEqual(["NONE", null]);
  expect(overrides()).toEqual({});
});

test("validateOnly changes nothing", async () => {
  expect(await alter(TOPIC, "orders", {}, { validateOnly: true })).toEqual(["NONE", null]);
  expect(overrides()).toEqual({ "retention.ms": "1000", "flush.ms": "5" });
});

test("replaces all dynamic settings of this broker", async () => {
  await alter(BROKER, "1", { "log.retention.ms": "1", "log.cleaner.threads": "2" });
  await alter(BROKER, "1", { "log.cleaner.threads": "3" });
  expect(running.broker.image.brokerConfigs.get("1")).toEqual(
    new Map([["log.cleaner.threads", "3"]]),
  );
});

describe("refusals", () => {
  const rows: [string, number, string, Record<string, string | null>, string, string][] = [
    [
      "no value",
      TOPIC,
      "orders",
      { "flush.ms": null },
      "INVALID_REQUEST",
      "Null value not supported for : flush.ms",
    ],
    [
      "bad value",
      TOPIC,
      "orders",
      { "cleanup.policy": "shred" },
      "INVALID_CONFIG",
      "Invalid value shred for configuration cleanup.policy: " +
      "String must be one of: compact, delete",
    ],
    [
      "unknown topic",
      TOPIC,
      "missing",
      {},
      "UNKNOWN_TOPIC_OR_PARTITION",
      "The topic 'missing' does not exist.",
    ],
    [
      "setting that only a restart changes",
      BROKER,
      "",
      { "zookeeper.connect": "x:1" },
      "INVALID_REQUEST",
      "Cannot update these configs dynamically: [zookeeper.connect]",
    ],
  ];

  test.each(rows)("%s", async (_, type, name, values, error, message) => {
    expect(await alter(type, name, values)).toEqual([error, message]);
    expect(overrides()).toEqual({ "retention.ms": "1000", "flush.ms": "5" });
  });
});
