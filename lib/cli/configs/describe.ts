/**
 * `kafka-configs.sh --describe`.
 *
 * @module
 */

import {
  type ConfigEntry,
  type ConfigResource,
  ConfigResourceType,
  ConfigSource,
  describeCluster,
  describeConfigs,
  describeScramCredentials,
  listConfigResources,
  listGroups,
  listTopics,
  ScramMechanism,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { UnsupportedApiError } from "../../client/errors.ts";
import type { Terminal } from "../command.ts";
import { javaClassOf, javaMessage } from "../java_exception.ts";
import { javaHashOrder, javaStringHash } from "../java_hash_order.ts";
import type { ConfigsCall, EntityType } from "./options.ts";
import { quotaLine, quotasOf } from "./quota_entities.ts";

interface Shown {
  readonly terminal: Terminal;
  readonly detail: "dynamic" | "all";
}

/** Describes what the call means. */
export async function describeEntities(
  cluster: Cluster,
  call: ConfigsCall,
  shown: Shown,
): Promise<void> {
  const [type] = call.types;
  if (type === "users" || type === "clients" || type === "ips") {
    return await describeClients(cluster, call, shown.terminal);
  }
  await describeResources(cluster, { type: type!, name: call.names[0] }, shown);
}

async function describeClients(
  cluster: Cluster,
  call: ConfigsCall,
  terminal: Terminal,
): Promise<void> {
  for (const quota of await quotasOf(cluster, call)) terminal.stdout(`${quotaLine(quota)}\n`);
  // Credentials are those of users by name: not of clients, addresses or the default user.
  if (call.types.join() !== "users" || call.names.includes("")) return;
  try {
    for (
      const { user, error, credentials } of await describeScramCredentials(cluster, call.names)
    ) {
      if (error !== null) {
        const name = javaClassOf(error.code).replace(/^.*\./, "");
        terminal.stdout(
          `Error retrieving SCRAM credential configs for user-principal '${user}': ` +
            `${name}: ${javaMessage(error)}\n`,
        );
        continue;
      }
      const text = credentials.map(({ mechanism, iterations }) =>
        `${mechanismName(mechanism)}=iterations=${iterations}`
      ).join(", ");
      terminal.stdout(`SCRAM credential configs for user-principal '${user}' are ${text}\n`);
    }
  } catch (error) {
    // A broker without security has no credentials either.
    if (!(error instanceof UnsupportedApiError)) throw error;
  }
}

function mechanismName(mechanism: number): string {
  const found = Object.entries(ScramMechanism).find(([, code]) => code === mechanism);
  return found?.[0] ?? `UNKNOWN(${mechanism})`;
}

/** The protocol's type of a resource, and where its own configs come from. */
export function resourceOf(type: EntityType, name: string): ConfigResource & { source: number } {
  switch (type) {
    case "topics":
      return { type: ConfigResourceType.TOPIC, name, source: ConfigSource.DYNAMIC_TOPIC_CONFIG };
    case "brokers":
      return {
        type: ConfigResourceType.BROKER,
        name,
        source: name === ""
          ? ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG
          : ConfigSource.DYNAMIC_BROKER_CONFIG,
      };
    case "broker-loggers":
      return { type: ConfigResourceType.BROKER_LOGGER, name, source: ConfigSource.UNKNOWN };
    case "client-metrics":
      return {
        type: ConfigResourceType.CLIENT_METRICS,
        name,
        source: ConfigSource.CLIENT_METRICS_CONFIG,
      };
    case "groups":
      return { type: ConfigResourceType.GROUP, name, source: ConfigSource.GROUP_CONFIG };
    default:
      throw new RangeError(`Invalid entity type: ${type}`);
  }
}

async function describeResources(
  cluster: Cluster,
  { type, name }: { type: EntityType; name: string | undefined },
  { terminal, detail }: Shown,
): Promise<void> {
  const all = name === undefined || !DEFAULTS.includes(type) ? await namesOf(cluster, type) : [];
  if (name !== undefined && name !== "" && ABSENCE_IS_TOLD.has(type) && !all.includes(name)) {
    // A group has configs before it exists.
    const configured = type === "groups" ? await groupsWithConfigs(cluster) : [];
    if (!configured.includes(name)) {
      terminal.stdout(
        `The ${singular(type)} '${name}' doesn't exist and doesn't have dynamic config.\n`,
      );
      return;
    }
  }
  for (const each of name === undefined ? all : [name]) {
    terminal.stdout(
      each === "" && DEFAULTS.includes(type)
        ? `Default configs for ${type} in the cluster are:\n`
        : `${detail === "all" ? "All" : "Dynamic"} configs for ${singular(type)} ${each} are:\n`,
    );
    const { source, ...resource } = resourceOf(type, each);
    const [described] = await describeConfigs(cluster, [resource], { synonyms: "include" });
    const entries = described!.entries
      .filter((entry) => detail === "all" || type === "broker-loggers" || entry.source === source)
      .toSorted((a, b) => a.name < b.name ? -1 : 1);
    for (const entry of entries) terminal.stdout(`${entryLine(entry)}\n`);
  }
}

/** Types whose empty name means the default. */
const DEFAULTS: readonly EntityType[] = ["brokers", "broker-loggers"];
/** Types of which the script says that one does not exist. */
const ABSENCE_IS_TOLD: ReadonlySet<EntityType> = new Set(["topics", "client-metrics", "groups"]);

/** `topic` of `topics`, and, as Kafka's script has it, `client-metric`. */
export function singular(type: EntityType): string {
  return type.slice(0, -1);
}

async function namesOf(cluster: Cluster, type: EntityType): Promise<string[]> {
  switch (type) {
    case "topics":
      return byHash((await listTopics(cluster)).map(({ name }) => name));
    case "brokers":
    case "broker-loggers": {
      const { brokers } = await describeCluster(cluster);
      return [...brokers.map(({ id }) => String(id)), ""];
    }
    case "client-metrics":
      return await listConfigResources(cluster, ConfigResourceType.CLIENT_METRICS);
    default: {
      const groups = (await listGroups(cluster)).map(({ groupId }) => groupId);
      return byHash([...new Set([...groups, ...await groupsWithConfigs(cluster)])]);
    }
  }
}

/** Brokers before Kafka 4.1 cannot list them. */
async function groupsWithConfigs(cluster: Cluster): Promise<string[]> {
  return await listConfigResources(cluster, ConfigResourceType.GROUP);
}

function byHash(names: readonly string[]): string[] {
  return javaHashOrder(names, { hashOf: javaStringHash });
}

const SOURCES: ReadonlyMap<number, string> = new Map([
  [ConfigSource.DYNAMIC_TOPIC_CONFIG, "DYNAMIC_TOPIC_CONFIG"],
  [ConfigSource.DYNAMIC_BROKER_CONFIG, "DYNAMIC_BROKER_CONFIG"],
  [ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG, "DYNAMIC_DEFAULT_BROKER_CONFIG"],
  [ConfigSource.STATIC_BROKER_CONFIG, "STATIC_BROKER_CONFIG"],
  [ConfigSource.DEFAULT_CONFIG, "DEFAULT_CONFIG"],
  [ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG, "DYNAMIC_BROKER_LOGGER_CONFIG"],
  [ConfigSource.CLIENT_METRICS_CONFIG, "DYNAMIC_CLIENT_METRICS_CONFIG"],
  [ConfigSource.GROUP_CONFIG, "DYNAMIC_GROUP_CONFIG"],
]);

function entryLine({ name, value, isSensitive, synonyms }: ConfigEntry): string {
  const others = synonyms.map((synonym) =>
    `${SOURCES.get(synonym.source) ?? "UNKNOWN"}:${synonym.name}=${synonym.value}`
  );
  return `  ${name}=${value} sensitive=${isSensitive} synonyms={${others.join(", ")}}`;
}
