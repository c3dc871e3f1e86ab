/**
 * …/partitions and their replicas.
 *
 * @module
 */
import { notFound } from "../failure.ts";
import type { Place } from "../place.ts";
import { route, type RouteRequest } from "../route.ts";
import type { PartitionDescription } from "../services.ts";
import { boolean, integer, optional, string, type TypeOf } from "../shape.ts";
import { entity, entityList, Link, listOf } from "./entity.ts";
import { partitionParameters, topicParameters } from "./parameters.ts";

const KafkaPartition = entity("KafkaPartition", {
  cluster_id: string(),
  topic_name: string(),
  partition_id: integer(),
  leader: optional(Link),
  replicas: Link,
  records: Link,
});
const KafkaPartitionList = entityList("KafkaPartitionList", KafkaPartition);

const KafkaReplica = entity("KafkaReplica", {
  cluster_id: string(),
  topic_name: string(),
  partition_id: integer(),
  broker_id: integer(),
  is_leader: boolean(),
  is_in_sync: boolean(),
  broker: Link,
});
const KafkaReplicaList = entityList("KafkaReplicaList", KafkaReplica);

const path = "/v3/clusters/{cluster_id}/topics/{topic_name}/partitions";

export const listPartitions = route({
  method: "GET",
  path,
  tag: "Partitions",
  name: "listKafkaPartitions",
  summary: "List a topic's partitions",
  parameters: topicParameters,
  answer: KafkaPartitionList,
  async handle({ services, cluster, url, parameters: { topic_name: topic } }) {
    const { partitions } = await services.admin.describeTopic(topic);
    const data = partitions.map((partition) => partitionData(partition, { cluster, topic }));
    return listOf("KafkaPartitionList", { url, data });
  },
});

export const getPartition = route({
  method: "GET",
  path: `${path}/{partition_id}`,
  tag: "Partitions",
  name: "getKafkaPartition",
  summary: "Get a partition",
  parameters: partitionParameters,
  answer: KafkaPartition,
  async handle(request) {
    const { cluster, parameters: { topic_name: topic } } = request;
    return partitionData(await partitionOf(request), { cluster, topic });
  },
});

export const listReplicas = route({
  method: "GET",
  path: `${path}/{partition_id}/replicas`,
  tag: "Partitions",
  name: "listKafkaReplicas",
  summary: "List a partition's replicas",
  parameters: partitionParameters,
  answer: KafkaReplicaList,
  async handle(request) {
    const { cluster, url, parameters: { topic_name: topic } } = request;
    const partition = await partitionOf(request);
    const data = partition.replicas.map((brokerId) =>
      replicaData(brokerId, { cluster, topic, partition })
    );
    return listOf("KafkaReplicaList", { url, data });
  },
});

export const getReplica = route({
  method: "GET",
  path: `${path}/{partition_id}/replicas/{broker_id}`,
  tag: "Partitions",
  name: "getKafkaReplica",
  summary: "Get a replica",
  parameters: { ...partitionParameters, broker_id: integer({ minimum: 0 }) },
  answer: KafkaReplica,
  async handle(request) {
    const { cluster, parameters: { topic_name: topic, broker_id } } = request;
    const partition = await partitionOf(request);
    if (!partition.replicas.includes(broker_id)) {
      throw notFound(`Replica ${broker_id} of partition ${partition.partition}`);
    }
    return replicaData(broker_id, { cluster, topic, partition });
  },
});

type PartitionRequest = RouteRequest<
  { topic_name: string; partition_id: number },
  unknown,
  unknown
>;

async function partitionOf(
  { services, parameters: { topic_name, partition_id } }: PartitionRequest,
): Promise<PartitionDescription> {
  const { partitions } = await services.admin.describeTopic(topic_name);
  const partition = partitions.find((candidate) => candidate.partition === partition_id);
  if (partition === undefined) {
    throw notFound(
      `Partition ${partition_id} of topic ${topic_name}, which has ${partitions.length},`,
    );
  }
  return partition;
}

function placeOf(topic: string, at: { cluster: Place; partition: number }): Place {
  return at.cluster.at("topics", { kind: "topic", id: topic })
    .at("partitions", { kind: "partition", id: at.partition });
}

function partitionData(
  { partition, leader }: PartitionDescription,
  { cluster, topic }: { cluster: Place; topic: string },
): TypeOf<typeof KafkaPartition> {
  const place = placeOf(topic, { cluster, partition });
  const data: TypeOf<typeof KafkaPartition> = {
    kind: "KafkaPartition",
    metadata: place.metadata,
    cluster_id: cluster.id,
    topic_name: topic,
    partition_id: partition,
    replicas: place.related("replicas"),
    records: place.related("records"),
  };
  if (leader >= 0) data.leader = place.related(`replicas/${leader}`);
  return data;
}

function replicaData(
  brokerId: number,
  { cluster, topic, partition }: {
    cluster: Place;
    topic: string;
    partition: PartitionDescription;
  },
): TypeOf<typeof KafkaReplica> {
  const place = placeOf(topic, { cluster, partition: partition.partition });
  return {
    kind: "KafkaReplica",
    metadata: place.at("replicas", { kind: "replica", id: brokerId }).metadata,
    cluster_id: cluster.id,
    topic_name: topic,
    partition_id: partition.partition,
    broker_id: brokerId,
    is_leader: partition.leader === brokerId,
    is_in_sync: partition.isr.includes(brokerId),
    broker: cluster.related(`brokers/${brokerId}`),
  };
}
