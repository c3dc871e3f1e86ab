/**
 * Quotas in kafka-configs.sh: which entity a call means, and how it is told.
 *
 * @module
 */

import {
  type ClientQuota,
  describeQuotas,
  QuotaEntityType,
  type QuotaFilterPart,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { javaDoubleText } from "../../config/value.ts";
import { javaHashOrder, javaStringHash } from "../java_hash_order.ts";
import { TerseError } from "../terse_error.ts";
import type { ConfigsCall, EntityType } from "./options.ts";

/** Quotas of users and client ids. */
export const CLIENT_QUOTAS: readonly string[] = [
  "producer_byte_rate",
  "consumer_byte_rate",
  "request_percentage",
  "controller_mutation_rate",
];
/** Quotas of addresses. */
export const IP_QUOTAS: readonly string[] = ["connection_creation_rate"];

/** The protocol's word for a type of entity. */
export function quotaTypeOf(type: EntityType): QuotaEntityType {
  switch (type) {
    case "users":
      return QuotaEntityType.USER;
    case "clients":
      return QuotaEntityType.CLIENT_ID;
    case "ips":
      return QuotaEntityType.IP;
    default:
      throw new TerseError(`Unexpected entity type ${type}`);
  }
}

/** The quotas of the entities that a call means, in the order of Kafka's script. */
export async function quotasOf(
  cluster: Cluster,
  { types, names }: Pick<ConfigsCall, "types" | "names">,
): Promise<ClientQuota[]> {
  if (names.length > types.length) {
    throw new TerseError("More entity names specified than entity types");
  }
  const filter = types.map((type, index): QuotaFilterPart => {
    const name = names[index];
    return { type: quotaTypeOf(type), name: name === "" ? null : name };
  });
  const quotas = await describeQuotas(cluster, filter);
  return javaHashOrder(quotas, { hashOf: entityHash, capacity: quotas.length });
}

/** ClientQuotaEntity.hashCode */
function entityHash({ entity }: ClientQuota): number {
  const hashes = entity.map(({ type, name }) =>
    javaStringHash(type) ^ (name === null ? 0 : javaStringHash(name))
  );
  return hashes.reduce((sum, hash) => (sum + hash) | 0, 31);
}

const TITLES: readonly (readonly [string, string])[] = [
  [QuotaEntityType.USER, "user-principal"],
  [QuotaEntityType.CLIENT_ID, "client-id"],
  [QuotaEntityType.IP, "ip"],
];

/** `Quota configs for user-principal 'u' are producer_byte_rate=1024.0` */
export function quotaLine({ entity, values }: ClientQuota): string {
  const titles = TITLES.flatMap(([type, title]) => {
    const part = entity.find((one) => one.type === type);
    if (part === undefined) return [];
    return [part.name === null ? `the default ${title}` : `${title} '${part.name}'`];
  });
  const limits = javaHashOrder([...values], {
    hashOf: ([key]) => javaStringHash(key),
    capacity: values.size,
  });
  const text = limits.map(([key, value]) => `${key}=${javaDoubleText(value)}`).join(", ");
  return `Quota configs for ${titles.join(", ")} are ${text}`;
}
