/**
 * …/consumer-groups: groups and their members.
 *
 * @module
 */
import { notFound } from "../failure.ts";
import type { Place } from "../place.ts";
import { route } from "../route.ts";
import type { GroupDescription, GroupMember, RestServices, TopicPartition } from "../services.ts";
import { boolean, integer, nullable, optional, string, type TypeOf } from "../shape.ts";
import { entity, entityList, Link, listOf } from "./entity.ts";
import { clusterParameters, groupParameters } from "./parameters.ts";

const KafkaConsumerGroup = entity("KafkaConsumerGroup", {
  cluster_id: string(),
  consumer_group_id: string(),
  is_simple: boolean(),
  partition_assignor: string(),
  state: string({ about: "STABLE, EMPTY, PREPARING_REBALANCE …" }),
  coordinator: optional(Link),
  consumers: Link,
  lag_summary: Link,
  lags: Link,
});
const KafkaConsumerGroupList = entityList("KafkaConsumerGroupList", KafkaConsumerGroup);

const KafkaConsumer = entity("KafkaConsumer", {
  cluster_id: string(),
  consumer_group_id: string(),
  consumer_id: string(),
  instance_id: nullable(string()),
  client_id: string(),
  assignments: Link,
});
const KafkaConsumerList = entityList("KafkaConsumerList", KafkaConsumer);

const KafkaConsumerAssignment = entity("KafkaConsumerAssignment", {
  cluster_id: string(),
  consumer_group_id: string(),
  consumer_id: string(),
  topic_name: string(),
  partition_id: integer(),
  partition: Link,
  lag: Link,
});
const KafkaConsumerAssignmentList = entityList(
  "KafkaConsumerAssignmentList",
  KafkaConsumerAssignment,
);

const path = "/v3/clusters/{cluster_id}/consumer-groups";
const group = `${path}/{consumer_group_id}`;
const consumerParameters = { ...groupParameters, consumer_id: string() };

export const listGroups = route({
  method: "GET",
  path,
  tag: "Consumer groups",
  name: "listKafkaConsumerGroups",
  summary: "List consumer groups",
  parameters: clusterParameters,
  answer: KafkaConsumerGroupList,
  async handle({ services, cluster, url }) {
    const groupIds = await services.admin.listGroupIds();
    const groups = await services.admin.describeGroups(groupIds.toSorted());
    const data = groups.map((description) => groupData(description, cluster));
    return listOf("KafkaConsumerGroupList", { url, data });
  },
});

export const getGroup = route({
  method: "GET",
  path: group,
  tag: "Consumer groups",
  name: "getKafkaConsumerGroup",
  summary: "Get a consumer group",
  parameters: groupParameters,
  answer: KafkaConsumerGroup,
  async handle({ services, cluster, parameters: { consumer_group_id } }) {
    return groupData(await groupOf(services, consumer_group_id), cluster);
  },
});

export const deleteGroup = route({
  method: "DELETE",
  path: group,
  tag: "Consumer groups",
  name: "deleteKafkaConsumerGroup",
  summary: "Delete a consumer group without members, with its offsets",
  parameters: groupParameters,
  async handle({ services, parameters: { consumer_group_id } }) {
    await services.admin.deleteGroup(consumer_group_id);
  },
});

export const listConsumers = route({
  method: "GET",
  path: `${group}/consumers`,
  tag: "Consumer groups",
  name: "listKafkaConsumers",
  summary: "List a group's members",
  parameters: groupParameters,
  answer: KafkaConsumerList,
  async handle({ services, cluster, url, parameters: { consumer_group_id } }) {
    const { members, groupId } = await groupOf(services, consumer_group_id);
    const data = members.map((member) => consumerData(member, { cluster, groupId }));
    return listOf("KafkaConsumerList", { url, data });
  },
});

export const getConsumer = route({
  method: "GET",
  path: `${group}/consumers/{consumer_id}`,
  tag: "Consumer groups",
  name: "getKafkaConsumer",
  summary: "Get a member",
  parameters: consumerParameters,
  answer: KafkaConsumer,
  async handle({ services, cluster, parameters: { consumer_group_id, consumer_id } }) {
    const description = await groupOf(services, consumer_group_id);
    const member = memberOf(description, consumer_id);
    return consumerData(member, { cluster, groupId: consumer_group_id });
  },
});

export const listAssignments = route({
  method: "GET",
  path: `${group}/consumers/{consumer_id}/assignments`,
  tag: "Consumer groups",
  name: "listKafkaConsumerAssignments",
  summary: "List the partitions that a member reads",
  parameters: consumerParameters,
  answer: KafkaConsumerAssignmentList,
  async handle({ services, cluster, url, parameters: { consumer_group_id, consumer_id } }) {
    const description = await groupOf(services, consumer_group_id);
    const member = memberOf(description, consumer_id);
    const data = member.assignments.map((assigned) =>
      assignmentData(assigned, { cluster, groupId: consumer_group_id, memberId: consumer_id })
    );
    return listOf("KafkaConsumerAssignmentList", { url, data });
  },
});

/** A group that exists. @throws {RestError} 404 */
export async function groupOf(services: RestServices, groupId: string): Promise<GroupDescription> {
  const [description] = await services.admin.describeGroups([groupId]);
  if (description === undefined) throw notFound(`Consumer group ${groupId}`);
  return description;
}

/** Where a group is. */
export function groupPlace(cluster: Place, groupId: string): Place {
  return cluster.at("consumer-groups", { kind: "consumer-group", id: groupId });
}

function memberOf({ members, groupId }: GroupDescription, memberId: string): GroupMember {
  const member = members.find((candidate) => candidate.memberId === memberId);
  if (member === undefined) throw notFound(`Consumer ${memberId} of group ${groupId}`);
  return member;
}

function groupData(
  description: GroupDescription,
  cluster: Place,
): TypeOf<typeof KafkaConsumerGroup> {
  const place = groupPlace(cluster, description.groupId);
  const data: TypeOf<typeof KafkaConsumerGroup> = {
    kind: "KafkaConsumerGroup",
    metadata: place.metadata,
    cluster_id: cluster.id,
    consumer_group_id: description.groupId,
    is_simple: description.isSimple,
    partition_assignor: description.assignor,
    // Kafka writes PreparingRebalance, the v3 API PREPARING_REBALANCE.
    state: description.state.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase(),
    consumers: place.related("consumers"),
    lag_summary: place.related("lag-summary"),
    lags: place.related("lags"),
  };
  const { coordinatorId } = description;
  if (coordinatorId >= 0) data.coordinator = cluster.related(`brokers/${coordinatorId}`);
  return data;
}

function consumerData(
  member: GroupMember,
  { cluster, groupId }: { cluster: Place; groupId: string },
): TypeOf<typeof KafkaConsumer> {
  const place = consumerPlace(cluster, { groupId, memberId: member.memberId });
  return {
    kind: "KafkaConsumer",
    metadata: place.metadata,
    cluster_id: cluster.id,
    consumer_group_id: groupId,
    consumer_id: member.memberId,
    instance_id: member.instanceId,
    client_id: member.clientId,
    assignments: place.related("assignments"),
  };
}

function consumerPlace(
  cluster: Place,
  { groupId, memberId }: { groupId: string; memberId: string },
): Place {
  return groupPlace(cluster, groupId).at("consumers", { kind: "consumer", id: memberId });
}

function assignmentData(
  { topic, partition }: TopicPartition,
  { cluster, groupId, memberId }: { cluster: Place; groupId: string; memberId: string },
): TypeOf<typeof KafkaConsumerAssignment> {
  const consumer = consumerPlace(cluster, { groupId, memberId });
  const name = encodeURIComponent(topic);
  return {
    kind: "KafkaConsumerAssignment",
    metadata: {
      self: `${consumer.url}/assignments`,
      resource_name: `${consumer.resourceName}/assignment=${topic}/partition=${partition}`,
    },
    cluster_id: cluster.id,
    consumer_group_id: groupId,
    consumer_id: memberId,
    topic_name: topic,
    partition_id: partition,
    partition: cluster.related(`topics/${name}/partitions/${partition}`),
    lag: groupPlace(cluster, groupId).related(`lags/${name}/partitions/${partition}`),
  };
}
