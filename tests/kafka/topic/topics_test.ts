import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Topics } from "../../../lib/kafka/topic/topics.ts";
import { assignmentFixture, TOPIC } from "../../metadata/assignment_fixture.ts";
import { startTestBroker, type TestBroker } from "../test_broker.ts";

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

async function znode(path: string): Promise<unknown> {
  const node = await running.metadataStore.get(path);
  return node === null || node.data.length === 0
    ? node && null
    : JSON.parse(new TextDecoder().decode(node.data));
}

function newTopic(name: string, configs: Record<string, string> = {}) {
  return {
    name,
    partitions: 1,
    replicationFactor: 1,
    assignments: [],
    configs: new Map(Object.entries(configs)),
  };
}

describe("create()", () => {
  test("leaves the znodes that Kafka 3.5 leaves", async () => {
    const { id } = await running.broker.topics.create(
      { ...newTopic("orders", { "retention.ms": "5" }), partitions: 2 },
    );
    expect(await znode("/brokers/topics/orders")).toEqual({
      removing_replicas: {},
      partitions: { "0": [1], "1": [1] },
      topic_id: id,
      adding_replicas: {},
      version: 3,
    });
    expect(await znode("/config/topics/orders")).toEqual({
      version: 1,
      config: { "retention.ms": "5" },
    });
    expect(await znode("/brokers/topics/orders/partitions/1/state")).toEqual({
      controller_epoch: 1,
      leader: 1,
      version: 1,
      leader_epoch: 0,
      isr: [1],
    });
  });

  test("replaces settings that a topic of the same name left behind", async () => {
    const data = '{"version":1,"config":{"flush.ms":"9"}}';
    await running.metadataStore.apply([{ kind: "create", path: "/config/topics/orders", data }]);
    const { configs } = await running.broker.topics.create(newTopic("orders"));
    expect(configs.size).toBe(0);
  });

  test("of __znodes needs one partition, and that it is not switched off", async () => {
    const { topics } = running.broker;
    const fault = (partitions: number) => () =>
      topics.check({ ...newTopic("__znodes"), partitions });
    expect(fault(2)).toThrow("it has 1 partition");
    expect(fault(-1)).toThrow("it has 1 partition");
    expect(topics.check(newTopic("__znodes"))).toEqual([[1]]);
    const assignments = [[1]];
    const assigned = { ...newTopic("__znodes"), partitions: -1, replicationFactor: -1 };
    expect(topics.check({ ...assigned, assignments })).toEqual([[1]]);
    await running.close();
    running = await startTestBroker({ overrides: ["znodes.topic.enable=false"] });
    expect(() => running.broker.topics.check(newTopic("__znodes"))).toThrow(
      "znodes.topic.enable is false",
    );
  });

  test("of the same name twice at once makes one topic", async () => {
    const outcomes = await Promise.allSettled([
      running.broker.topics.create(newTopic("orders")),
      running.broker.topics.create(newTopic("orders")),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(outcomes[1]).toMatchObject({ reason: { error: "TOPIC_ALREADY_EXISTS" } });
  });

  test("gives topics that differ in . and _ no second chance, internal ones aside", async () => {
    await running.broker.topics.create(newTopic("a.b"));
    await expect(running.broker.topics.create(newTopic("a_b"))).rejects.toMatchObject({
      error: "INVALID_TOPIC_EXCEPTION",
    });
    await running.broker.topics.create(newTopic("ab"));
  });
});

describe("autoCreate()", () => {
  test("makes a topic once, however many ask", async () => {
    const found = await Promise.all([1, 2, 3].map(() => running.broker.topics.autoCreate("new")));
    expect(new Set(found).size).toBe(1);
    expect(found[0]).toEqual(running.broker.image.topics.get("new")!);
  });

  test("gives a topic that somebody else made meanwhile", async () => {
    const [made, found] = await Promise.all([
      running.broker.topics.create(newTopic("new")),
      running.broker.topics.autoCreate("new"),
    ]);
    expect(found).toEqual(made);
  });

  test("gives null where it fails, and tries anew the next time", async () => {
    running.metadataStore.failWrites(new Error("full"));
    expect(await running.broker.topics.autoCreate("new")).toBeNull();
    running.metadataStore.failWrites(null);
    expect(await running.broker.topics.autoCreate("new")).not.toBeNull();
  });
});

describe("delete()", () => {
  test("leaves no znode of the topic", async () => {
    await running.broker.topics.create(newTopic("orders"));
    await running.broker.topics.delete("orders");
    for (const path of ["/brokers/topics", "/config/topics", "/admin/delete_topics"]) {
      expect(await running.metadataStore.children(path)).toEqual([]);
    }
  });

  test("twice at once ends well for both", async () => {
    await running.broker.topics.create(newTopic("orders"));
    const outcomes = await Promise.allSettled([
      running.broker.topics.delete("orders"),
      running.broker.topics.delete("orders"),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    expect(running.broker.image.topics.size).toBe(0);
  });

  test("of a topic that is not there is an error", async () => {
    await expect(running.broker.topics.delete("missing")).rejects.toMatchObject({
      error: "UNKNOWN_TOPIC_OR_PARTITION",
    });
  });
});

describe("createPartitions()", () => {
  const toThree = { count: 3, assignments: null, validateOnly: false };

  test("keeps the topic's id and the partitions it has", async () => {
    const { id } = await running.broker.topics.create(newTopic("orders"));
    await running.broker.topics.createPartitions("orders", toThree);
    expect(await znode("/brokers/topics/orders")).toMatchObject({
      topic_id: id,
      partitions: { "0": [1], "1": [1], "2": [1] },
    });
  });

  test("meets a change of the topic's znode, and looks again", async () => {
    await running.broker.topics.create(newTopic("orders"));
    const store = running.metadataStore;
    const { get } = store;
    let done = false;
    store.get = async (path) => {
      const node = await get.call(store, path);
      if (!done && path === "/brokers/topics/orders" && node !== null) {
        done = true;
        const data = new TextDecoder().decode(node.data);
        await store.apply([{ kind: "set", path, data, version: node.version }]);
      }
      return node;
    };
    await running.broker.topics.createPartitions("orders", toThree);
    expect(running.broker.image.topics.get("orders")?.partitions).toHaveLength(3);
  });

  test("of a topic without an id yet leaves that to the controller", async () => {
    const partition = { replicas: [1], leader: 1, isr: [1] };
    const { services, metadata, json } = await assignmentFixture(partition, null);
    const { clock, random, config } = running.broker;
    const settled = () => metadata.settled();
    const topics = new Topics({ ...services, clock, random, config: () => config, settled });
    await topics.createPartitions("orders", toThree);
    expect(await json(TOPIC)).toMatchObject({ partitions: { "0": [1], "2": [2] } });
    expect(await json(TOPIC)).not.toHaveProperty("topic_id");
  });
});

test("configOf() leaves out what a topic may not set, and keeps the rest", async () => {
  const topic = await running.broker.topics.create(newTopic("orders", { "flush.ms": "5" }));
  const configs = new Map([...topic.configs, ["retention.ms", "abc"], ["no.such", "1"]]);
  const settings = running.broker.topics.configOf({ ...topic, configs });
  expect([...settings.overrides]).toEqual([["flush.ms", "5"]]);
  expect(settings.flushMs).toBe(5);
});
