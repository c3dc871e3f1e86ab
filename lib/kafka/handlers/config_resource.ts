/**
 * What has configs, and the part that AlterConfigs and IncrementalAlterConfigs have in common: each
 * resource of a request is altered by itself, and answered by itself.
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";
import type { ConfigEdit } from "../topic/config_edit.ts";
import type { ConfigAlteration } from "../topic/dynamic_configs.ts";
import { checkLevels } from "../topic/logger_edit.ts";
import { TopicError } from "../topic/topic_error.ts";
import type { RequestContext } from "./handler.ts";
import { refusal, refusalOf } from "./refusal.ts";
import { repeated } from "./repeated.ts";

/** Kinds of resources, by the protocol's numbers. */
export const ConfigResourceType = {
  TOPIC: 2,
  BROKER: 4,
  BROKER_LOGGER: 8,
  CLIENT_METRICS: 16,
  GROUP: 32,
} as const;

/** One resource of a request. */
interface AlteredResource {
  readonly resourceType: number;
  /** A topic's, group's or subscription's name, a broker's id, empty for all brokers. */
  readonly resourceName: string;
  readonly configs: readonly { readonly name: string }[];
}

/** One resource of the answer. */
interface ResourceResponse {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

/** The two requests, as far as they differ. */
interface Alteration<Resource> {
  readonly resources: readonly Resource[];
  readonly validateOnly: boolean;
  /** @throws TopicError where the values or operations are no edit */
  editOf(resource: Resource): ConfigEdit;
}

/** Alters each resource of a request. */
export async function alterResources<Resource extends AlteredResource>(
  alteration: Alteration<Resource>,
  context: RequestContext,
): Promise<ResourceResponse[]> {
  const twice = repeated(alteration.resources.map(keyOf));
  const responses: ResourceResponse[] = [];
  for (const resource of alteration.resources) {
    const { resourceType, resourceName } = resource;
    const outcome = twice.has(keyOf(resource))
      ? refusal("INVALID_REQUEST", "Each resource must appear at most once.")
      : await alter(resource, alteration, context);
    responses.push({ resourceType, resourceName, ...outcome });
  }
  return responses;
}

function keyOf({ resourceType, resourceName }: AlteredResource): string {
  return `${resourceType} ${resourceName}`;
}

async function alter<Resource extends AlteredResource>(
  resource: Resource,
  { editOf, validateOnly }: Alteration<Resource>,
  context: RequestContext,
): Promise<{ errorCode: number; errorMessage: string | null }> {
  const { configs } = context.broker.topics;
  const { resourceType, resourceName } = resource;
  try {
    if (repeated(resource.configs.map(({ name }) => name)).size > 0) {
      throw new TopicError("INVALID_REQUEST", "Error due to duplicate config keys");
    }
    const changes = { edit: editOf(resource), mode: validateOnly ? "validate" : "apply" } as const;
    switch (resourceType) {
      case ConfigResourceType.TOPIC:
        await configs.alterTopic(resourceName, changes);
        break;
      case ConfigResourceType.BROKER:
        await configs.alterBroker(brokerIdOf(resourceName, context), changes);
        break;
      case ConfigResourceType.GROUP:
        await configs.alterGroup(resourceName, changes);
        break;
      case ConfigResourceType.CLIENT_METRICS:
        await configs.alterClientMetrics(resourceName, changes);
        break;
      case ConfigResourceType.BROKER_LOGGER:
        alterLoggers(resourceName, changes, context);
        break;
      default:
        throw unknownType(resourceType);
    }
    return { errorCode: ErrorCode.NONE, errorMessage: null };
  } catch (error) {
    return refusalOf(error, context);
  }
}

/** This broker's id, or null for all brokers: another broker's settings only that one can check. */
function brokerIdOf(resourceName: string, context: RequestContext): number | null {
  if (resourceName === "") return null;
  requireBrokerId(resourceName, context);
  return context.broker.id;
}

/** @throws TopicError where the name is not this broker's id */
function requireBrokerId(resourceName: string, { broker }: RequestContext): void {
  if (!isInteger(resourceName)) {
    throw new TopicError(
      "INVALID_REQUEST",
      `Node id must be an integer, but it is: ${resourceName}`,
    );
  }
  if (Number(resourceName) === broker.id) return;
  throw new TopicError(
    "INVALID_REQUEST",
    `Unexpected broker id, expected ${broker.id}, but received ${resourceName}`,
  );
}

/** True where a resource's name can be a broker's id. */
export function isInteger(resourceName: string): boolean {
  return /^[+-]?\d+$/.test(resourceName);
}

function unknownType(resourceType: number): TopicError {
  return new TopicError("INVALID_REQUEST", `Unknown resource type ${resourceType}`);
}

/** Loggers have levels, which last as long as the process; they cannot all be replaced at once. */
function alterLoggers(
  resourceName: string,
  { edit, mode }: ConfigAlteration,
  context: RequestContext,
): void {
  if (edit.kind === "replace") throw unknownType(ConfigResourceType.BROKER_LOGGER);
  const { id } = context.broker;
  if (isInteger(resourceName) && Number(resourceName) !== id) {
    const message = `Unexpected node id. Expected ${id}, but received ${resourceName}`;
    throw new TopicError("INVALID_REQUEST", message);
  }
  requireBrokerId(resourceName, context);
  const { levels } = context.broker.logger;
  const apply = checkLevels(edit.changes, levels);
  if (mode === "apply") apply();
}

/**
 * Refuses settings without a value, where a value must be.
 *
 * @throws TopicError
 */
export function requireValues(
  configs: readonly { readonly name: string; readonly value: string | null }[],
): void {
  const without = configs.filter(({ value }) => value === null).map(({ name }) => name);
  if (without.length === 0) return;
  throw new TopicError("INVALID_REQUEST", `Null value not supported for : ${without.join(", ")}`);
}
