import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { ClusterMetadata } from "../../lib/metadata/cluster_metadata.ts";
import { noteConfigChange } from "../../lib/metadata/config_changes.ts";
import { Controller } from "../../lib/metadata/controller.ts";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import { ANY_VERSION } from "../../lib/metadata/metadata_store.ts";
import { prepareTree } from "../../lib/metadata/registration.ts";

const TOPIC = "/brokers/topics/orders";
/** As kafka-topics.sh --zookeeper of 2.5 writes it. */
const OLD_TOPIC = '{"version":1,"partitions":{"0":[1],"1":[1]}}';

let store: MemoryMetadataStore;
let logger: MemoryLogger;
let controller: Controller;
let metadata: ClusterMetadata;
let deleteTopicEnable: boolean;

beforeEach(async () => {
  store = new MemoryMetadataStore();
  logger = new MemoryLogger();
  const random = new SeededRandom(1);
  await prepareTree({ store, clock: new MemoryClock(), random }, null);
  metadata = new ClusterMetadata(store, logger);
  deleteTopicEnable = true;
  controller = new Controller({
    store,
    metadata,
    brokerId: 1,
    controllerEpoch: () => 7,
    random,
    logger,
    deleteTopicEnable: () => deleteTopicEnable,
  });
});

function create(path: string, data = "") {
  return store.apply([{ kind: "create", path, data }]);
}

async function settled(): Promise<void> {
  await metadata.settled();
  await controller.settled();
  await metadata.settled();
}

async function json(path: string): Promise<unknown> {
  const node = await store.get(path);
  return node === null ? null : JSON.parse(new TextDecoder().decode(node.data));
}

const STATE = { controller_epoch: 7, leader: 1, version: 1, leader_epoch: 0, isr: [1] };

describe("a topic that an old tool wrote", () => {
  async function expectComplete(): Promise<void> {
    expect(await json(TOPIC)).toMatchObject({
      version: 3,
      topic_id: expect.stringMatching(/^[\w-]{22}$/),
      partitions: { "0": [1], "1": [1] },
    });
    expect(await json(`${TOPIC}/partitions/0/state`)).toEqual(STATE);
    expect(await json(`${TOPIC}/partitions/1/state`)).toEqual(STATE);
  }

  test("gets an id and leaders", async () => {
    await controller.start();
    await create(TOPIC, OLD_TOPIC);
    await controller.settled();
    await expectComplete();
  });

  test("gets them at the start, where it was written before", async () => {
    await create(TOPIC, OLD_TOPIC);
    await controller.start();
    await expectComplete();
  });

  test("gets leaders for partitions that were added", async () => {
    await controller.start();
    await create(TOPIC, OLD_TOPIC);
    await controller.settled();
    const data = JSON.stringify({
      ...(await json(TOPIC) as object),
      partitions: { "0": [1], "1": [1], "2": [1] },
    });
    await store.apply([{ kind: "set", path: TOPIC, data, version: ANY_VERSION }]);
    await controller.settled();
    expect(await json(`${TOPIC}/partitions/2/state`)).toEqual(STATE);
  });

  test("keeps its id where such a tool writes it again", async () => {
    await metadata.start();
    await controller.start();
    await create(TOPIC, OLD_TOPIC);
    await settled();
    const before = await json(TOPIC);
    const grown = '{"version":1,"partitions":{"0":[1],"1":[1],"2":[1]}}';
    await store.apply([{ kind: "set", path: TOPIC, data: grown, version: ANY_VERSION }]);
    await settled();
    expect(await json(TOPIC)).toMatchObject({
      topic_id: (before as { topic_id: string }).topic_id,
      partitions: { "2": [1] },
    });
  });

  test("gets another id where it was deleted in between", async () => {
    await metadata.start();
    await controller.start();
    await create(TOPIC, OLD_TOPIC);
    await settled();
    const before = await json(TOPIC);
    await create("/admin/delete_topics/orders");
    await settled();
    await create(TOPIC, OLD_TOPIC);
    await settled();
    expect(await json(TOPIC)).not.toEqual(before);
    await expectComplete();
  });

  test("keeps the states that are there", async () => {
    await create(TOPIC, OLD_TOPIC);
    for (const path of ["/partitions", "/partitions/0"]) await create(TOPIC + path);
    const state = { ...STATE, leader_epoch: 5 };
    await create(`${TOPIC}/partitions/0/state`, JSON.stringify(state));
    await controller.start();
    expect(await json(`${TOPIC}/partitions/0/state`)).toEqual(state);
    expect(await json(`${TOPIC}/partitions/1/state`)).toEqual(STATE);
  });

  test("is left alone while a shell removes it piece by piece", async () => {
    await controller.start();
    const paths = ["/0/state", "/0", "/1/state", "/1", ""].map((end) =>
      `${TOPIC}/partitions${end}`
    );
    async function removeAll(): Promise<void> {
      for (const path of [...paths, TOPIC]) {
        await store.apply([{ kind: "delete", path, version: ANY_VERSION }]);
        await Promise.resolve();
      }
    }
    let removing: Promise<void> | null = null;
    store.watch(({ kind, path }) => {
      if (kind === "created" && path === paths[2]) removing ??= removeAll();
    });
    await create(TOPIC, OLD_TOPIC);
    await controller.settled();
    await removing;
    await controller.settled();
    expect(await store.children("/brokers/topics")).toEqual([]);
    await create(TOPIC, OLD_TOPIC);
    await controller.settled();
    await expectComplete();
  });

  test("is completed once: what follows finds nothing to do", async () => {
    await controller.start();
    await create(TOPIC, OLD_TOPIC);
    await controller.settled();
    const { version } = (await store.get(TOPIC))!;
    await controller.settled();
    expect((await store.get(TOPIC))?.version).toBe(version);
  });
});

describe("/admin/delete_topics", () => {
  beforeEach(async () => {
    await create(TOPIC, OLD_TOPIC);
    await create("/config/topics/orders", '{"version":1,"config":{}}');
  });

  async function expectGone(): Promise<void> {
    for (const path of ["/brokers/topics", "/config/topics", "/admin/delete_topics"]) {
      expect(await store.children(path)).toEqual([]);
    }
  }

  test("removes a topic with all that belongs to it", async () => {
    await controller.start();
    await create("/admin/delete_topics/orders");
    await controller.settled();
    await expectGone();
  });

  test("is looked at when the controller starts", async () => {
    await create("/admin/delete_topics/orders");
    await controller.start();
    await expectGone();
  });

  test("of a topic that is not there is just emptied", async () => {
    await controller.start();
    await create("/admin/delete_topics/missing");
    await controller.settled();
    expect(await store.children("/admin/delete_topics")).toEqual([]);
    expect(await store.children("/brokers/topics")).toEqual(["orders"]);
  });

  test("is tried again where somebody changed the topic meanwhile", async () => {
    await controller.start();
    const { apply } = store;
    let raced = false;
    store.apply = async (operations) => {
      const deletes = operations.some(({ kind, path }) => kind === "delete" && path === TOPIC);
      if (deletes && !raced) {
        raced = true;
        // A shell's deleteall was faster with one of the children.
        await apply.call(store, [
          { kind: "delete", path: `${TOPIC}/partitions/0/state`, version: ANY_VERSION },
        ]);
      }
      return apply.call(store, operations);
    };
    await create("/admin/delete_topics/orders");
    await controller.settled();
    expect(raced).toBe(true);
    await expectGone();
  });

  test("makes way for a topic of the same name", async () => {
    await controller.start();
    const before = await json(TOPIC);
    await create("/admin/delete_topics/orders");
    await controller.settled();
    await create(TOPIC, OLD_TOPIC);
    await controller.settled();
    expect((await json(TOPIC) as { topic_id: string }).topic_id)
      .not.toBe((before as { topic_id: string }).topic_id);
  });
});

test("a stop lets the change under way be made, and leaves the others to the next start", async () => {
  for (const name of ["one", "two"]) {
    await create(`/brokers/topics/${name}`, OLD_TOPIC);
  }
  await controller.start();
  const { apply } = store;
  let stopped: Promise<void> | null = null;
  store.apply = (operations) => {
    const deletes = operations.some(({ kind }) => kind === "delete");
    if (deletes) stopped ??= controller.stop();
    return apply.call(store, operations);
  };
  for (const name of ["one", "two"]) await create(`/admin/delete_topics/${name}`);
  await controller.settled();
  expect(stopped).not.toBeNull();
  await stopped;
  expect(await store.children("/brokers/topics")).toEqual(["two"]);
  expect(await store.children("/admin/delete_topics")).toEqual(["two"]);
  // Nothing is acted on any more.
  await create("/admin/delete_topics/three");
  await controller.settled();
  expect(await store.children("/admin/delete_topics")).toEqual(["three", "two"]);
  expect(logger.messages("ERROR")).toEqual([]);
});

test("a topic that cannot be read is told in the log, and the others are completed", async () => {
  await controller.start();
  await create("/brokers/topics/bad", "abc");
  await create(TOPIC, OLD_TOPIC);
  await controller.settled();
  expect(logger.messages("ERROR").join()).toContain("/brokers/topics/bad");
  expect(await json(`${TOPIC}/partitions/0/state`)).toEqual(STATE);
});

test("without delete.topic.enable a wish to delete is removed, and the topic stays", async () => {
  deleteTopicEnable = false;
  await controller.start();
  await create("/brokers/topics/kept", '{"version":1,"partitions":{"0":[1]}}');
  await controller.settled();
  await create("/admin/delete_topics/kept");
  await controller.settled();
  expect(await store.get("/admin/delete_topics/kept")).toBeNull();
  expect(await store.get("/brokers/topics/kept")).not.toBeNull();
});

test("notifications of old tools do not pile up", async () => {
  await controller.start();
  for (let i = 0; i < 250; i++) {
    await store.createSequential("/config/changes/config_change_", "{}");
    await controller.settled();
  }
  expect(await store.children("/config/changes")).toHaveLength(150);
  expect(logger.messages("ERROR")).toEqual([]);
});

test("nor do those of handlers, which nobody trims at the same time", async () => {
  await controller.start();
  for (let i = 0; i < 250; i++) {
    await noteConfigChange(store, `topics/t${i}`);
    await controller.settled();
  }
  expect(await store.children("/config/changes")).toHaveLength(150);
  expect(logger.messages("ERROR")).toEqual([]);
});
