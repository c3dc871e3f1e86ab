/**
 * DescribeConfigs (API key 32), versions 0 to 4: the settings in force of topics, of this broker,
 * of groups and of client metrics subscriptions (both whether they exist or not), with where each
 * value comes from. For a broker without a name, the dynamic settings that all brokers share; for
 * its loggers, their levels.
 *
 * - 0: says of each value only whether it is the default
 * - 1: the source, and on request every layer beneath (KIP-226)
 * - 3: types, and on request documentation (KIP-569)
 *
 * An empty list of keys asks for all settings, like null.
 *
 * @module
 */
import { describeSubscription, usableSubscription } from "../../config/client_metrics.ts";
import { type ConfigDescription, ConfigSource } from "../../config/config_source.ts";
import { describeGroupConfig, usableGroupOverrides } from "../../config/group_override.ts";
import { ConfigType } from "../../config/setting.ts";
import { SettingLayers } from "../../config/setting_layers.ts";
import { describeTopicConfig } from "../../config/topic_override.ts";
import { DescribeConfigsRequest, DescribeConfigsResponse } from "../messages/describe_configs.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { errorMessage } from "../protocol/error_message.ts";
import type { Input } from "../schema/mod.ts";
import { usableOverrides } from "../topic/broker_override.ts";
import { describeLevels } from "../topic/logger_edit.ts";
import { TopicError } from "../topic/topic_error.ts";
import { topicNameFault } from "../topic/topic_name.ts";
import { ConfigResourceType, isInteger } from "./config_resource.ts";
import { handler, type RequestContext } from "./handler.ts";
import { refusalOf } from "./refusal.ts";

type ResourceRequest = DescribeConfigsRequest["resources"][number];
type ResourceResponse = Input<typeof DescribeConfigsResponse>["results"][number];
type ConfigResponse = ResourceResponse["configs"][number];

const NO_VALUES: ReadonlyMap<string, string> = new Map();
/** The only version that says of a value whether it is the default, and not its source. */
const IS_DEFAULT_VERSION = 0;

export const describeConfigs = handler({
  request: DescribeConfigsRequest,
  response: DescribeConfigsResponse,
  versions: [0, 4],
  handle(request, context) {
    const results = request.resources.map((resource) => describe(resource, request, context));
    return { results };
  },
});

function describe(
  resource: ResourceRequest,
  request: DescribeConfigsRequest,
  context: RequestContext,
): ResourceResponse {
  const { resourceType, resourceName, configurationKeys } = resource;
  const keys = new Set(configurationKeys);
  try {
    const configs = rowsOf(resource, context)
      .filter(({ name }) => keys.size === 0 || keys.has(name))
      .map((row) => configOf(row, request, context));
    const errorCode = ErrorCode.NONE;
    return { resourceType, resourceName, errorCode, errorMessage: null, configs };
  } catch (error) {
    return { resourceType, resourceName, ...refusalOf(error, context), configs: [] };
  }
}

function rowsOf(resource: ResourceRequest, context: RequestContext): ConfigDescription[] {
  const { resourceType, resourceName } = resource;
  switch (resourceType) {
    case ConfigResourceType.TOPIC:
      return topicRows(resourceName, context);
    case ConfigResourceType.BROKER:
      return resourceName === "" ? sharedRows(context) : brokerRows(resourceName, context);
    case ConfigResourceType.BROKER_LOGGER:
      return loggerRows(resourceName, context);
    case ConfigResourceType.GROUP:
      return groupRows(resourceName, context);
    case ConfigResourceType.CLIENT_METRICS:
      return subscriptionRows(resourceName, context);
    default:
      throw invalid(errorMessage(ErrorCode.INVALID_REQUEST));
  }
}

function topicRows(name: string, { broker }: RequestContext): ConfigDescription[] {
  const fault = topicNameFault(name);
  if (fault !== null) throw new TopicError("INVALID_TOPIC_EXCEPTION", fault);
  const topic = broker.image.topics.get(name);
  if (topic === undefined) {
    throw new TopicError("UNKNOWN_TOPIC_OR_PARTITION", `The topic '${name}' does not exist.`);
  }
  const { overrides } = broker.topics.configOf(topic);
  return describeTopicConfig(broker.config, { overrides });
}

function brokerRows(name: string, { broker }: RequestContext): ConfigDescription[] {
  if (ownIdOf(name, broker.id)) return broker.config.describeAll();
  throw invalid(
    `Unexpected broker id, expected ${broker.id} or empty string, but received ${name}`,
  );
}

/** What is set for all brokers, as if none had settings of its own. */
function sharedRows({ broker }: RequestContext): ConfigDescription[] {
  const clusterWide = usableOverrides(broker.image.brokerConfigs.get(""), "cluster");
  const layers = new SettingLayers({ clusterWide });
  return [...clusterWide.keys()].sort().map((name) => {
    const row = layers.describe(name);
    const synonyms = row.synonyms.filter(({ source }) =>
      source === "DYNAMIC_DEFAULT_BROKER_CONFIG"
    );
    return { ...row, synonyms };
  });
}

function loggerRows(name: string, { broker }: RequestContext): ConfigDescription[] {
  if (name === "") throw invalid("Broker id must not be empty");
  if (!ownIdOf(name, broker.id)) {
    throw invalid(`Unexpected broker id, expected ${broker.id} but received ${name}`);
  }
  return describeLevels(broker.logger.levels);
}

function groupRows(groupId: string, { broker }: RequestContext): ConfigDescription[] {
  if (groupId === "") throw invalid("Group name must not be empty");
  return describeGroupConfig(
    broker.config,
    usableGroupOverrides(broker.image.groupConfigs.get(groupId) ?? NO_VALUES, broker.config),
  );
}

function subscriptionRows(name: string, { broker }: RequestContext): ConfigDescription[] {
  if (name === "") throw invalid("Client metrics subscription name must not be empty");
  return describeSubscription(
    usableSubscription(broker.image.clientMetricsConfigs.get(name) ?? NO_VALUES),
  );
}

function ownIdOf(name: string, id: number): boolean {
  if (isInteger(name)) return Number(name) === id;
  throw invalid(`Broker id must be an integer, but it is: ${name}`);
}

function configOf(
  row: ConfigDescription,
  request: DescribeConfigsRequest,
  { apiVersion }: RequestContext,
): ConfigResponse {
  const { name, value, readOnly, source } = row;
  const synonyms = request.includeSynonyms ? row.synonyms : [];
  return {
    name,
    value,
    readOnly,
    ...(apiVersion === IS_DEFAULT_VERSION ? { isDefault: source === "DEFAULT_CONFIG" } : {}),
    configSource: ConfigSource[source],
    isSensitive: row.sensitive,
    synonyms: synonyms.map((synonym) => ({ ...synonym, source: ConfigSource[synonym.source] })),
    configType: ConfigType[row.type],
    documentation: request.includeDocumentation ? row.documentation : null,
  };
}

function invalid(message: string): TopicError {
  return new TopicError("INVALID_REQUEST", message);
}
