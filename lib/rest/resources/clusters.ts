/**
 * /v3/clusters: there is one.
 *
 * @module
 */
import type { Place } from "../place.ts";
import { route } from "../route.ts";
import type { RestServices } from "../services.ts";
import { optional, string, type TypeOf } from "../shape.ts";
import { entity, entityList, Link, listOf } from "./entity.ts";
import { clusterParameters } from "./parameters.ts";

const KafkaCluster = entity("KafkaCluster", {
  cluster_id: string(),
  controller: optional(Link),
  brokers: Link,
  topics: Link,
  consumer_groups: Link,
});
const KafkaClusterList = entityList("KafkaClusterList", KafkaCluster);

export const listClusters = route({
  method: "GET",
  path: "/v3/clusters",
  tag: "Clusters",
  name: "listKafkaClusters",
  summary: "List clusters",
  answer: KafkaClusterList,
  async handle({ services, cluster, url }) {
    return listOf("KafkaClusterList", { url, data: [await clusterData(services, cluster)] });
  },
});

export const getCluster = route({
  method: "GET",
  path: "/v3/clusters/{cluster_id}",
  tag: "Clusters",
  name: "getKafkaCluster",
  summary: "Get a cluster",
  parameters: clusterParameters,
  answer: KafkaCluster,
  handle: ({ services, cluster }) => clusterData(services, cluster),
});

async function clusterData(
  services: RestServices,
  place: Place,
): Promise<TypeOf<typeof KafkaCluster>> {
  const { controllerId } = await services.admin.describeCluster();
  const data: TypeOf<typeof KafkaCluster> = {
    kind: "KafkaCluster",
    metadata: place.metadata,
    cluster_id: services.clusterId,
    brokers: place.related("brokers"),
    topics: place.related("topics"),
    consumer_groups: place.related("consumer-groups"),
  };
  if (controllerId >= 0) data.controller = place.related(`brokers/${controllerId}`);
  return data;
}
