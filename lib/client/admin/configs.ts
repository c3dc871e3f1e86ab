/**
 * Configs of topics, brokers and groups: describe, and change one by one (KIP-339).
 *
 * @module
 */

import { DescribeConfigs, IncrementalAlterConfigs } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import type { Transport } from "../transport.ts";
import { throwIfRefused } from "./refusal.ts";

/** Kinds of resources that have configs, by the protocol's numbers. */
export const ConfigResourceType = {
  TOPIC: 2,
  BROKER: 4,
  BROKER_LOGGER: 8,
  CLIENT_METRICS: 16,
  GROUP: 32,
} as const;
export type ConfigResourceType = typeof ConfigResourceType[keyof typeof ConfigResourceType];

/** Where a value comes from, by the protocol's numbers. */
export const ConfigSource = {
  UNKNOWN: 0,
  DYNAMIC_TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
  DYNAMIC_BROKER_LOGGER_CONFIG: 6,
  CLIENT_METRICS_CONFIG: 7,
  GROUP_CONFIG: 8,
} as const;

/** What has configs. */
export interface ConfigResource {
  readonly type: ConfigResourceType;
  /** Topic name, broker id, group id; empty for the brokers' common default. */
  readonly name: string;
}

/** One config. */
export interface ConfigEntry {
  readonly name: string;
  /** Null where it is sensitive, or has none. */
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly isSensitive: boolean;
  /** One of {@linkcode ConfigSource}. */
  readonly source: number;
  readonly synonyms: readonly { name: string; value: string | null; source: number }[];
}

/** A resource's configs, in the broker's order. */
export interface ResourceConfigs extends ConfigResource {
  readonly entries: readonly ConfigEntry[];
}

/** True where a value is nobody's choice (ConfigEntry.isDefault). */
export function isDefaultConfig(entry: ConfigEntry): boolean {
  return entry.source === ConfigSource.DEFAULT_CONFIG;
}

/**
 * Describes resources; broker configs are asked of that broker itself.
 *
 * @param options `names`: only these configs; `synonyms`: "include" adds where else each is set
 * @throws {BrokerError} where a resource does not exist
 */
export async function describeConfigs(
  cluster: Cluster,
  resources: readonly ConfigResource[],
  options: { names?: readonly string[]; synonyms?: "include" | "leave out" } = {},
): Promise<ResourceConfigs[]> {
  const described: ResourceConfigs[] = [];
  for (const [nodeId, group] of byNode(cluster, resources)) {
    described.push(
      ...await cluster.retry.run("DescribeConfigs", async () => {
        const transport = nodeId === null ? await cluster.any() : await cluster.node(nodeId);
        return await ask(transport, group, options);
      }),
    );
  }
  return described;
}

async function ask(
  transport: Transport,
  resources: readonly ConfigResource[],
  options: { names?: readonly string[]; synonyms?: "include" | "leave out" },
): Promise<ResourceConfigs[]> {
  const version = transport.versionOf(DescribeConfigs);
  const { results } = await transport.send(DescribeConfigs, {
    resources: resources.map(({ type, name }) => ({
      resourceType: type,
      resourceName: name,
      configurationKeys: options.names === undefined ? null : [...options.names],
    })),
    ...(version >= 1 ? { includeSynonyms: options.synonyms === "include" } : {}),
  });
  return results.map((result) => {
    throwIfRefused(result.errorCode, {
      api: "DescribeConfigs",
      broker: transport.broker,
      about: result.resourceName,
      reason: result.errorMessage,
    });
    const entries = result.configs.map(({ configSource, isDefault, ...config }) => ({
      ...config,
      source: version === 0 && isDefault ? ConfigSource.DEFAULT_CONFIG : configSource,
    }));
    return { type: typeOf(result.resourceType), name: result.resourceName, entries };
  });
}

/** Ways to change a config, by the protocol's numbers. */
export const AlterConfigOp = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const;

/** One change. */
export interface ConfigChange {
  readonly name: string;
  readonly operation: typeof AlterConfigOp[keyof typeof AlterConfigOp];
  /** Null for DELETE. */
  readonly value: string | null;
}

/**
 * Changes configs of one resource, all or none.
 *
 * @param options `mode`: "validate" checks without changing
 * @throws {BrokerError} INVALID_CONFIG, UNKNOWN_TOPIC_OR_PARTITION …
 */
export async function alterConfigs(
  cluster: Cluster,
  resource: ConfigResource & { readonly changes: readonly ConfigChange[] },
  options: { mode?: "alter" | "validate" } = {},
): Promise<void> {
  const nodeId = nodeOf(cluster, resource);
  await cluster.retry.run("IncrementalAlterConfigs", async () => {
    const transport = nodeId === null ? await cluster.controller() : await cluster.node(nodeId);
    const { responses } = await transport.send(IncrementalAlterConfigs, {
      resources: [{
        resourceType: resource.type,
        resourceName: resource.name,
        configs: resource.changes.map(({ name, operation, value }) => ({
          name,
          configOperation: operation,
          value,
        })),
      }],
      validateOnly: options.mode === "validate",
    });
    for (const { errorCode, errorMessage, resourceName } of responses) {
      throwIfRefused(errorCode, {
        api: "IncrementalAlterConfigs",
        broker: transport.broker,
        about: resourceName,
        reason: errorMessage,
      });
    }
  });
}

function byNode(
  cluster: Cluster,
  resources: readonly ConfigResource[],
): Map<number | null, ConfigResource[]> {
  const nodes = new Map<number | null, ConfigResource[]>();
  for (const resource of resources) {
    const nodeId = nodeOf(cluster, resource);
    nodes.set(nodeId, [...nodes.get(nodeId) ?? [], resource]);
  }
  return nodes;
}

/** A broker's own configs are its own business; all else any broker, or controller, knows. */
function nodeOf({ endpoints }: Cluster, { type, name }: ConfigResource): number | null {
  if (endpoints === "controllers") return null;
  const own = type === ConfigResourceType.BROKER || type === ConfigResourceType.BROKER_LOGGER;
  return own && name !== "" ? Number(name) : null;
}

function typeOf(code: number): ConfigResourceType {
  for (const type of Object.values(ConfigResourceType)) if (type === code) return type;
  throw new RangeError(`Cannot take a config resource of type ${code}: it is not known`);
}
