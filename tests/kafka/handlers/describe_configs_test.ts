import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ConfigResourceType } from "../../../lib/kafka/handlers/config_resource.ts";
import { describeConfigs } from "../../../lib/kafka/handlers/describe_configs.ts";
import {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
} from "../../../lib/kafka/messages/describe_configs.ts";
import { errorMessage } from "../../../lib/kafka/protocol/error_message.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { ensurePath } from "../../../lib/metadata/metadata_store.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const { TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP } = ConfigResourceType;
const api = {
  handler: describeConfigs,
  request: DescribeConfigsRequest,
  response: DescribeConfigsResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker({ overrides: ["log.retention.ms=7000"] });
  await running.createTopic("orders", { configs: { "cleanup.policy": "compact" } });
});
afterEach(() => running.close());

interface Asking {
  version?: number;
  keys?: string[] | null;
  include?: "synonyms" | "documentation";
}

async function ask(resourceType: number, resourceName: string, asking: Asking = {}) {
  const { version = 4, keys = null, include } = asking;
  const { results } = await send(running.broker, api, {
    version,
    request: {
      resources: [{ resourceType, resourceName, configurationKeys: keys }],
      ...(version >= 1 ? { includeSynonyms: include === "synonyms" } : {}),
      ...(version >= 3 ? { includeDocumentation: include === "documentation" } : {}),
    },
  });
  expect(results).toMatchObject([{ resourceType, resourceName }]);
  return results[0]!;
}

async function set(path: string, config: Record<string, string>) {
  const data = JSON.stringify({ version: 1, config });
  await ensurePath(running.metadataStore, path.slice(0, path.lastIndexOf("/")));
  await running.metadataStore.apply([{ kind: "create", path, data }]);
  await running.settled();
}

describe.each(versionsOf(describeConfigs))("version %i", (version) => {
  test("describes a topic", async () => {
    const { errorCode, errorMessage, configs } = await ask(TOPIC, "orders", { version });
    expect(errorCode).toBe(0);
    expect(errorMessage).toBeNull();
    const find = (name: string) => configs.find((config) => config.name === name);
    expect(find("cleanup.policy")).toMatchObject({ value: "compact", readOnly: false });
    expect(find("retention.ms")).toMatchObject({ value: "7000" });
    if (version === 0) {
      expect(find("cleanup.policy")?.isDefault).toBe(false);
      expect(find("max.message.bytes")?.isDefault).toBe(true);
    } else {
      expect(find("cleanup.policy")?.configSource).toBe(1);
      expect(find("retention.ms")?.configSource).toBe(4);
      expect(find("max.message.bytes")?.configSource).toBe(5);
    }
    if (version >= 3) {
      expect(find("cleanup.policy")?.configType).toBe(7);
      expect(find("retention.ms")?.configType).toBe(5);
    }
  });

  test("describes the broker", async () => {
    const { errorCode, configs } = await ask(BROKER, "1", { version });
    expect(errorCode).toBe(0);
    const find = (name: string) => configs.find((config) => config.name === name);
    expect(find("log.retention.ms")).toMatchObject({ value: "7000", readOnly: false });
    expect(find("broker.rack")).toMatchObject({ value: null, readOnly: true });
    expect(find("ssl.key.password")).toMatchObject({ value: null, isSensitive: true });
  });
});

test("synonyms are told on request, nearest first", async () => {
  const keys = ["cleanup.policy", "retention.ms"];
  const [policy, retention] = (await ask(TOPIC, "orders", { keys, include: "synonyms" })).configs;
  expect(policy?.synonyms).toMatchObject([
    { name: "cleanup.policy", value: "compact", source: 1 },
    { name: "log.cleanup.policy", value: "delete", source: 5 },
  ]);
  expect(retention?.synonyms).toMatchObject([
    { name: "log.retention.ms", value: "7000", source: 4 },
    { name: "log.retention.hours", value: "168", source: 5 },
  ]);
  const without = await ask(TOPIC, "orders", { keys });
  expect(without.configs.flatMap(({ synonyms }) => synonyms)).toEqual([]);
});

test("documentation is told on request", async () => {
  const keys = ["retention.ms"];
  const [told] = (await ask(TOPIC, "orders", { keys, include: "documentation" })).configs;
  expect(told?.documentation).not.toBeNull();
  const [untold] = (await ask(TOPIC, "orders", { keys })).configs;
  expect(untold?.documentation).toBeNull();
});

describe("keys", () => {
  test("choose", async () => {
    const { configs } = await ask(TOPIC, "orders", { keys: ["segment.ms", "no.such", "flush.ms"] });
    expect(configs.map(({ name }) => name)).toEqual(["flush.ms", "segment.ms"]);
  });

  test("an empty list chooses all", async () => {
    const all = await ask(TOPIC, "orders");
    const { configs } = await ask(TOPIC, "orders", { keys: [] });
    expect(configs.length).toBe(all.configs.length);
    expect(configs.length).toBeGreaterThan(30);
  });
});

describe("dynamic settings", () => {
  test("of this broker come before those of all, and those before the file's", async () => {
    await set("/config/brokers/1", { "log.retention.ms": "1" });
    await set("/config/brokers/<default>", { "log.retention.ms": "2", "log.cleaner.threads": "3" });
    const keys = ["log.retention.ms", "log.cleaner.threads"];
    const { configs } = await ask(BROKER, "1", { keys, include: "synonyms" });
    expect(configs).toMatchObject([
      { name: "log.cleaner.threads", value: "3", configSource: 3 },
      { name: "log.retention.ms", value: "1", configSource: 2 },
    ]);
    expect(configs[1]?.synonyms.slice(0, 3)).toMatchObject([
      { value: "1", source: 2 },
      { value: "2", source: 3 },
      { value: "7000", source: 4 },
    ]);
  });

  test("of all brokers are what a broker without a name has", async () => {
    expect((await ask(BROKER, "")).configs).toEqual([]);
    await set("/config/brokers/1", { "log.retention.ms": "1" });
    await set("/config/brokers/<default>", { "log.retention.ms": "2" });
    const { configs } = await ask(BROKER, "", { include: "synonyms" });
    expect(configs).toMatchObject([
      { name: "log.retention.ms", value: "2", configSource: 3, readOnly: false },
    ]);
    expect(configs[0]?.synonyms).toMatchObject([
      { name: "log.retention.ms", value: "2", source: 3 },
    ]);
  });

  test("that a shell wrote wrongly are left out", async () => {
    await set("/config/brokers/<default>", {
      "log.retention.ms": "abc",
      "log.cleaner.threads": "3",
    });
    const { errorCode, configs } = await ask(BROKER, "");
    expect(errorCode).toBe(0);
    expect(configs.map(({ name }) => name)).toEqual(["log.cleaner.threads"]);
  });
});

test("a topic's setting that a shell wrote wrongly is left out", async () => {
  const path = "/config/topics/orders";
  const config = { "retention.ms": "abc", "cleanup.policy": "compact,delete" };
  const data = JSON.stringify({ version: 1, config });
  await running.metadataStore.apply([{ kind: "set", path, data, version: -1 }]);
  await running.settled();
  const keys = ["cleanup.policy", "retention.ms"];
  const { errorCode, configs } = await ask(TOPIC, "orders", { keys });
  expect(errorCode).toBe(0);
  expect(configs.map(({ value }) => value)).toEqual(["compact,delete", "7000"]);
  expect(running.broker.partitions.get("orders", 0)?.settings.retentionMs).toBe(7000);
});

test("the broker has a logger for each of its parts, and one for all", async () => {
  running.broker.logger.levels.set("groups", "DEBUG");
  const { errorCode, configs } = await ask(BROKER_LOGGER, "1", { keys: ["root", "groups"] });
  expect(errorCode).toBe(0);
  expect(configs).toMatchObject([
    { name: "root", value: "INFO", configSource: 6, readOnly: false, synonyms: [] },
    { name: "groups", value: "DEBUG", configSource: 6, readOnly: false, synonyms: [] },
  ]);
});

describe("groups", () => {
  const name = "consumer.session.timeout.ms";

  test("have the broker's values, whether they exist or not", async () => {
    const { configs } = await ask(GROUP, "g", { keys: [name], include: "synonyms" });
    expect(configs).toMatchObject([{
      name,
      value: "45000",
      configSource: 5,
      readOnly: false,
      synonyms: [{ name: `group.${name}`, value: "45000", source: 5 }],
    }]);
  });

  test("may have values of their own; what a shell wrote wrongly does not count", async () => {
    const config = { [name]: "50000", "share.session.timeout.ms": "x", "no.such": "1" };
    await set("/config/groups/my%2Fgroup", config);
    const { errorCode, configs } = await ask(GROUP, "my/group", { include: "synonyms" });
    expect(errorCode).toBe(0);
    expect(configs.filter(({ configSource }) => configSource === 8)).toMatchObject([{
      name,
      value: "50000",
      synonyms: [{ value: "50000", source: 8 }, { value: "45000", source: 5 }],
    }]);
  });
});

test("a client metrics subscription has its own values and defaults", async () => {
  await set("/config/client-metrics/m", { "interval.ms": "1000", match: "bogus" });
  const { configs } = await ask(CLIENT_METRICS, "m", { include: "synonyms" });
  expect(configs).toMatchObject([
    { name: "interval.ms", value: "1000", configSource: 7, synonyms: [{ source: 7 }] },
    { name: "match", value: "", configSource: 5, synonyms: [] },
    { name: "metrics", value: "", configSource: 5, synonyms: [] },
  ]);
});

describe("refusals", () => {
  const rows: [string, number, string, string, string][] = [
    [
      "unknown topic",
      TOPIC,
      "missing",
      "UNKNOWN_TOPIC_OR_PARTITION",
      "The topic 'missing' does not exist.",
    ],
    [
      "impossible topic",
      TOPIC,
      "",
      "INVALID_TOPIC_EXCEPTION",
      "Topic name is invalid: the empty string is not allowed",
    ],
    [
      "another broker",
      BROKER,
      "2",
      "INVALID_REQUEST",
      "Unexpected broker id, expected 1 or empty string, but received 2",
    ],
    [
      "no broker's id",
      BROKER,
      "one",
      "INVALID_REQUEST",
      "Broker id must be an integer, but it is: one",
    ],
    ["logger of no broker", BROKER_LOGGER, "", "INVALID_REQUEST", "Broker id must not be empty"],
    [
      "logger of another broker",
      BROKER_LOGGER,
      "2",
      "INVALID_REQUEST",
      "Unexpected broker id, expected 1 but received 2",
    ],
    ["group without a name", GROUP, "", "INVALID_REQUEST", "Group name must not be empty"],
    [
      "client metrics without a name",
      CLIENT_METRICS,
      "",
      "INVALID_REQUEST",
      "Client metrics subscription name must not be empty",
    ],
    ["unknown type", 3, "x", "INVALID_REQUEST", errorMessage(42)],
  ];

  test.each(rows)("%s", async (_, type, name, error, message) => {
    const { errorCode, errorMessage, configs } = await ask(type, name);
    expect([errorName(errorCode), errorMessage]).toEqual([error, message]);
    expect(configs).toEqual([]);
  });
});
