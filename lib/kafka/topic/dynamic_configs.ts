/**
 * Changes the settings of topics, running brokers, groups and client metrics subscriptions: reads
 * the znode, applies the edit, checks the whole result, and writes it back by compare-and-set, so
 * that of two edits at once none is lost.
 *
 * @module
 */
import { validateSubscription } from "../../config/client_metrics.ts";
import { validateGroupOverrides } from "../../config/group_override.ts";
import {
  brokerSetting,
  clientMetricsSetting,
  groupSetting,
  topicSetting,
} from "../../config/mod.ts";
import type { ServerConfig } from "../../config/server_config.ts";
import { TopicLookup } from "../../config/topic_config.ts";
import { validateTopicOverrides } from "../../config/topic_override.ts";
import type { ClusterImage } from "../../metadata/cluster_image.ts";
import { noteConfigChange } from "../../metadata/config_changes.ts";
import {
  ANY_VERSION,
  ensurePath,
  MetadataConflictError,
  type MetadataOperation,
  type MetadataStore,
} from "../../metadata/metadata_store.ts";
import {
  BROKER_CONFIGS,
  CLIENT_METRICS_CONFIGS,
  DEFAULT_ENTITY,
  entityNode,
  formatConfig,
  GROUP_CONFIGS,
  parseConfig,
  sameValues,
  TOPIC_CONFIGS,
  topicPath,
} from "../../metadata/znodes.ts";
import { crossFault, validateBrokerOverrides, withBrokerOverrides } from "./broker_override.ts";
import { applyEdit, type ConfigEdit } from "./config_edit.ts";
import { TopicError } from "./topic_error.ts";
import { topicNameFault } from "./topic_name.ts";

/** What the service works with. */
export interface DynamicConfigServices {
  store: MetadataStore;
  config: () => ServerConfig;
  image: () => ClusterImage;
  /** Resolves when the image and the logs have caught up with the znodes. */
  settled: () => Promise<void>;
}

/** An edit, and whether it is made or only checked. */
export interface ConfigAlteration {
  readonly edit: ConfigEdit;
  readonly mode: "apply" | "validate";
}

/** Where an edit goes. */
interface ConfigPlace {
  readonly path: string;
  /** As brokers and tools that watch /config/changes know it. */
  readonly entityPath: string;
  /** What must be there for the edit to make sense. */
  readonly guards: readonly MetadataOperation[];
  /** The folder is made with its first entity, and an entity without values goes. */
  readonly folder?: string;
  /** The values after the edit, checked. */
  next(current: ReadonlyMap<string, string>): Map<string, string>;
}

type Values = ReadonlyMap<string, string>;

/** Tries at a znode before giving up: each failure means that somebody else changed it. */
const TRIES_MAX = 20;

/** Settings that can be changed while the broker runs. */
export class DynamicConfigs {
  readonly #services: DynamicConfigServices;

  constructor(services: DynamicConfigServices) {
    this.#services = services;
  }

  /**
   * Edits a topic's overrides; they are in force when this resolves.
   *
   * @throws TopicError, DiskFullError
   */
  async alterTopic(name: string, alteration: ConfigAlteration): Promise<void> {
    const { image, config } = this.#services;
    const nameFault = topicNameFault(name);
    if (nameFault !== null) throw new TopicError("INVALID_TOPIC_EXCEPTION", nameFault);
    if (!image().topics.has(name)) throw noTopic(name);
    try {
      await this.#alter({
        path: `${TOPIC_CONFIGS}/${name}`,
        entityPath: `topics/${name}`,
        guards: [{ kind: "check", path: topicPath(name), version: ANY_VERSION }],
        next(current) {
          const lookup = new TopicLookup(config().layers, new Map());
          const values = applyEdit(current, alteration.edit, {
            find: topicSetting,
            inForce: (key) =>
              topicSetting(key) === undefined ? null : lookup.parsed(key)?.text ?? null,
          });
          const fault = validateTopicOverrides(values);
          if (fault !== null) throw new TopicError("INVALID_CONFIG", fault);
          return values;
        },
      }, alteration.mode);
    } catch (error) {
      if (error instanceof MetadataConflictError) throw noTopic(name);
      throw error;
    }
  }

  /**
   * Edits a broker's dynamic settings; they are in force when this resolves.
   *
   * @param brokerId null for the default of all brokers
   * @throws TopicError, DiskFullError
   */
  async alterBroker(brokerId: number | null, alteration: ConfigAlteration): Promise<void> {
    const { config, image } = this.#services;
    const entity = brokerId === null ? DEFAULT_ENTITY : String(brokerId);
    await this.#alter({
      path: `${BROKER_CONFIGS}/${entity}`,
      entityPath: `brokers/${entity}`,
      guards: [],
      next(current) {
        const values = applyEdit(current, alteration.edit, {
          find: brokerSetting,
          inForce: (key) => config().get(key),
        });
        const level = brokerId === null ? "cluster" : "broker";
        const brokerConfigs = new Map(image().brokerConfigs)
          .set(brokerId === null ? "" : entity, values);
        const fault = validateBrokerOverrides(values, level) ??
          crossFault(withBrokerOverrides(config(), { brokerConfigs }, brokerId));
        if (fault !== null) throw new TopicError("INVALID_REQUEST", fault);
        return values;
      },
    }, alteration.mode);
  }

  /**
   * Edits a group's settings, whether the group exists or not; they are in force when this
   * resolves.
   *
   * @throws TopicError, DiskFullError
   */
  async alterGroup(groupId: string, alteration: ConfigAlteration): Promise<void> {
    if (groupId === "") {
      throw new TopicError("INVALID_REQUEST", "Default group resources are not allowed.");
    }
    const { config } = this.#services;
    await this.#alter({
      ...entityPlace(GROUP_CONFIGS, groupId),
      next(current) {
        const values = applyEdit(current, alteration.edit, {
          find: groupSetting,
          inForce: (name) => groupSetting(name)?.defaultText ?? null,
        });
        const fault = validateGroupOverrides(values, config());
        if (fault !== null) throw new TopicError("INVALID_CONFIG", fault);
        return values;
      },
    }, alteration.mode);
  }

  /**
   * Edits a client metrics subscription; it is in force when this resolves, and gone when it has
   * no values left.
   *
   * @throws TopicError, DiskFullError
   */
  async alterClientMetrics(name: string, alteration: ConfigAlteration): Promise<void> {
    if (name === "") throw new TopicError("INVALID_REQUEST", "Subscription name can't be empty");
    await this.#alter({
      ...entityPlace(CLIENT_METRICS_CONFIGS, name),
      next(current) {
        const values = applyEdit(current, alteration.edit, {
          find: clientMetricsSetting,
          inForce: () => null,
        });
        const fault = validateSubscription(values);
        if (fault !== null) throw new TopicError(fault.error, fault.message);
        return values;
      },
    }, alteration.mode);
  }

  async #alter(place: ConfigPlace, mode: ConfigAlteration["mode"]): Promise<void> {
    const { store, settled } = this.#services;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const node = await store.get(place.path);
      const current = node === null ? new Map() : parseConfig(place.path, node.data);
      const values = place.next(current);
      if (mode === "validate" || sameValues(current, values)) return;
      if (place.folder !== undefined) await ensurePath(store, place.folder);
      try {
        await store.apply([...place.guards, writeOf(place, values, node?.version ?? null)]);
      } catch (error) {
        if (!(error instanceof MetadataConflictError)) throw error;
        if (await this.#guardsHold(place)) continue;
        throw error;
      }
      await noteConfigChange(store, place.entityPath);
      return await settled();
    }
    throw new Error(`Cannot change ${place.path}: ${TRIES_MAX} tries met other changes`);
  }

  /** False where the conflict was about the guarded znodes: trying again would not help. */
  async #guardsHold(place: ConfigPlace): Promise<boolean> {
    for (const { path } of place.guards) {
      if (await this.#services.store.get(path) === null) return false;
    }
    return true;
  }
}

/** @param version the znode's, null where there is none */
function writeOf(
  { path, folder }: ConfigPlace,
  values: Values,
  version: number | null,
): MetadataOperation {
  const data = formatConfig(values);
  if (version === null) return { kind: "create", path, data };
  if (folder !== undefined && values.size === 0) return { kind: "delete", path, version };
  return { kind: "set", path, data, version };
}

/** Where the settings of an entity are that clients name freely. */
function entityPlace(folder: string, name: string): Omit<ConfigPlace, "next"> {
  const node = entityNode(name);
  const kind = folder.slice(folder.lastIndexOf("/") + 1);
  return { path: `${folder}/${node}`, entityPath: `${kind}/${node}`, guards: [], folder };
}

function noTopic(name: string): TopicError {
  return new TopicError("UNKNOWN_TOPIC_OR_PARTITION", `The topic '${name}' does not exist.`);
}
