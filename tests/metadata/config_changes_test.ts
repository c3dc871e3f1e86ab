import { expect, test } from "bun:test";
import { noteConfigChange, trimConfigChanges } from "../../lib/metadata/config_changes.ts";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import { ensurePath } from "../../lib/metadata/metadata_store.ts";

test("a notification names what changed, and old ones go", async () => {
  const store = new MemoryMetadataStore();
  await ensurePath(store, "/config/changes");
  for (let i = 0; i < 200; i++) await noteConfigChange(store, `users/u${i}`);
  await trimConfigChanges(store);
  const names = await store.children("/config/changes");
  expect(names).toHaveLength(100);
  const last = await store.get(`/config/changes/${names.at(-1)}`);
  expect(new TextDecoder().decode(last?.data)).toBe('{"version":2,"entity_path":"users/u199"}');
});

test("notifications that others wrote are trimmed as well, and few are left alone", async () => {
  const store = new MemoryMetadataStore();
  await ensurePath(store, "/config/changes");
  for (let i = 0; i < 199; i++) {
    await store.createSequential("/config/changes/config_change_", "{}");
  }
  await trimConfigChanges(store);
  expect(await store.children("/config/changes")).toHaveLength(199);
  await store.createSequential("/config/changes/config_change_", "{}");
  await trimConfigChanges(store);
  expect(await store.children("/config/changes")).toHaveLength(100);
});
