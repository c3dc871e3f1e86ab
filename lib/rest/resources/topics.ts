/**
 * …/topics: list, create, get, add partitions, delete.
 *
 * @module
 */
import type { Place } from "../place.ts";
import { Reply, route } from "../route.ts";
import type { NewTopic, TopicDescription } from "../services.ts";
import {
  array,
  boolean,
  integer,
  named,
  nullable,
  object,
  optional,
  string,
  type TypeOf,
} from "../shape.ts";
import { entity, entityList, Link, listOf } from "./entity.ts";
import { clusterParameters, topicParameters } from "./parameters.ts";

const KafkaTopic = entity("KafkaTopic", {
  cluster_id: string(),
  topic_name: string(),
  is_internal: boolean(),
  replication_factor: integer(),
  partitions_count: integer(),
  partitions: Link,
  configs: Link,
  records: Link,
  authorized_operations: array(string()),
});
const KafkaTopicList = entityList("KafkaTopicList", KafkaTopic);

const CreateTopicRequest = named(
  "CreateTopicRequestData",
  object({
    topic_name: string(),
    partitions_count: optional(nullable(integer({ minimum: 1, maximum: 0x7fffffff }))),
    replication_factor: optional(nullable(integer({ minimum: 1, maximum: 0x7fff }))),
    replicas_assignments: optional(nullable(array(object({
      partition_id: integer({ minimum: 0 }),
      broker_ids: array(integer({ minimum: 0 })),
    })))),
    configs: optional(nullable(array(object({ name: string(), value: nullable(string()) })))),
    validate_only: optional(boolean()),
  }),
);

const UpdatePartitionCount = named(
  "UpdatePartitionCountRequestData",
  object({ partitions_count: integer({ minimum: 1, maximum: 0x7fffffff }) }),
);

const path = "/v3/clusters/{cluster_id}/topics";

export const listTopics = route({
  method: "GET",
  path,
  tag: "Topics",
  name: "listKafkaTopics",
  summary: "List topics",
  parameters: clusterParameters,
  answer: KafkaTopicList,
  async handle({ services, cluster, url }) {
    const topics = await services.admin.listTopics();
    const data = topics.map((topic) => topicData(topic, cluster));
    return listOf("KafkaTopicList", { url, data });
  },
});

export const createTopic = route({
  method: "POST",
  path,
  tag: "Topics",
  name: "createKafkaTopic",
  summary: "Create a topic",
  about: "With validate_only nothing is created and the status is 200.",
  parameters: clusterParameters,
  body: CreateTopicRequest,
  status: 201,
  answer: KafkaTopic,
  async handle({ services, cluster, body }) {
    const topic = newTopic(body);
    await services.admin.createTopic(topic);
    if (topic.mode === "validate") {
      return new Reply(topicData(asDescribed(topic), cluster), { status: 200 });
    }
    const data = topicData(await services.admin.describeTopic(topic.name), cluster);
    return new Reply(data, { headers: { location: data.metadata.self } });
  },
});

export const getTopic = route({
  method: "GET",
  path: `${path}/{topic_name}`,
  tag: "Topics",
  name: "getKafkaTopic",
  summary: "Get a topic",
  parameters: topicParameters,
  answer: KafkaTopic,
  async handle({ services, cluster, parameters: { topic_name } }) {
    return topicData(await services.admin.describeTopic(topic_name), cluster);
  },
});

export const updateTopic = route({
  method: "PATCH",
  path: `${path}/{topic_name}`,
  tag: "Topics",
  name: "updatePartitionCountKafkaTopic",
  summary: "Raise the number of partitions",
  parameters: topicParameters,
  body: UpdatePartitionCount,
  answer: KafkaTopic,
  async handle({ services, cluster, body, parameters: { topic_name } }) {
    await services.admin.createPartitions(topic_name, body.partitions_count);
    return topicData(await services.admin.describeTopic(topic_name), cluster);
  },
});

export const deleteTopic = route({
  method: "DELETE",
  path: `${path}/{topic_name}`,
  tag: "Topics",
  name: "deleteKafkaTopic",
  summary: "Delete a topic",
  parameters: topicParameters,
  async handle({ services, parameters: { topic_name } }) {
    await services.admin.deleteTopic(topic_name);
  },
});

function newTopic(body: TypeOf<typeof CreateTopicRequest>): NewTopic {
  return {
    name: body.topic_name,
    partitionsCount: body.partitions_count ?? null,
    replicationFactor: body.replication_factor ?? null,
    replicasAssignments: body.replicas_assignments?.map((entry) => ({
      partition: entry.partition_id,
      brokerIds: entry.broker_ids,
    })) ?? null,
    configs: body.configs ?? [],
    mode: body.validate_only === true ? "validate" : "create",
  };
}

/** What a topic that was only validated would look like; 0 where the broker would choose. */
function asDescribed(topic: NewTopic): TopicDescription {
  const length = topic.replicasAssignments?.length ?? topic.partitionsCount ?? 0;
  const replicas = topic.replicasAssignments?.[0]?.brokerIds ??
    Array.from({ length: topic.replicationFactor ?? 0 }, () => -1);
  return {
    name: topic.name,
    isInternal: false,
    partitions: Array.from({ length }, (_, partition) => ({
      partition,
      leader: -1,
      replicas,
      isr: [],
    })),
  };
}

function topicData(topic: TopicDescription, cluster: Place): TypeOf<typeof KafkaTopic> {
  const place = cluster.at("topics", { kind: "topic", id: topic.name });
  return {
    kind: "KafkaTopic",
    metadata: place.metadata,
    cluster_id: cluster.id,
    topic_name: topic.name,
    is_internal: topic.isInternal,
    replication_factor: topic.partitions[0]?.replicas.length ?? 0,
    partitions_count: topic.partitions.length,
    partitions: place.related("partitions"),
    configs: place.related("configs"),
    records: place.related("records"),
    authorized_operations: [],
  };
}
