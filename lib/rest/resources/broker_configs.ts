/**
 * …/brokers/{broker_id}/configs: what a broker runs with.
 *
 * @module
 */
import { notFound } from "../failure.ts";
import { route } from "../route.ts";
import { integer, string } from "../shape.ts";
import { configData, configFields } from "./config_data.ts";
import { entity, entityList, listOf } from "./entity.ts";
import { brokerParameters } from "./parameters.ts";

const KafkaBrokerConfig = entity("KafkaBrokerConfig", { ...configFields, broker_id: integer() });
const KafkaBrokerConfigList = entityList("KafkaBrokerConfigList", KafkaBrokerConfig);

const path = "/v3/clusters/{cluster_id}/brokers/{broker_id}/configs";

export const listBrokerConfigs = route({
  method: "GET",
  path,
  tag: "Configs",
  name: "listKafkaBrokerConfigs",
  summary: "List a broker's configs",
  parameters: brokerParameters,
  answer: KafkaBrokerConfigList,
  async handle({ services, cluster, url, parameters: { broker_id } }) {
    const place = cluster.at("brokers", { kind: "broker", id: broker_id });
    const entries = await services.admin.describeConfigs({
      type: "BROKER",
      name: String(broker_id),
    });
    const data = entries.map((entry) => ({
      kind: "KafkaBrokerConfig" as const,
      ...configData(entry, { place, clusterId: cluster.id }),
      broker_id,
    }));
    return listOf("KafkaBrokerConfigList", { url, data });
  },
});

export const getBrokerConfig = route({
  method: "GET",
  path: `${path}/{name}`,
  tag: "Configs",
  name: "getKafkaBrokerConfig",
  summary: "Get one of a broker's configs",
  parameters: { ...brokerParameters, name: string() },
  answer: KafkaBrokerConfig,
  async handle({ services, cluster, parameters: { broker_id, name } }) {
    const place = cluster.at("brokers", { kind: "broker", id: broker_id });
    const entries = await services.admin.describeConfigs({
      type: "BROKER",
      name: String(broker_id),
    });
    const entry = entries.find((candidate) => candidate.name === name);
    if (entry === undefined) throw notFound(`Config ${name} of broker ${broker_id}`);
    const data = configData(entry, { place, clusterId: cluster.id });
    return { kind: "KafkaBrokerConfig" as const, ...data, broker_id };
  },
});
