import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import type { MetadataOperation } from "../../lib/metadata/metadata_store.ts";
import { prepareTree, registerBroker, updateBroker } from "../../lib/metadata/registration.ts";
import { PERSISTENT_PATHS } from "../../lib/metadata/znodes.ts";

const BROKER = {
  id: 1,
  rack: null,
  endpoints: [{ listenerName: "PLAINTEXT", host: "h", port: 9092 }],
};

let store: MemoryMetadataStore;
let services: { store: MemoryMetadataStore; clock: MemoryClock; random: SeededRandom };

beforeEach(() => {
  store = new MemoryMetadataStore();
  services = { store, clock: new MemoryClock(), random: new SeededRandom(1) };
});

async function json(path: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode((await store.get(path))?.data));
}

describe("prepareTree()", () => {
  test("makes every path that brokers and tools expect", async () => {
    await prepareTree(services, null);
    for (const path of PERSISTENT_PATHS) expect(await store.get(path)).not.toBeNull();
  });

  test("gives a new cluster an id, and keeps it", async () => {
    const id = await prepareTree(services, null);
    expect(await json("/cluster/id")).toEqual({ version: "1", id });
    expect(await prepareTree(services, null)).toBe(id);
  });

  test("takes the id that the data folder remembers, but not against the tree", async () => {
    expect(await prepareTree(services, "remembered")).toBe("remembered");
    expect(await prepareTree(services, "another")).toBe("remembered");
  });
});

describe("registerBroker()", () => {
  beforeEach(() => prepareTree(services, null));

  test("registers the broker as Kafka 3.5 does, and as the controller", async () => {
    expect(await registerBroker(services, BROKER)).toBe(1);
    expect(await json("/brokers/ids/1")).toEqual({
      features: {},
      listener_security_protocol_map: { PLAINTEXT: "PLAINTEXT" },
      endpoints: ["PLAINTEXT://h:9092"],
      jmx_port: -1,
      port: 9092,
      host: "h",
      version: 5,
      timestamp: "1700000000000",
    });
    expect(await json("/controller")).toMatchObject({ version: 2, brokerid: 1 });
    expect(await json("/controller_epoch")).toBe(1);
    expect(await json("/feature")).toEqual({ features: {}, version: 2, status: 1 });
  });

  test("replaces at once what a killed predecessor left, with the next epoch", async () => {
    await registerBroker(services, BROKER);
    services.clock.advance(5);
    expect(await registerBroker(services, BROKER)).toBe(2);
    expect(await json("/brokers/ids/1")).toMatchObject({ timestamp: "1700000000005" });
    expect(await json("/controller_epoch")).toBe(2);
  });

  test("is followed by new addresses, without another election", async () => {
    await registerBroker(services, BROKER);
    services.clock.advance(5);
    const endpoints = [{ listenerName: "PLAINTEXT", host: "g", port: 9092 }];
    await updateBroker(services, { ...BROKER, endpoints });
    expect(await json("/brokers/ids/1")).toMatchObject({
      endpoints: ["PLAINTEXT://g:9092"],
      host: "g",
      timestamp: "1700000000005",
    });
    expect(await json("/controller_epoch")).toBe(1);
  });

  test("makes the registrations ephemeral, and nothing else", async () => {
    const ephemeral: string[] = [];
    const { apply } = store;
    store.apply = (operations: MetadataOperation[]) => {
      for (const operation of operations) {
        if (operation.kind === "create" && operation.ephemeral === true) {
          ephemeral.push(operation.path);
        }
      }
      return apply.call(store, operations);
    };
    await registerBroker(services, BROKER);
    expect(ephemeral).toEqual(["/brokers/ids/1", "/controller"]);
  });
});
