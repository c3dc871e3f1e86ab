/**
 * The znodes of client quotas, at Kafka's paths and in Kafka's JSON:
 *
 *     /config/users/alice              {"version":1,"config":{"producer_byte_rate":"1024"}}
 *     /config/users/alice/clients/c1
 *     /config/users/<default>
 *     /config/clients/c1
 *     /config/ips/10.0.0.1
 *
 * Names are percent-encoded, except the default's. A user's znode may also hold credentials, which
 * a change of quotas leaves as they are.
 *
 * @module
 */
import { DEFAULT_ENTITY, parseConfig } from "./znodes.ts";

export const USER_CONFIGS = "/config/users";
export const CLIENT_CONFIGS = "/config/clients";
export const IP_CONFIGS = "/config/ips";

/** Whose quota it is: a name for each part that counts, null for that part's default. */
export interface QuotaEntity {
  readonly user?: string | null;
  readonly clientId?: string | null;
  readonly ip?: string | null;
}

/** What one entity may use. */
export interface ClientQuota {
  readonly entity: QuotaEntity;
  /** By quota name, in that quota's unit. */
  readonly limits: ReadonlyMap<string, number>;
}

const QUOTA_NAMES = new Set([
  "producer_byte_rate",
  "consumer_byte_rate",
  "request_percentage",
  "controller_mutation_rate",
  "connection_creation_rate",
]);

/**
 * Where an entity's quotas are, below `/config/`, as change notifications name it.
 *
 * @returns null where Kafka has no place for the combination
 */
export function quotaEntityPath({ user, clientId, ip }: QuotaEntity): string | null {
  if (ip !== undefined) {
    return user === undefined && clientId === undefined ? `ips/${znodeName(ip)}` : null;
  }
  if (user === undefined) return clientId === undefined ? null : `clients/${znodeName(clientId)}`;
  const path = `users/${znodeName(user)}`;
  return clientId === undefined ? path : `${path}/clients/${znodeName(clientId)}`;
}

/** The entity that a path below `/config/` belongs to; null where it belongs to none. */
export function parseQuotaEntityPath(path: string): QuotaEntity | null {
  const [kind, name, folder, clientName, ...rest] = path.split("/");
  if (name === undefined || name === "" || rest.length > 0) return null;
  if (kind === "users" && folder === "clients" && clientName !== undefined) {
    return { user: entityName(name), clientId: entityName(clientName) };
  }
  if (folder !== undefined) return null;
  if (kind === "users") return { user: entityName(name) };
  if (kind === "clients") return { clientId: entityName(name) };
  return kind === "ips" ? { ip: entityName(name) } : null;
}

/** The quotas in a znode; a value that is no number does not count. */
export function parseQuotaLimits(path: string, data: Uint8Array): Map<string, number> {
  const limits = new Map<string, number>();
  if (data.length === 0) return limits;
  for (const [name, text] of parseConfig(path, data)) {
    const value = Number(text);
    if (QUOTA_NAMES.has(name) && text.trim() !== "" && Number.isFinite(value)) {
      limits.set(name, value);
    }
  }
  return limits;
}

function znodeName(name: string | null): string {
  if (name === null) return DEFAULT_ENTITY;
  return encodeURIComponent(name).replace(
    /[!~*'()]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function entityName(znode: string): string | null {
  return znode === DEFAULT_ENTITY ? null : decodeURIComponent(znode);
}
