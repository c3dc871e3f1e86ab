/**
 * Writes changed quotas to their znodes; the broker, and every other one, follows them from there.
 *
 * @module
 */
import { noteConfigChange } from "../../metadata/config_changes.ts";
import { type MetadataStore, updateNode } from "../../metadata/metadata_store.ts";
import { formatConfig, parseConfig, sameValues } from "../../metadata/znodes.ts";
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
    const isWritten = await updateNode(store, path, (data) => {
      const current = data === null || data.length === 0
        ? new Map<string, string>()
        : parseConfig(path, data);
      const values = alteredQuotas(current, entity, operations);
      return mode === "validate" || sameValues(current, values) ? null : formatConfig(values);
    });
    if (!isWritten) return;
    await noteConfigChange(store, entity.path);
    await settled();
  }
}
