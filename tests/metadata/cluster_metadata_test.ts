import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { ClusterMetadata } from "../../lib/metadata/cluster_metadata.ts";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import { ANY_VERSION, ensurePath } from "../../lib/metadata/metadata_store.ts";
import { prepareTree } from "../../lib/metadata/registration.ts";
import { formatTopic } from "../../lib/metadata/znodes.ts";

let store: MemoryMetadataStore;
let logger: MemoryLogger;
let metadata: ClusterMetadata;
/** What the listeners were told, in order. */
let told: string[];

beforeEach(async () => {
  store = new MemoryMetadataStore();
  logger = new MemoryLogger();
  await prepareTree({ store, clock: new MemoryClock(), random: new SeededRandom(1) }, "cluster");
  metadata = new ClusterMetadata(store, logger);
  told = [];
  metadata.onTopic((name, topic) => {
    told.push(topic === null ? `${name} gone` : `${name} ${topic.partitions.length}`);
  });
  metadata.onBrokerConfig(() => told.push("broker configs"));
});

/** Makes or replaces znodes, with their parents. */
async function write(nodes: Record<string, unknown>): Promise<void> {
  for (const [path, value] of Object.entries(nodes)) {
    await ensurePath(store, path);
    const data = typeof value === "string" ? value : JSON.stringify(value);
    await store.apply([{ kind: "set", path, data, version: ANY_VERSION }]);
  }
}

async function remove(path: string): Promise<void> {
  for (const name of await store.children(path)) await remove(`${path}/${name}`);
  await store.apply([{ kind: "delete", path, version: ANY_VERSION }]);
}

const ORDERS = "/brokers/topics/orders";
const STATE = { controller_epoch: 1, leader: 1, version: 1, leader_epoch: 3, isr: [1] };

function topic(id: string, ...replicas: number[][]): string {
  return formatTopic({ topicId: id, replicas });
}

describe("start()", () => {
  test("reads everything that is there", async () => {
    await write({
      "/controller": { version: 2, brokerid: 1, timestamp: "1" },
      "/brokers/ids/1": { version: 5, endpoints: ["PLAINTEXT://h:9"] },
      [ORDERS]: topic("id1", [1], [1]),
      [`${ORDERS}/partitions/0/state`]: STATE,
      "/config/topics/orders": { version: 1, config: { "flush.ms": "5" } },
      "/config/brokers/1": { version: 1, config: { a: "1" } },
      "/config/brokers/<default>": { version: 1, config: { b: "2" } },
    });
    await metadata.start();
    const { image } = metadata;
    expect([image.clusterId, image.controllerId]).toEqual(["cluster", 1]);
    expect(image.brokers.get(1)).toMatchObject({ id: 1, rack: null });
    expect(image.topics.get("orders")).toEqual({
      name: "orders",
      id: "id1",
      configs: new Map([["flush.ms", "5"]]),
      partitions: [
        { index: 0, leader: 1, leaderEpoch: 3, replicas: [1], isr: [1] },
        { index: 1, leader: -1, leaderEpoch: 0, replicas: [1], isr: [] },
      ],
    });
    expect(image.topicNames.get("id1")).toBe("orders");
    expect(image.brokerConfigs).toEqual(
      new Map([["1", new Map([["a", "1"]])], ["", new Map([["b", "2"]])]]),
    );
    expect(told.sort()).toEqual(["broker configs", "broker configs", "orders 2"]);
  });
});

describe("follows", () => {
  beforeEach(() => metadata.start());

  test("a topic that is made, grown, elected, configured and deleted", async () => {
    await write({ [ORDERS]: topic("id1", [1]) });
    await metadata.settled();
    await write({ [ORDERS]: topic("id1", [1], [1]) });
    await metadata.settled();
    expect(metadata.image.topics.get("orders")?.partitions).toHaveLength(2);
    await write({ [`${ORDERS}/partitions/1/state`]: STATE });
    await write({ "/config/topics/orders": { version: 1, config: { "flush.ms": "5" } } });
    await metadata.settled();
    expect(metadata.image.topics.get("orders")?.partitions[1]?.leader).toBe(1);
    expect(metadata.image.topics.get("orders")?.configs.get("flush.ms")).toBe("5");
    await remove(ORDERS);
    await metadata.settled();
    expect(metadata.image.topics.size).toBe(0);
    expect(metadata.image.topicNames.size).toBe(0);
    expect(told[0]).toBe("orders 1");
    expect(told.at(-1)).toBe("orders gone");
  });

  test("a topic that is deleted and made again before anyone looks", async () => {
    await write({ [ORDERS]: topic("id1", [1]) });
    await metadata.settled();
    told = [];
    await store.apply([
      { kind: "delete", path: ORDERS, version: ANY_VERSION },
      { kind: "create", path: ORDERS, data: topic("id2", [1]) },
    ]);
    await metadata.settled();
    expect(told).toEqual(["orders gone", "orders 1"]);
    expect([...metadata.image.topicNames]).toEqual([["id2", "orders"]]);
  });

  test("a topic that an old tool makes again, without an id, right after its deletion", async () => {
    await write({ [ORDERS]: topic("id1", [1]) });
    await metadata.settled();
    await remove(ORDERS);
    await write({ [ORDERS]: { version: 1, partitions: { 0: [1], 1: [1] } } });
    await metadata.settled();
    expect(told).toEqual(["orders 1", "orders gone", "orders 2"]);
    expect(metadata.image.topics.get("orders")?.id).toBe("");
  });

  test("a topic that gets its id later: it is the same one", async () => {
    const old = { version: 1, partitions: { "0": [1] } };
    await write({ [ORDERS]: old });
    await metadata.settled();
    await write({ [ORDERS]: topic("id1", [1]) });
    await metadata.settled();
    await write({ [ORDERS]: old });
    await metadata.settled();
    expect(told).toEqual(["orders 1", "orders 1", "orders 1"]);
    expect(metadata.image.topics.get("orders")?.id).toBe("id1");
  });

  test("brokers that come and go", async () => {
    await write({ "/brokers/ids/7": { version: 5, endpoints: ["A://h:1"], rack: "r" } });
    await metadata.settled();
    expect(metadata.image.brokers.get(7)?.rack).toBe("r");
    await remove("/brokers/ids/7");
    await metadata.settled();
    expect(metadata.image.brokers.size).toBe(0);
  });

  test("the controller, and that there is none", async () => {
    await write({ "/controller": { brokerid: 4 } });
    await metadata.settled();
    expect(metadata.image.controllerId).toBe(4);
    await remove("/controller");
    await metadata.settled();
    expect(metadata.image.controllerId).toBe(-1);
  });

  test("settings of brokers that come and go", async () => {
    await write({ "/config/brokers/<default>": { version: 1, config: { a: "1" } } });
    await metadata.settled();
    expect(metadata.image.brokerConfigs.get("")).toEqual(new Map([["a", "1"]]));
    await remove("/config/brokers/<default>");
    await metadata.settled();
    expect(metadata.image.brokerConfigs.size).toBe(0);
    expect(told.filter((line) => line === "broker configs").length).toBeGreaterThanOrEqual(2);
  });

  test("settings of a topic that is not there change nothing", async () => {
    await write({ "/config/topics/missing": { version: 1, config: { "flush.ms": "5" } } });
    await metadata.settled();
    expect(metadata.image.topics.size).toBe(0);
    expect(told).toEqual([]);
  });

  test("a listener that takes its time, before the next change", async () => {
    const order: string[] = [];
    metadata.onTopic(async (name) => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    });
    await write({ "/brokers/topics/a": topic("a", [1]), "/brokers/topics/b": topic("b", [1]) });
    await metadata.settled();
    expect(order.filter((line) => line.endsWith("begins")).length).toBeGreaterThan(1);
    order.forEach((line, i) => {
      if (line.endsWith("begins")) expect(order[i + 1]).toBe(line.replace("begins", "ends"));
    });
  });

  test("settled() waits for what the changes cause", async () => {
    await write({ [ORDERS]: topic("id1", [1]) });
    expect(metadata.image.topics.has("orders")).toBe(false);
    await metadata.settled();
    expect(metadata.image.topics.has("orders")).toBe(true);
  });
});

describe("what somebody wrote wrongly", () => {
  beforeEach(() => metadata.start());

  test.each([
    ["no JSON", "abc"],
    ["no partitions", "{}"],
  ])("a topic with %s is told in the log, and the others are served", async (_, data) => {
    await write({ "/brokers/topics/bad": data, "/brokers/topics/good": topic("g", [1]) });
    await metadata.settled();
    expect([...metadata.image.topics.keys()]).toEqual(["good"]);
    expect(logger.messages("ERROR").join()).toContain("/brokers/topics/bad");
  });

  test("a topic that turns bad stays as it was", async () => {
    await write({ [ORDERS]: topic("id1", [1]) });
    await metadata.settled();
    await write({ [ORDERS]: "abc" });
    await metadata.settled();
    expect(metadata.image.topics.get("orders")?.id).toBe("id1");
  });

  test("a listener that throws holds up nobody", async () => {
    metadata.onTopic((name) => {
      if (name === "bad") throw new Error("no");
    });
    await write({
      "/brokers/topics/bad": topic("b", [1]),
      "/brokers/topics/good": topic("g", [1]),
    });
    await metadata.settled();
    expect(metadata.image.topics.has("good")).toBe(true);
    expect(logger.messages("ERROR").length).toBeGreaterThan(0);
  });

  test("a znode under /brokers/ids that is no number is no broker", async () => {
    await write({ "/brokers/ids/abc": { version: 5, endpoints: [] } });
    await metadata.settled();
    expect(metadata.image.brokers.size).toBe(0);
  });
});
