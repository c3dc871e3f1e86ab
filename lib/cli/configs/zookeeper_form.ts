/**
 * What kafka-configs.sh of Kafka 2 printed with `--zookeeper`; the work itself goes through the
 * brokers, as without.
 *
 * @module
 */

import { describeCluster, describeConfigs, listTopics } from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import type { Terminal } from "../command.ts";
import { javaHashOrder, javaStringHash } from "../java_hash_order.ts";
import { resourceOf } from "./describe.ts";
import type { ConfigsCall, EntityType } from "./options.ts";
import { quotasOf, quotaTypeOf } from "./quota_entities.ts";

/** Said first, whatever is asked. */
export const ZOOKEEPER_WARNING =
  "Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.\n" +
  "Use --bootstrap-server instead to specify a broker to connect to.\n";

const TITLES: Readonly<Partial<Record<EntityType, string>>> = {
  topics: "topic",
  users: "user-principal",
  clients: "client-id",
};

/** Users come before clients, whatever the order of the call. */
const ORDER: readonly EntityType[] = ["topics", "brokers", "users", "clients"];

/** `user-principal 'u', default client-id` */
export function entityText({ types, names }: Pick<ConfigsCall, "types" | "names">): string {
  const parts = types.map((type, index) => ({ type, name: names[index] }));
  parts.sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  return parts.map(({ type, name }) => {
    const title = TITLES[type] ?? type;
    if (name === undefined) return type;
    return name === "" ? `default ${title}` : `${title} '${name}'`;
  }).join(", ");
}

/** `Configs for topic 't' are retention.ms=1`, a line for each entity. */
export async function printZookeeperForm(
  cluster: Cluster,
  call: ConfigsCall,
  terminal: Terminal,
): Promise<void> {
  const [type] = call.types;
  if (type === "users" || type === "clients") return await printQuotas(cluster, call, terminal);
  const names = call.names.length > 0
    ? call.names
    : type === "topics"
    ? javaHashOrder((await listTopics(cluster)).map(({ name }) => name), { hashOf: javaStringHash })
    // The default of all brokers has no name.
    : [...(await describeCluster(cluster)).brokers.map(({ id }) => `${id}`), ""];
  for (const name of names) {
    const { source, ...resource } = resourceOf(type!, name);
    const [described] = await describeConfigs(cluster, [resource]);
    const values = described!.entries.filter((entry) => entry.source === source)
      .map((entry) => `${entry.name}=${entry.value}`).sort();
    const entity = entityText({ types: [type!], names: [name] });
    terminal.stdout(`Configs for ${entity} are ${values.join(",")}\n`);
  }
}

async function printQuotas(cluster: Cluster, call: ConfigsCall, terminal: Terminal) {
  const quotas = await quotasOf(cluster, call);
  for (const { entity, values } of quotas) {
    const names = call.types.map((type) =>
      entity.find((part) => part.type === quotaTypeOf(type))?.name ?? ""
    );
    const text = [...values].map(([key, value]) => `${key}=${value}`).sort().join(",");
    terminal.stdout(`Configs for ${entityText({ types: call.types, names })} are ${text}\n`);
  }
  if (quotas.length > 0 || call.names.length < call.types.length) return;
  terminal.stdout(`Configs for ${entityText(call)} are \n`);
}
