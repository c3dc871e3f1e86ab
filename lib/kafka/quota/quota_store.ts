/**
 * Writes changed quotas to their znodes; the broker, and every other one, follows them from there.
 *
 * @module
 */
import { noteConfigChange } from "../../metadata/config_changes.ts";
import {
  ensurePath,
  MetadataConflictError,
  type MetadataStore,
} from "../../metadata/metadata_store.ts";
import { formatConfig, parseConfig } from "../../metadata/znodes.ts";
import {
  alteredQuotas,
  type EntityPart,
  quotaEntityOf,
  type QuotaOperation,
} from "./quota_alteration.ts";

/** What the store works with. */
export interface QuotaStoreServices {
  readonly store: MetadataStore;
  /** Resolves when the quotas in force have caught up with the znodes. */
  readonly settled: () => Promise<void>;
}

/** Tries at a znode before giving up: each failure means that somebody else changed it. */
const TRIES_MAX = 20;

/** The quotas of the cluster, to be changed. */
export class QuotaStore {
  readonly #services: QuotaStoreServices;

  constructor(services: QuotaStoreServices) {
    this.#services = services;
  }

  /**
   * Changes an entity's quotas; they are in force when this resolves.
   *
   * @throws QuotaAlterationError, DiskFullError
   */
  async alter(
    parts: readonly EntityPart[],
    operations: readonly QuotaOperation[],
    mode: "apply" | "validate",
  ): Promise<void> {
    const { store, settled } = this.#services;
    const entity = quotaEntityOf(parts);
    const path = `/config/${entity.path}`;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const node = await store.get(path);
      const current = node === null || node.data.length === 0
        ? new Map<string, string>()
        : parseConfig(path, node.data);
      const values = alteredQuotas(current, entity, operations);
      if (mode === "validate" || sameValues(current, values)) return;
      const data = formatConfig(values);
      try {
        if (node === null) {
          await ensurePath(store, path.slice(0, path.lastIndexOf("/")));
          await store.apply([{ kind: "create", path, data }]);
        } else await store.apply([{ kind: "set", path, data, version: node.version }]);
      } catch (error) {
        if (!(error instanceof MetadataConflictError)) throw error;
        continue;
      }
      await noteConfigChange(store, entity.path);
      return await settled();
    }
    throw new Error(`Cannot change ${path}: ${TRIES_MAX} tries met other changes`);
  }
}

function sameValues(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
}
