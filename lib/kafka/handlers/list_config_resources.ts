/**
 * ListConfigResources (API key 74), versions 0 and 1: names of the resources that have configs, or
 * could have them. Groups and client metrics subscriptions are named where they have some.
 *
 * - 0: was ListClientMetricsResources, and lists those
 * - 1: any type of resource, all types where none is named (KIP-1142)
 *
 * @module
 */
import {
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
} from "../messages/list_config_resources.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { ConfigResourceType } from "./config_resource.ts";
import { handler, type RequestContext } from "./handler.ts";

/** First version that names types. */
const TYPES_VERSION_MIN = 1;
const ALL_TYPES: readonly number[] = Object.values(ConfigResourceType);

export const listConfigResources = handler({
  request: ListConfigResourcesRequest,
  response: ListConfigResourcesResponse,
  versions: [0, 1],
  handle({ resourceTypes }, context) {
    const types = context.apiVersion < TYPES_VERSION_MIN
      ? new Set<number>([ConfigResourceType.CLIENT_METRICS])
      : new Set(resourceTypes.length === 0 ? ALL_TYPES : resourceTypes);
    if (![...types].every((type) => ALL_TYPES.includes(type))) {
      return { errorCode: ErrorCode.UNSUPPORTED_VERSION, configResources: [] };
    }
    return found(
      [...types].flatMap((resourceType) =>
        namesOf(resourceType, context).map((resourceName) => ({ resourceName, resourceType }))
      ),
    );
  },
});

function found(configResources: { resourceName: string; resourceType: number }[]) {
  return { errorCode: ErrorCode.NONE, configResources };
}

function namesOf(resourceType: number, { broker }: RequestContext): string[] {
  const { brokers, topics, groupConfigs, clientMetricsConfigs } = broker.image;
  switch (resourceType) {
    case ConfigResourceType.TOPIC:
      return [...topics.keys()];
    case ConfigResourceType.BROKER:
    case ConfigResourceType.BROKER_LOGGER:
      return [...brokers.keys()].map(String);
    case ConfigResourceType.GROUP:
      return [...groupConfigs.keys()];
    case ConfigResourceType.CLIENT_METRICS:
      return [...clientMetricsConfigs.keys()];
    default:
      return [];
  }
}
