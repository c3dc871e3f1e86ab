/**
 * Notifications that some entity's settings changed: who watches `/config/changes` (brokers and
 * tools of 2.x and 3.x) reads from them what to look at again.
 *
 * @module
 */
import { ANY_VERSION, type MetadataStore } from "./metadata_store.ts";
import { CONFIG_CHANGES } from "./znodes.ts";

/** Notifications above which the older half goes. */
const CHANGES_MAX = 200;

/**
 * Tells that the znode at `/config/<entityPath>` changed. The controller trims what piles up.
 *
 * @param entityPath such as `users/alice/clients/c1`
 */
export async function noteConfigChange(store: MetadataStore, entityPath: string): Promise<void> {
  const change = JSON.stringify({ version: 2, entity_path: entityPath });
  await store.createSequential(`${CONFIG_CHANGES}/config_change_`, change);
}

/** Removes the older ones of many notifications, whoever wrote them. */
export async function trimConfigChanges(store: MetadataStore): Promise<void> {
  const names = await store.children(CONFIG_CHANGES);
  if (names.length < CHANGES_MAX) return;
  // Who watches these has seen the old ones.
  await store.apply(
    names.slice(0, -CHANGES_MAX / 2).map((name) => ({
      kind: "delete",
      path: `${CONFIG_CHANGES}/${name}`,
      version: ANY_VERSION,
    })),
  );
}
