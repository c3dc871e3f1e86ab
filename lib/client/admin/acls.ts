/**
 * ACLs: list, add, delete (KIP-140, KIP-290).
 *
 * @module
 */

import { CreateAcls, DeleteAcls, DescribeAcls } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { throwIfRefused } from "./refusal.ts";

/** What an ACL is about, by the protocol's numbers. */
export const AclResourceType = {
  ANY: 1,
  TOPIC: 2,
  GROUP: 3,
  CLUSTER: 4,
  TRANSACTIONAL_ID: 5,
  DELEGATION_TOKEN: 6,
  USER: 7,
} as const;

/** How a resource's name is meant. MATCH finds whatever has to do with a name. */
export const AclPatternType = { ANY: 1, MATCH: 2, LITERAL: 3, PREFIXED: 4 } as const;

/** What may be done. */
export const AclOperation = {
  ANY: 1,
  ALL: 2,
  READ: 3,
  WRITE: 4,
  CREATE: 5,
  DELETE: 6,
  ALTER: 7,
  DESCRIBE: 8,
  CLUSTER_ACTION: 9,
  DESCRIBE_CONFIGS: 10,
  ALTER_CONFIGS: 11,
  IDEMPOTENT_WRITE: 12,
  CREATE_TOKENS: 13,
  DESCRIBE_TOKENS: 14,
  TWO_PHASE_COMMIT: 15,
} as const;

/** Whether it may. */
export const AclPermission = { ANY: 1, DENY: 2, ALLOW: 3 } as const;

/** A resource, or a pattern of resources. */
export interface AclPattern {
  /** One of {@linkcode AclResourceType}. */
  readonly resourceType: number;
  /** Null in a filter: any. */
  readonly name: string | null;
  /** One of {@linkcode AclPatternType}. */
  readonly patternType: number;
}

/** Who may do what from where. */
export interface AclEntry {
  /** `User:alice`; null in a filter: anyone. */
  readonly principal: string | null;
  /** `*` for anywhere; null in a filter: any. */
  readonly host: string | null;
  /** One of {@linkcode AclOperation}. */
  readonly operation: number;
  /** One of {@linkcode AclPermission}. */
  readonly permission: number;
}

/** A pattern with one of its entries. */
export interface AclBinding {
  readonly pattern: AclPattern;
  readonly entry: AclEntry;
}

export const ANY_ACL_ENTRY: AclEntry = {
  principal: null,
  host: null,
  operation: AclOperation.ANY,
  permission: AclPermission.ANY,
};

export const ANY_ACL_PATTERN: AclPattern = {
  resourceType: AclResourceType.ANY,
  name: null,
  patternType: AclPatternType.ANY,
};

function filterOf({ pattern, entry }: AclBinding) {
  return {
    resourceTypeFilter: pattern.resourceType,
    resourceNameFilter: pattern.name,
    patternTypeFilter: pattern.patternType,
    principalFilter: entry.principal,
    hostFilter: entry.host,
    operation: entry.operation,
    permissionType: entry.permission,
  };
}

/**
 * The ACLs that a filter matches, in the broker's order.
 *
 * @throws {BrokerError} SECURITY_DISABLED where the brokers have no authorizer
 */
export function describeAcls(cluster: Cluster, filter: AclBinding): Promise<AclBinding[]> {
  return cluster.retry.run("DescribeAcls", async () => {
    const transport = await cluster.any();
    const response = await transport.send(DescribeAcls, filterOf(filter));
    throwIfRefused(response.errorCode, {
      api: "DescribeAcls",
      broker: transport.broker,
      reason: response.errorMessage,
    });
    return response.resources.flatMap(({ resourceType, resourceName, patternType, acls }) =>
      acls.map(({ principal, host, operation, permissionType: permission }) => ({
        pattern: { resourceType, name: resourceName, patternType },
        entry: { principal, host, operation, permission },
      }))
    );
  });
}

/**
 * Adds ACLs; those that are there already stay as they are.
 *
 * @throws {BrokerError} the first refusal
 */
export function createAcls(cluster: Cluster, bindings: readonly AclBinding[]): Promise<void> {
  return cluster.withController("CreateAcls", async (transport) => {
    const { results } = await transport.send(CreateAcls, {
      creations: bindings.map(({ pattern, entry }) => ({
        resourceType: pattern.resourceType,
        resourceName: pattern.name ?? "",
        resourcePatternType: pattern.patternType,
        principal: entry.principal ?? "",
        host: entry.host ?? "",
        operation: entry.operation,
        permissionType: entry.permission,
      })),
    });
    for (const { errorCode, errorMessage: reason } of results) {
      throwIfRefused(errorCode, { api: "CreateAcls", broker: transport.broker, reason });
    }
  });
}

/**
 * Deletes all ACLs that one of the filters matches.
 *
 * @throws {BrokerError} the first refusal
 */
export function deleteAcls(cluster: Cluster, filters: readonly AclBinding[]): Promise<void> {
  return cluster.withController("DeleteAcls", async (transport) => {
    const { filterResults } = await transport.send(DeleteAcls, { filters: filters.map(filterOf) });
    const where = { api: "DeleteAcls", broker: transport.broker };
    for (const { errorCode, errorMessage, matchingAcls } of filterResults) {
      throwIfRefused(errorCode, { ...where, reason: errorMessage });
      for (const acl of matchingAcls) {
        throwIfRefused(acl.errorCode, { ...where, reason: acl.errorMessage });
      }
    }
  });
}
