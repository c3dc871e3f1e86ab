/**
 * Quotas of users, client ids and addresses (KIP-546).
 *
 * @module
 */

import { AlterClientQuotas, DescribeClientQuotas } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { throwIfRefused } from "./refusal.ts";

/** What a quota is of; several at once mean clients that are all of these. */
export const QuotaEntityType = { USER: "user", CLIENT_ID: "client-id", IP: "ip" } as const;
export type QuotaEntityType = typeof QuotaEntityType[keyof typeof QuotaEntityType];

/** One part of an entity; null is the default of that type. */
export interface QuotaEntityPart {
  readonly type: string;
  readonly name: string | null;
}

/** Which entities to describe: a name, null for the default, undefined for all of the type. */
export interface QuotaFilterPart {
  readonly type: QuotaEntityType;
  readonly name: string | null | undefined;
}

/** The quotas of one entity. */
export interface ClientQuota {
  readonly entity: readonly QuotaEntityPart[];
  readonly values: ReadonlyMap<string, number>;
}

/** How a part of a filter is matched, by the protocol's numbers. */
const MatchType = { EXACT: 0, DEFAULT: 1, ANY: 2 } as const;

/** The quotas of entities that consist of exactly these parts. */
export function describeQuotas(
  cluster: Cluster,
  filter: readonly QuotaFilterPart[],
): Promise<ClientQuota[]> {
  return cluster.retry.run("DescribeClientQuotas", async () => {
    const transport = await cluster.any();
    const response = await transport.send(DescribeClientQuotas, {
      components: filter.map(({ type, name }) => ({
        entityType: type,
        matchType: matchTypeOf(name),
        match: name ?? null,
      })),
      strict: true,
    });
    throwIfRefused(response.errorCode, {
      api: "DescribeClientQuotas",
      broker: transport.broker,
      reason: response.errorMessage,
    });
    return (response.entries ?? []).map(({ entity, values }) => ({
      entity: entity.map(({ entityType, entityName }) => ({ type: entityType, name: entityName })),
      values: new Map(values.map(({ key, value }) => [key, value])),
    }));
  });
}

function matchTypeOf(name: string | null | undefined): number {
  if (name === undefined) return MatchType.ANY;
  return name === null ? MatchType.DEFAULT : MatchType.EXACT;
}

/** A change of one quota; null takes it away. */
export interface QuotaChange {
  readonly key: string;
  readonly value: number | null;
}

/**
 * Changes the quotas of one entity.
 *
 * @throws {BrokerError} INVALID_REQUEST …
 */
export function alterQuotas(
  cluster: Cluster,
  entity: readonly QuotaEntityPart[],
  changes: readonly QuotaChange[],
): Promise<void> {
  return cluster.withController("AlterClientQuotas", async (transport) => {
    const { entries } = await transport.send(AlterClientQuotas, {
      entries: [{
        entity: entity.map(({ type, name }) => ({ entityType: type, entityName: name })),
        ops: changes.map(({ key, value }) => ({ key, value: value ?? 0, remove: value === null })),
      }],
      validateOnly: false,
    });
    for (const { errorCode, errorMessage } of entries) {
      throwIfRefused(errorCode, {
        api: "AlterClientQuotas",
        broker: transport.broker,
        reason: errorMessage,
      });
    }
  });
}
