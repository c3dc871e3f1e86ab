/**
 * The resources and entries that a call of kafka-acls.sh means.
 *
 * @module
 */

import {
  type AclEntry,
  AclOperation,
  type AclPattern,
  AclPatternType,
  AclPermission,
  AclResourceType,
} from "../../client/admin/mod.ts";
import { type ParsedArguments, UsageError } from "../arguments.ts";
import { TerseError } from "../terse_error.ts";

/** The cluster as a resource. */
const CLUSTER: AclPattern = {
  resourceType: AclResourceType.CLUSTER,
  name: "kafka-cluster",
  patternType: AclPatternType.LITERAL,
};

const RESOURCE_OPTIONS: readonly (readonly [string, number])[] = [
  ["topic", AclResourceType.TOPIC],
  ["group", AclResourceType.GROUP],
  ["transactional-id", AclResourceType.TRANSACTIONAL_ID],
  ["delegation-token", AclResourceType.DELEGATION_TOKEN],
  ["user-principal", AclResourceType.USER],
];

/** A resource with the entries that are meant of it. */
export interface WantedAcls {
  readonly pattern: AclPattern;
  readonly entries: readonly AclEntry[];
}

/** The resources that the call names; none where it names none. */
export function patternsOf(parsed: ParsedArguments): AclPattern[] {
  const patternType = patternTypeOf(parsed);
  const named = RESOURCE_OPTIONS.flatMap(([option, resourceType]) =>
    parsed.all(option).map((name) => ({ resourceType, name: name.trim(), patternType }))
  );
  const cluster = patternType === AclPatternType.LITERAL &&
    (parsed.has("cluster") || parsed.has("idempotent"));
  const patterns = cluster ? [...named, CLUSTER] : named;
  const keys = patterns.map((each) => JSON.stringify(each));
  return patterns.filter((_, index) => keys.indexOf(keys[index]!) === index);
}

function patternTypeOf(parsed: ParsedArguments): number {
  const text = parsed.get("resource-pattern-type")!;
  const found = Object.entries(AclPatternType).find(([name]) => name === text.toUpperCase());
  if (found !== undefined) return found[1];
  throw new UsageError(
    `Cannot parse argument '${text}' of option resource-pattern-type`,
    parsed.spec,
  );
}

/**
 * The resources and their entries.
 *
 * @throws {UsageError} where no resource is named, or one does not have the operation
 */
export function wantedAcls(parsed: ParsedArguments): WantedAcls[] {
  const patterns = patternsOf(parsed);
  if (patterns.length === 0) {
    throw new UsageError(
      "You must provide at least one resource: --topic <topic> or --cluster or --group <group> " +
        "or --delegation-token <Delegation Token ID>",
      parsed.spec,
    );
  }
  const wanted = patterns.flatMap((pattern): WantedAcls[] => {
    const operations = operationsOf(parsed, pattern);
    if (operations === null) return [];
    return [{ pattern, entries: entriesOf(parsed, operations) }];
  });
  for (const { pattern, entries } of wanted) requireSupported(parsed, pattern, entries);
  return wanted;
}

/** Demands what can be added: real names, and someone who may or may not. */
export function requireAddable(parsed: ParsedArguments, wanted: readonly WantedAcls[]): void {
  const patternType = patternTypeOf(parsed);
  if (patternType === AclPatternType.ANY || patternType === AclPatternType.MATCH) {
    throw new UsageError(
      `A '--resource-pattern-type' value of '${patternTypeName(patternType)}' is not valid when ` +
        "adding acls.",
      parsed.spec,
    );
  }
  if (wanted.every(({ entries }) => entries.length > 0)) return;
  throw new UsageError(
    "You must specify one of: --allow-principal, --deny-principal when trying to add ACLs.",
    parsed.spec,
  );
}

const PRODUCER: ReadonlyMap<number, readonly number[]> = new Map([
  [AclResourceType.TOPIC, [AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.CREATE]],
  [AclResourceType.TRANSACTIONAL_ID, [AclOperation.WRITE, AclOperation.DESCRIBE]],
]);
const CONSUMER: ReadonlyMap<number, readonly number[]> = new Map([
  [AclResourceType.TOPIC, [AclOperation.READ, AclOperation.DESCRIBE]],
  [AclResourceType.GROUP, [AclOperation.READ]],
]);

/** Null where the resource has no part in what a producer or consumer needs. */
function operationsOf(parsed: ParsedArguments, { resourceType }: AclPattern): number[] | null {
  if (!parsed.has("producer") && !parsed.has("consumer")) {
    return [...new Set(parsed.all("operation").map((name) => operationNamed(parsed, name)))];
  }
  const operations = new Set<number>();
  if (parsed.has("producer")) {
    for (const operation of PRODUCER.get(resourceType) ?? []) operations.add(operation);
    const idempotent = resourceType === AclResourceType.CLUSTER && parsed.has("idempotent");
    if (idempotent) operations.add(AclOperation.IDEMPOTENT_WRITE);
  }
  if (parsed.has("consumer")) {
    for (const operation of CONSUMER.get(resourceType) ?? []) operations.add(operation);
  }
  return operations.size === 0 ? null : [...operations];
}

/** `DescribeConfigs`, in any case, is DESCRIBE_CONFIGS. */
function operationNamed(parsed: ParsedArguments, text: string): number {
  const wanted = text.trim().toUpperCase().replaceAll("_", "");
  const found = Object.entries(AclOperation)
    .find(([name]) => name !== "ANY" && name.replaceAll("_", "") === wanted);
  if (found !== undefined) return found[1];
  throw new UsageError(`Unknown operation ${text}`, parsed.spec);
}

function entriesOf(parsed: ParsedArguments, operations: readonly number[]): AclEntry[] {
  const sides = [
    ["allow-principal", "allow-host", AclPermission.ALLOW],
    ["deny-principal", "deny-host", AclPermission.DENY],
  ] as const;
  return sides.flatMap(([who, from, permission]) => {
    const hosts = parsed.has(from) ? parsed.all(from).map((host) => host.trim()) : ["*"];
    return parsed.all(who).flatMap((principal) =>
      operations.flatMap((operation) =>
        hosts.map((host) => ({ principal: principalOf(principal), host, operation, permission }))
      )
    );
  });
}

/** @throws {TerseError} where it is not of the form type:name */
export function principalOf(text: string): string {
  const principal = text.trim();
  if (/^[^:]+:./.test(principal)) return principal;
  throw new TerseError(
    `expected a string in format principalType:principalName but got ${principal}`,
  );
}

const SUPPORTED: ReadonlyMap<number, readonly (keyof typeof AclOperation)[]> = new Map([
  [AclResourceType.TOPIC, [
    "READ",
    "WRITE",
    "CREATE",
    "DESCRIBE",
    "DELETE",
    "ALTER",
    "DESCRIBE_CONFIGS",
    "ALTER_CONFIGS",
  ]],
  [AclResourceType.GROUP, ["READ", "DESCRIBE", "DELETE", "DESCRIBE_CONFIGS", "ALTER_CONFIGS"]],
  [AclResourceType.CLUSTER, [
    "CREATE",
    "CLUSTER_ACTION",
    "DESCRIBE_CONFIGS",
    "ALTER_CONFIGS",
    "IDEMPOTENT_WRITE",
    "ALTER",
    "DESCRIBE",
  ]],
  [AclResourceType.TRANSACTIONAL_ID, ["DESCRIBE", "WRITE", "TWO_PHASE_COMMIT"]],
  [AclResourceType.DELEGATION_TOKEN, ["DESCRIBE"]],
  [AclResourceType.USER, ["CREATE_TOKENS", "DESCRIBE_TOKENS"]],
]);

function requireSupported(
  parsed: ParsedArguments,
  { resourceType }: AclPattern,
  entries: readonly AclEntry[],
): void {
  const names = [...SUPPORTED.get(resourceType) ?? [], "ALL" as const];
  if (entries.every(({ operation }) => names.some((name) => AclOperation[name] === operation))) {
    return;
  }
  throw new UsageError(
    `ResourceType ${resourceTypeName(resourceType)} only supports operations ` +
      `[${names.join(", ")}]`,
    parsed.spec,
  );
}

/** `ResourcePattern(resourceType=TOPIC, name=hello, patternType=LITERAL)` */
export function patternText({ resourceType, name, patternType }: AclPattern): string {
  return `ResourcePattern(resourceType=${resourceTypeName(resourceType)}, name=${name}, ` +
    `patternType=${patternTypeName(patternType)})`;
}

/** `(principal=User:bob, host=*, operation=READ, permissionType=ALLOW)` */
export function entryText({ principal, host, operation, permission }: AclEntry): string {
  return `(principal=${principal}, host=${host}, operation=${nameIn(AclOperation, operation)}, ` +
    `permissionType=${nameIn(AclPermission, permission)})`;
}

function resourceTypeName(resourceType: number): string {
  return nameIn(AclResourceType, resourceType);
}

function patternTypeName(patternType: number): string {
  return nameIn(AclPatternType, patternType);
}

function nameIn(table: Readonly<Record<string, number>>, code: number): string {
  return Object.entries(table).find(([, each]) => each === code)?.[0] ?? "UNKNOWN";
}
