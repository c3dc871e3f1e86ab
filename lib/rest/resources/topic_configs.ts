/**
 * …/topics/{topic_name}/configs: list, get, set, reset, and change several at once.
 *
 * @module
 */
import { notFound } from "../failure.ts";
import { route, type RouteRequest } from "../route.ts";
import type { ConfigChange, ConfigEntry, RestServices } from "../services.ts";
import {
  array,
  boolean,
  named,
  nullable,
  object,
  oneOf,
  optional,
  ShapeError,
  string,
  type TypeOf,
} from "../shape.ts";
import { configData, configFields } from "./config_data.ts";
import { entity, entityList, listOf } from "./entity.ts";
import { topicParameters } from "./parameters.ts";

const KafkaTopicConfig = entity("KafkaTopicConfig", { ...configFields, topic_name: string() });
const KafkaTopicConfigList = entityList("KafkaTopicConfigList", KafkaTopicConfig);

const UpdateConfigRequest = named(
  "UpdateConfigRequestData",
  object({ value: nullable(string()) }),
);

const AlterConfigBatch = named(
  "AlterConfigBatchRequestData",
  object({
    data: array(object({
      name: string(),
      value: optional(nullable(string())),
      operation: optional(nullable(oneOf(["SET", "DELETE", "APPEND", "SUBTRACT"]))),
    })),
    validate_only: optional(boolean()),
  }),
);

const path = "/v3/clusters/{cluster_id}/topics/{topic_name}/configs";
const parameters = { ...topicParameters, name: string() };

export const listTopicConfigs = route({
  method: "GET",
  path,
  tag: "Configs",
  name: "listKafkaTopicConfigs",
  summary: "List a topic's configs",
  parameters: topicParameters,
  answer: KafkaTopicConfigList,
  async handle(request) {
    const { services, url, parameters: { topic_name } } = request;
    const entries = await configsOf(services, topic_name);
    const data = entries.map((entry) => topicConfigData(entry, { request, topic: topic_name }));
    return listOf("KafkaTopicConfigList", { url, data });
  },
});

export const getTopicConfig = route({
  method: "GET",
  path: `${path}/{name}`,
  tag: "Configs",
  name: "getKafkaTopicConfig",
  summary: "Get one of a topic's configs",
  parameters,
  answer: KafkaTopicConfig,
  async handle(request) {
    const { services, parameters: { topic_name, name } } = request;
    const entry = entryOf(await configsOf(services, topic_name), { topic: topic_name, name });
    return topicConfigData(entry, { request, topic: topic_name });
  },
});

export const updateTopicConfig = route({
  method: "PUT",
  path: `${path}/{name}`,
  tag: "Configs",
  name: "updateKafkaTopicConfig",
  summary: "Set one of a topic's configs",
  parameters,
  body: UpdateConfigRequest,
  async handle({ services, body: { value }, parameters: { topic_name, name } }) {
    const operation = value === null ? "DELETE" : "SET";
    await services.admin.alterConfigs({ type: "TOPIC", name: topic_name }, {
      changes: [{ name, operation, value }],
      mode: "alter",
    });
  },
});

export const resetTopicConfig = route({
  method: "DELETE",
  path: `${path}/{name}`,
  tag: "Configs",
  name: "deleteKafkaTopicConfig",
  summary: "Give one of a topic's configs back its default",
  parameters,
  async handle({ services, parameters: { topic_name, name } }) {
    entryOf(await configsOf(services, topic_name), { topic: topic_name, name });
    await services.admin.alterConfigs({ type: "TOPIC", name: topic_name }, {
      changes: [{ name, operation: "DELETE", value: null }],
      mode: "alter",
    });
  },
});

export const alterTopicConfigs = route({
  method: "POST",
  path: `${path}:alter`,
  tag: "Configs",
  name: "updateKafkaTopicConfigBatch",
  summary: "Change several of a topic's configs, all or none",
  parameters: topicParameters,
  body: AlterConfigBatch,
  async handle({ services, body, parameters: { topic_name } }) {
    await services.admin.alterConfigs({ type: "TOPIC", name: topic_name }, {
      changes: body.data.map((entry, index) => changeOf(entry, `body.data[${index}]`)),
      mode: body.validate_only === true ? "validate" : "alter",
    });
  },
});

function changeOf(
  { name, value = null, operation }: TypeOf<typeof AlterConfigBatch>["data"][number],
  at: string,
): ConfigChange {
  const wanted = operation ?? "SET";
  if (wanted === "DELETE") return { name, operation: wanted, value: null };
  if (value === null) {
    throw new ShapeError(`${at}.value`, { found: null, allowed: `a string, for ${wanted}` });
  }
  return { name, operation: wanted, value };
}

function configsOf(services: RestServices, topic: string): Promise<ConfigEntry[]> {
  return services.admin.describeConfigs({ type: "TOPIC", name: topic });
}

function entryOf(
  entries: ConfigEntry[],
  { topic, name }: { topic: string; name: string },
): ConfigEntry {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) throw notFound(`Config ${name} of topic ${topic}`);
  return entry;
}

function topicConfigData(
  entry: ConfigEntry,
  { request, topic }: { request: RouteRequest<unknown, unknown, unknown>; topic: string },
): TypeOf<typeof KafkaTopicConfig> {
  const place = request.cluster.at("topics", { kind: "topic", id: topic });
  return {
    kind: "KafkaTopicConfig",
    ...configData(entry, { place, clusterId: request.services.clusterId }),
    topic_name: topic,
  };
}
