import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { DynamicConfigs } from "../../../lib/kafka/topic/dynamic_configs.ts";
import { MetadataConflictError } from "../../../lib/metadata/metadata_store.ts";
import { startTestBroker, type TestBroker } from "../test_broker.ts";

let running: TestBroker;
let configs: DynamicConfigs;

beforeEach(async () => {
  running = await startTestBroker();
  configs = running.broker.topics.configs;
  await running.createTopic("orders");
});
afterEach(() => running.close());

function setting(name: string, value: string) {
  const changes = [{ name, operation: "SET", value }] as const;
  return { edit: { kind: "change", changes }, mode: "apply" } as const;
}

/** Runs `change` once, between the read and the write of the next edit. */
function meanwhile(change: () => Promise<unknown>): void {
  const store = running.metadataStore;
  const { get } = store;
  let done = false;
  store.get = async (path) => {
    const node = await get.call(store, path);
    if (!done && path.startsWith("/config/")) {
      done = true;
      await change();
    }
    return node;
  };
}

function write(path: string, config: Record<string, string>) {
  const data = JSON.stringify({ version: 1, config });
  return running.metadataStore.apply([{ kind: "set", path, data, version: -1 }]);
}

describe("an edit meets another", () => {
  test("of the same topic: both are there in the end", async () => {
    meanwhile(() => write("/config/topics/orders", { "segment.ms": "7" }));
    await configs.alterTopic("orders", setting("flush.ms", "5"));
    expect(Object.fromEntries(running.broker.image.topics.get("orders")!.configs)).toEqual({
      "segment.ms": "7",
      "flush.ms": "5",
    });
  });

  test("that makes the broker's znode first", async () => {
    meanwhile(() => {
      const data = '{"version":1,"config":{"log.cleaner.threads":"2"}}';
      return running.metadataStore.apply([{ kind: "create", path: "/config/brokers/1", data }]);
    });
    await configs.alterBroker(1, setting("log.retention.ms", "5"));
    expect(Object.fromEntries(running.broker.image.brokerConfigs.get("1")!)).toEqual({
      "log.cleaner.threads": "2",
      "log.retention.ms": "5",
    });
  });

  test("that deletes the topic: it is gone, and no config stays behind", async () => {
    meanwhile(async () => {
      await running.broker.topics.delete("orders");
    });
    await expect(configs.alterTopic("orders", setting("flush.ms", "5"))).rejects.toMatchObject({
      error: "UNKNOWN_TOPIC_OR_PARTITION",
    });
    expect(await running.metadataStore.children("/config/topics")).toEqual([]);
  });

  test("again and again: it gives up, and says at what", async () => {
    const store = running.metadataStore;
    let tries = 0;
    store.apply = () => {
      tries += 1;
      return Promise.reject(new MetadataConflictError("BAD_VERSION", "somebody was faster"));
    };
    await expect(configs.alterTopic("orders", setting("flush.ms", "5"))).rejects.toThrow(
      "Cannot change /config/topics/orders: 20 tries met other changes",
    );
    expect(tries).toBe(20);
  });
});

test("an edit that changes nothing writes nothing", async () => {
  await configs.alterTopic("orders", setting("flush.ms", "5"));
  const before = await running.metadataStore.get("/config/topics/orders");
  await configs.alterTopic("orders", setting("flush.ms", "5"));
  expect(await running.metadataStore.get("/config/topics/orders")).toEqual(before);
  expect(await running.metadataStore.children("/config/changes")).toHaveLength(1);
});

test("a topic that an old tool made without a config znode can be edited", async () => {
  const path = "/brokers/topics/old";
  const data = '{"version":1,"partitions":{"0":[1]}}';
  await running.metadataStore.apply([{ kind: "create", path, data }]);
  await running.settled();
  await configs.alterTopic("old", setting("flush.ms", "5"));
  expect(running.broker.image.topics.get("old")?.configs.get("flush.ms")).toBe("5");
});

test("the same setting for one broker and for all stands beside each other", async () => {
  await configs.alterBroker(null, setting("log.retention.ms", "5"));
  await configs.alterBroker(1, setting("log.retention.ms", "6"));
  expect(running.broker.config.get("log.retention.ms")).toBe("6");
  const { synonyms } = running.broker.config.describe("log.retention.ms");
  expect(synonyms.slice(0, 2).map(({ value, source }) => [value, source])).toEqual([
    ["6", "DYNAMIC_BROKER_CONFIG"],
    ["5", "DYNAMIC_DEFAULT_BROKER_CONFIG"],
  ]);
});
