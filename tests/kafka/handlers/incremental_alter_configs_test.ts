import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { ConfigResourceType } from "../../../lib/kafka/handlers/config_resource.ts";
import { incrementalAlterConfigs } from "../../../lib/kafka/handlers/incremental_alter_configs.ts";
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "../../../lib/kafka/messages/incremental_alter_configs.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { ConfigOperation } from "../../../lib/kafka/topic/config_edit.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const { TOPIC, BROKER } = ConfigResourceType;
const { SET, DELETE, APPEND, SUBTRACT } = ConfigOperation;
const api = {
  handler: incrementalAlterConfigs,
  request: IncrementalAlterConfigsRequest,
  response: IncrementalAlterConfigsResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { configs: { "retention.ms": "1000" } });
});
afterEach(() => running.close());

/** Name, operation and value. */
type Change = [string, number, string | null];

interface Altering {
  version?: number;
  validateOnly?: boolean;
}

function alterAll(
  resources: { type: number; name: string; changes: Change[] }[],
  { version = 1, validateOnly = false }: Altering = {},
) {
  return send(running.broker, api, {
    version,
    request: {
      resources: resources.map(({ type, name, changes }) => ({
        resourceType: type,
        resourceName: name,
        configs: changes.map(([config, configOperation, value]) => ({
          name: config,
          configOperation,
          value,
        })),
      })),
      validateOnly,
    },
  });
}

async function alter(type: number, name: string, changes: Change[], altering: Altering = {}) {
  const { responses } = await alterAll([{ type, name, changes }], altering);
  expect(responses).toMatchObject([{ resourceType: type, resourceName: name }]);
  const { errorCode, errorMessage } = responses[0]!;
  return [errorName(errorCode), errorMessage];
}

const DONE = ["NONE", null];

function overrides(topic = "orders"): Record<string, string> {
  return Object.fromEntries(running.broker.image.topics.get(topic)!.configs);
}

async function znode(path: string): Promise<unknown> {
  const node = await running.metadataStore.get(path);
  return node === null ? null : JSON.parse(new TextDecoder().decode(node.data));
}

describe("topics", () => {
  test.each(versionsOf(incrementalAlterConfigs))(
    "version %i sets, in force at once",
    async (version) => {
      const changes: Change[] = [["max.message.bytes", SET, "2000"]];
      expect(await alter(TOPIC, "orders", changes, { version })).toEqual(DONE);
      expect(overrides()).toEqual({ "retention.ms": "1000", "max.message.bytes": "2000" });
      expect(running.broker.partitions.get("orders", 0)?.rules.messageMaxBytes).toBe(2000);
    },
  );

  test("DELETE goes back to the default; of what is not set it is nothing", async () => {
    const changes: Change[] = [["retention.ms", DELETE, null], ["flush.ms", DELETE, null]];
    expect(await alter(TOPIC, "orders", changes)).toEqual(DONE);
    expect(overrides()).toEqual({});
  });

  const lists: [string, Change[], string][] = [
    [
      "APPEND starts from the value in force",
      [["cleanup.policy", APPEND, "compact"]],
      "delete,compact",
    ],
    ["APPEND of what is there changes nothing", [["cleanup.policy", APPEND, "delete"]], "delete"],
    ["SUBTRACT takes out", [["cleanup.policy", SUBTRACT, "delete"]], ""],
  ];

  test.each(lists)("%s", async (_, changes, value) => {
    expect(await alter(TOPIC, "orders", changes)).toEqual(DONE);
    expect(overrides()["cleanup.policy"]).toBe(value);
  });

  test("APPEND and SUBTRACT change the topic's own value", async () => {
    await alter(TOPIC, "orders", [["cleanup.policy", SET, "compact"]]);
    await alter(TOPIC, "orders", [["cleanup.policy", APPEND, "delete"]]);
    expect(overrides()["cleanup.policy"]).toBe("compact,delete");
    await alter(TOPIC, "orders", [["cleanup.policy", SUBTRACT, "compact"]]);
    expect(overrides()["cleanup.policy"]).toBe("delete");
  });

  test("validateOnly changes nothing", async () => {
    const changes: Change[] = [["retention.ms", SET, "5"]];
    expect(await alter(TOPIC, "orders", changes, { validateOnly: true })).toEqual(DONE);
    expect(overrides()).toEqual({ "retention.ms": "1000" });
  });

  test("the znode and the notice that other brokers watch are Kafka's", async () => {
    await alter(TOPIC, "orders", [["flush.ms", SET, "5"]]);
    expect(await znode("/config/topics/orders")).toEqual({
      version: 1,
      config: { "retention.ms": "1000", "flush.ms": "5" },
    });
    const [notice] = await running.metadataStore.children("/config/changes");
    expect(await znode(`/config/changes/${notice}`)).toEqual({
      version: 2,
      entity_path: "topics/orders",
    });
  });

  test("of many changes at once none is lost", async () => {
    const names = ["flush.ms", "segment.ms", "max.message.bytes", "retention.bytes"];
    const outcomes = await Promise.all(
      names.map((name) => alter(TOPIC, "orders", [[name, SET, "5000"]])),
    );
    expect(outcomes).toEqual(names.map(() => DONE));
    expect(Object.keys(overrides()).sort()).toEqual([...names, "retention.ms"].sort());
  });

  test("one refused resource does not hold up the others", async () => {
    const { responses } = await alterAll([
      { type: TOPIC, name: "missing", changes: [["flush.ms", SET, "5"]] },
      { type: TOPIC, name: "orders", changes: [["flush.ms", SET, "5"]] },
    ]);
    expect(responses.map(({ errorCode }) => errorName(errorCode))).toEqual([
      "UNKNOWN_TOPIC_OR_PARTITION",
      "NONE",
    ]);
    expect(overrides()["flush.ms"]).toBe("5");
  });
});

describe("brokers", () => {
  test("a setting of this broker", async () => {
    expect(await alter(BROKER, "1", [["log.retention.ms", SET, "5000"]])).toEqual(DONE);
    expect(await znode("/config/brokers/1")).toEqual({
      version: 1,
      config: { "log.retention.ms": "5000" },
    });
    expect(running.broker.config.get("log.retention.ms")).toBe("5000");
    const { configs } = running.broker.image.topics.get("orders")!;
    expect(configs.has("retention.ms")).toBe(true);
  });

  test("a setting of all brokers reaches the topics that set none of their own", async () => {
    await running.createTopic("plain");
    expect(await alter(BROKER, "", [["message.max.bytes", SET, "2000000"]])).toEqual(DONE);
    expect(await znode("/config/brokers/<default>")).toEqual({
      version: 1,
      config: { "message.max.bytes": "2000000" },
    });
    expect(running.broker.partitions.get("plain", 0)?.rules.messageMaxBytes).toBe(2_000_000);
    const [notice] = await running.metadataStore.children("/config/changes");
    expect(await znode(`/config/changes/${notice}`)).toMatchObject({
      entity_path: "brokers/<default>",
    });
  });

  test("DELETE takes a setting back", async () => {
    await alter(BROKER, "1", [["log.retention.ms", SET, "5000"]]);
    await alter(BROKER, "1", [["log.retention.ms", DELETE, null]]);
    expect(running.broker.config.get("log.retention.ms")).toBeNull();
  });

  test("APPEND to a list starts from the value in force", async () => {
    await alter(BROKER, "", [["log.cleanup.policy", APPEND, "compact"]]);
    expect(running.broker.config.get("log.cleanup.policy")).toBe("delete,compact");
  });

  test("validateOnly changes nothing", async () => {
    const changes: Change[] = [["log.retention.ms", SET, "5000"]];
    expect(await alter(BROKER, "1", changes, { validateOnly: true })).toEqual(DONE);
    expect(await znode("/config/brokers/1")).toBeNull();
  });

  test("a setting survives a restart", async () => {
    await alter(BROKER, "", [["log.retention.ms", SET, "5000"]]);
    const { files, metadataStore, clock } = running;
    await running.close();
    running = await startTestBroker({ files, metadataStore, clock });
    expect(running.broker.config.get("log.retention.ms")).toBe("5000");
  });
});

describe("refusals", () => {
  const rows: [string, number, string, Change[], string, string][] = [
    [
      "unknown topic",
      TOPIC,
      "missing",
      [["flush.ms", SET, "1"]],
      "UNKNOWN_TOPIC_OR_PARTITION",
      "The topic 'missing' does not exist.",
    ],
    [
      "unknown setting",
      TOPIC,
      "orders",
      [["nope", SET, "1"]],
      "INVALID_CONFIG",
      "Unknown topic config name: nope",
    ],
    [
      "bad value",
      TOPIC,
      "orders",
      [["retention.ms", SET, "xx"]],
      "INVALID_CONFIG",
      "Invalid value xx for configuration retention.ms: Not a number of type LONG",
    ],
    [
      "no value",
      TOPIC,
      "orders",
      [["flush.ms", SET, null], ["segment.ms", SET, null]],
      "INVALID_REQUEST",
      "Null value not supported for : flush.ms, segment.ms",
    ],
    [
      "APPEND to what is no list",
      TOPIC,
      "orders",
      [["retention.ms", APPEND, "1"]],
      "INVALID_CONFIG",
      "Can't APPEND to key retention.ms because its type is not LIST.",
    ],
    [
      "SUBTRACT from what is no list",
      BROKER,
      "1",
      [["log.retention.ms", SUBTRACT, "1"]],
      "INVALID_CONFIG",
      "Can't SUBTRACT to key log.retention.ms because its type is not LIST.",
    ],
    [
      "unknown operation",
      TOPIC,
      "orders",
      [["flush.ms", 4, "1"]],
      "INVALID_REQUEST",
      "Unknown operations type 4",
    ],
    [
      "setting that stands twice",
      TOPIC,
      "orders",
      [["flush.ms", SET, "1"], ["flush.ms", SET, "2"]],
      "INVALID_REQUEST",
      "Error due to duplicate config keys",
    ],
    [
      "setting that only a restart changes",
      BROKER,
      "1",
      [["log.dirs", SET, "/x"], ["broker.id", SET, "4"]],
      "INVALID_REQUEST",
      "Cannot update these configs dynamically: [log.dirs, broker.id]",
    ],
    [
      "setting of one broker for all",
      BROKER,
      "",
      [["log.reserved.disk.bytes", SET, "0"]],
      "INVALID_REQUEST",
      "Cannot update these configs at default cluster level, broker id must be specified: " +
      "[log.reserved.disk.bytes]",
    ],
    [
      "key of no listener",
      BROKER,
      "1",
      [["ssl.keystore.location", SET, "/k"]],
      "INVALID_REQUEST",
      "These security configs can be dynamically updated only per-listener using the listener " +
      "prefix: [ssl.keystore.location]",
    ],
    [
      "bad value of a broker",
      BROKER,
      "1",
      [["log.retention.ms", SET, "xx"]],
      "INVALID_REQUEST",
      "Invalid value xx for configuration log.retention.ms: Not a number of type LONG",
    ],
    [
      "value that does not go with others",
      BROKER,
      "1",
      [["log.retention.ms", SET, "0"]],
      "INVALID_REQUEST",
      "Retention must be unlimited (-1) or at least 1",
    ],
    [
      "unknown broker setting",
      BROKER,
      "1",
      [["log.retention.mss", SET, "1"]],
      "INVALID_REQUEST",
      "Unknown broker config name: log.retention.mss; did you mean log.retention.ms?",
    ],
    [
      "another broker",
      BROKER,
      "2",
      [["log.retention.ms", SET, "1"]],
      "INVALID_REQUEST",
      "Unexpected broker id, expected 1, but received 2",
    ],
    [
      "no broker's id",
      BROKER,
      "one",
      [["log.retention.ms", SET, "1"]],
      "INVALID_REQUEST",
      "Node id must be an integer, but it is: one",
    ],
    ["unknown type", 3, "x", [["x", SET, "1"]], "INVALID_REQUEST", "Unknown resource type 3"],
  ];

  test.each(rows)("%s", async (_, type, name, changes, error, message) => {
    for (const validateOnly of [true, false]) {
      expect(await alter(type, name, changes, { validateOnly })).toEqual([error, message]);
    }
    expect(overrides()).toEqual({ "retention.ms": "1000" });
    expect(running.broker.image.brokerConfigs.size).toBe(0);
  });

  test("a resource that stands twice, each time", async () => {
    const resource = { type: TOPIC, name: "orders", changes: [["flush.ms", SET, "1"]] as Change[] };
    const { responses } = await alterAll([resource, resource]);
    expect(responses.map(({ errorMessage }) => errorMessage)).toEqual([
      "Each resource must appear at most once.",
      "Each resource must appear at most once.",
    ]);
  });

  test("a disk without room", async () => {
    running.metadataStore.failWrites(new DiskFullError("no room"));
    const outcome = await alter(TOPIC, "orders", [["flush.ms", SET, "1"]]);
    expect(outcome).toEqual(["KAFKA_STORAGE_ERROR", "no room"]);
  });
});
