/**
 * A change of one entity's quotas: checked by the rules of Kafka's controller, then applied to what
 * its znode holds.
 *
 * @module
 */
import { type QuotaEntity, quotaEntityPath } from "../../metadata/quota_znodes.ts";
import { canonicalAddress } from "./ip_address.ts";

/** One part of an entity as requests name it; null is the default. */
export interface EntityPart {
  readonly entityType: string;
  readonly entityName: string | null;
}

/** One change of one quota. */
export interface QuotaOperation {
  readonly key: string;
  /** Does not count where the quota is removed. */
  readonly value: number;
  readonly remove: boolean;
}

/** A change that is not made; the message is for INVALID_REQUEST. */
export class QuotaAlterationError extends Error {
  override name = "QuotaAlterationError";
}

type QuotaType = "int" | "long" | "double";

const INT_MAX = 2 ** 31 - 1;
const LONG_MAX = 2 ** 63;

const CLIENT_QUOTAS: ReadonlyMap<string, QuotaType> = new Map([
  ["producer_byte_rate", "long"],
  ["consumer_byte_rate", "long"],
  ["request_percentage", "double"],
  ["controller_mutation_rate", "double"],
]);
const ADDRESS_QUOTAS: ReadonlyMap<string, QuotaType> = new Map([
  ["connection_creation_rate", "int"],
]);

/**
 * The entity that the parts make.
 *
 * An address must be given in digits: names would have to be looked up again and again.
 *
 * @throws QuotaAlterationError
 */
export function quotaEntityOf(parts: readonly EntityPart[]): QuotaEntity & { path: string } {
  if (parts.length === 0) throw new QuotaAlterationError("Invalid empty client quota entity");
  const entity: { user?: string | null; clientId?: string | null; ip?: string | null } = {};
  for (const { entityType, entityName } of parts) {
    const field = fieldOf(entityType);
    if (entity[field] !== undefined) {
      throw new QuotaAlterationError(
        `Invalid client quota entity, duplicate entity entry ${entityType}`,
      );
    }
    if (entityName === "") throw new QuotaAlterationError(`Empty ${entityType} not supported`);
    entity[field] = entityName;
  }
  const path = quotaEntityPath(entity);
  if (path === null) {
    throw new QuotaAlterationError(
      "Invalid quota entity combination, IP entity should not be combined with User or ClientId",
    );
  }
  if (typeof entity.ip === "string" && canonicalAddress(entity.ip) === null) {
    throw new QuotaAlterationError(`${entity.ip} is not a valid IP or resolvable host.`);
  }
  return { ...entity, path };
}

function fieldOf(entityType: string): keyof QuotaEntity {
  if (entityType === "user" || entityType === "ip") return entityType;
  if (entityType === "client-id") return "clientId";
  throw new QuotaAlterationError(`Unhandled client quota entity type: ${entityType}`);
}

/**
 * The values that a znode is to hold after the change, in Kafka's text form.
 *
 * @param current what it holds, other settings included
 * @throws QuotaAlterationError
 */
export function alteredQuotas(
  current: ReadonlyMap<string, string>,
  entity: QuotaEntity,
  operations: readonly QuotaOperation[],
): Map<string, string> {
  const types = entity.ip === undefined ? CLIENT_QUOTAS : ADDRESS_QUOTAS;
  const values = new Map(current);
  const seen = new Set<string>();
  for (const { key, value, remove } of operations) {
    if (seen.has(key)) throw new QuotaAlterationError(`Duplicate quota key ${key}`);
    seen.add(key);
    if (remove) {
      // A password's hash lies in the same znode; only quotas are removed here.
      if (types.has(key)) values.delete(key);
    } else values.set(key, quotaText(key, value, types.get(key)));
  }
  return values;
}

function quotaText(key: string, value: number, type: QuotaType | undefined): string {
  if (type === undefined) throw new QuotaAlterationError(`Invalid configuration key ${key}`);
  if (!(value > 0)) throw new QuotaAlterationError(`Quota ${key} must be greater than 0`);
  if (type === "double") return Number.isInteger(value) ? `${value}.0` : String(value);
  if (type === "int" && value > INT_MAX) {
    throw new QuotaAlterationError(`Proposed value for ${key} is too large for an INT.`);
  }
  if (value > LONG_MAX) {
    throw new QuotaAlterationError(`Proposed value for ${key} is too large for a LONG.`);
  }
  if (value % 1 > 1e-6) throw new QuotaAlterationError(`${key} cannot be a fractional value.`);
  return BigInt(Math.min(Math.trunc(value), LONG_MAX - 1024)).toString();
}
