import { beforeEach, describe, expect, test } from "bun:test";
import { ProducerIds } from "../../../lib/kafka/log/producer_ids.ts";
import { MemoryMetadataStore } from "../../../lib/metadata/memory_metadata_store.ts";

const PATH = "/latest_producer_id_block";

let store: MemoryMetadataStore;

beforeEach(async () => {
  store = new MemoryMetadataStore();
  await store.apply([{ kind: "create", path: PATH, data: "" }]);
});

async function block(): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode((await store.get(PATH))?.data));
}

async function take(ids: ProducerIds, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) taken.push(await ids.next());
  return taken;
}

test("takes blocks of 1,000, in Kafka's JSON", async () => {
  const ids = new ProducerIds(store, 1);
  expect(await ids.next()).toBe(0);
  expect(await block()).toEqual({ version: 1, broker: 1, block_start: "0", block_end: "999" });
  expect((await take(ids, 1000)).at(-1)).toBe(1000);
  expect(await block()).toMatchObject({ block_start: "1000", block_end: "1999" });
});

test("goes on after another broker's block, and makes a znode that is missing", async () => {
  const data = '{"version":1,"broker":2,"block_start":"5000","block_end":"5999"}';
  await store.apply([{ kind: "set", path: PATH, data, version: -1 }]);
  expect(await new ProducerIds(store, 1).next()).toBe(6000);
  await store.apply([{ kind: "delete", path: PATH, version: -1 }]);
  expect(await new ProducerIds(store, 1).next()).toBe(0);
});

test("a restart never gives an id again", async () => {
  const before = await take(new ProducerIds(store, 1), 3);
  const after = await take(new ProducerIds(store, 1), 3);
  expect(before).toEqual([0, 1, 2]);
  expect(after).toEqual([1000, 1001, 1002]);
});

test("brokers that take blocks at the same time get different ones", async () => {
  const brokers = [1, 2, 3, 4].map((id) => new ProducerIds(store, id));
  const ids = await Promise.all(brokers.map((broker) => broker.next()));
  expect(ids.sort((a, b) => a - b)).toEqual([0, 1000, 2000, 3000]);
});

test("many clients at once cost one block", async () => {
  const ids = new ProducerIds(store, 1);
  const given = await Promise.all(Array.from({ length: 100 }, () => ids.next()));
  expect(new Set(given).size).toBe(100);
  expect(await block()).toMatchObject({ block_end: "999" });
});

describe("fails", () => {
  test("where the tree refuses, and works again when it does not", async () => {
    const ids = new ProducerIds(store, 1);
    store.failWrites(new Error("full"));
    await expect(ids.next()).rejects.toThrow("full");
    store.failWrites(null);
    expect(await ids.next()).toBe(0);
  });

  test("at a znode it cannot read, by name", async () => {
    await store.apply([{ kind: "set", path: PATH, data: '{"version":1}', version: -1 }]);
    await expect(new ProducerIds(store, 1).next()).rejects.toThrow(PATH);
  });
});
