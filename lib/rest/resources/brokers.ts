/**
 * …/brokers: who is alive, with configs and the replicas they hold.
 *
 * @module
 */
import { notFound } from "../failure.ts";
import type { Place } from "../place.ts";
import { route } from "../route.ts";
import type { BrokerDescription } from "../services.ts";
import { integer, nullable, string, type TypeOf } from "../shape.ts";
import { entity, entityList, Link, listOf } from "./entity.ts";
import { brokerParameters, clusterParameters } from "./parameters.ts";

const KafkaBroker = entity("KafkaBroker", {
  cluster_id: string(),
  broker_id: integer(),
  host: string(),
  port: integer(),
  rack: nullable(string()),
  configs: Link,
});
const KafkaBrokerList = entityList("KafkaBrokerList", KafkaBroker);

export const listBrokers = route({
  method: "GET",
  path: "/v3/clusters/{cluster_id}/brokers",
  tag: "Brokers",
  name: "listKafkaBrokers",
  summary: "List brokers",
  parameters: clusterParameters,
  answer: KafkaBrokerList,
  async handle({ services, cluster, url }) {
    const { brokers } = await services.admin.describeCluster();
    const data = brokers.map((broker) => brokerData(broker, cluster));
    return listOf("KafkaBrokerList", { url, data });
  },
});

export const getBroker = route({
  method: "GET",
  path: "/v3/clusters/{cluster_id}/brokers/{broker_id}",
  tag: "Brokers",
  name: "getKafkaBroker",
  summary: "Get a broker",
  parameters: brokerParameters,
  answer: KafkaBroker,
  async handle({ services, cluster, parameters: { broker_id } }) {
    const { brokers } = await services.admin.describeCluster();
    const broker = brokers.find(({ id }) => id === broker_id);
    if (broker === undefined) throw notFound(`Broker ${broker_id}`);
    return brokerData(broker, cluster);
  },
});

function brokerData(broker: BrokerDescription, cluster: Place): TypeOf<typeof KafkaBroker> {
  const place = cluster.at("brokers", { kind: "broker", id: broker.id });
  return {
    kind: "KafkaBroker",
    metadata: place.metadata,
    cluster_id: cluster.id,
    broker_id: broker.id,
    host: broker.host,
    port: broker.port,
    rack: broker.rack,
    configs: place.related("configs"),
  };
}
