import { beforeEach, expect, test } from "bun:test";
import { QuotaStore } from "../../../lib/kafka/quota/quota_store.ts";
import { MemoryMetadataStore } from "../../../lib/metadata/memory_metadata_store.ts";
import { ensurePath } from "../../../lib/metadata/metadata_store.ts";

const USER = [{ entityType: "user", entityName: "alice" }];
const PATH = "/config/users/alice";

let store: MemoryMetadataStore;
let quotas: QuotaStore;
let settledCount: number;

beforeEach(async () => {
  store = new MemoryMetadataStore();
  await ensurePath(store, "/config/changes");
  settledCount = 0;
  const settled = () => {
    settledCount += 1;
    return Promise.resolve();
  };
  quotas = new QuotaStore({ store, settled });
});

function set(key: string, value: number) {
  return [{ key, value, remove: false }];
}

async function config(): Promise<unknown> {
  const node = await store.get(PATH);
  return node === null ? null : JSON.parse(new TextDecoder().decode(node.data)).config;
}

test("credentials in the znode stay, and so does a quota that is not named", async () => {
  await ensurePath(store, "/config/users");
  const before = { "SCRAM-SHA-256": "salt=x", consumer_byte_rate: "5" };
  const data = JSON.stringify({ version: 1, config: before });
  await store.apply([{ kind: "create", path: PATH, data }]);
  await quotas.alter(USER, set("producer_byte_rate", 7), "apply");
  expect(await config()).toEqual({ ...before, producer_byte_rate: "7" });
});

test("of two changes at once none is lost", async () => {
  await Promise.all([
    quotas.alter(USER, set("producer_byte_rate", 7), "apply"),
    quotas.alter(USER, set("consumer_byte_rate", 8), "apply"),
  ]);
  expect(await config()).toEqual({ producer_byte_rate: "7", consumer_byte_rate: "8" });
});

test("a change that changes nothing is not written", async () => {
  await quotas.alter(USER, set("producer_byte_rate", 7), "apply");
  await quotas.alter(USER, set("producer_byte_rate", 7), "apply");
  expect((await store.get(PATH))?.version).toBe(0);
  expect(await store.children("/config/changes")).toHaveLength(1);
  expect(settledCount).toBe(1);
});

test("an empty znode above a client's quota is no fault", async () => {
  const client = [...USER, { entityType: "client-id", entityName: "c" }];
  await quotas.alter(client, set("producer_byte_rate", 7), "apply");
  await quotas.alter(USER, set("producer_byte_rate", 8), "apply");
  expect(await config()).toEqual({ producer_byte_rate: "8" });
});
