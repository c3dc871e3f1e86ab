/**
 * …/consumer-groups/{consumer_group_id}/lags and lag-summary: how far a group is behind.
 *
 * @module
 */
import { notFound } from "../failure.ts";
import type { Place } from "../place.ts";
import { route } from "../route.ts";
import type { GroupMember, RestServices } from "../services.ts";
import { integer, nullable, optional, string, type TypeOf } from "../shape.ts";
import { groupOf, groupPlace } from "./consumer_groups.ts";
import { entity, entityList, Link, listOf } from "./entity.ts";
import { groupParameters } from "./parameters.ts";

const KafkaConsumerLag = entity("KafkaConsumerLag", {
  cluster_id: string(),
  consumer_group_id: string(),
  topic_name: string(),
  partition_id: integer(),
  current_offset: integer(),
  log_end_offset: integer(),
  lag: integer(),
  consumer_id: string({ about: "Empty where no member reads the partition now" }),
  instance_id: nullable(string()),
  client_id: string(),
});
const KafkaConsumerLagList = entityList("KafkaConsumerLagList", KafkaConsumerLag);

const KafkaConsumerGroupLagSummary = entity("KafkaConsumerGroupLagSummary", {
  cluster_id: string(),
  consumer_group_id: string(),
  max_lag_consumer_id: string(),
  max_lag_instance_id: nullable(string()),
  max_lag_client_id: string(),
  max_lag_topic_name: string(),
  max_lag_partition_id: integer(),
  max_lag: integer(),
  total_lag: integer(),
  max_lag_consumer: optional(Link),
  max_lag_partition: Link,
});

const path = "/v3/clusters/{cluster_id}/consumer-groups/{consumer_group_id}";

/** One partition that a group has committed an offset for. */
interface Lag {
  topic: string;
  partition: number;
  currentOffset: number;
  logEndOffset: number;
  lag: number;
  member: GroupMember | null;
}

export const listLags = route({
  method: "GET",
  path: `${path}/lags`,
  tag: "Consumer groups",
  name: "listKafkaConsumerLags",
  summary: "List a group's lag by partition",
  parameters: groupParameters,
  answer: KafkaConsumerLagList,
  async handle({ services, cluster, url, parameters: { consumer_group_id: groupId } }) {
    const lags = await lagsOf(services, groupId);
    const data = lags.map((lag) => lagData(lag, { cluster, groupId }));
    return listOf("KafkaConsumerLagList", { url, data });
  },
});

export const getLag = route({
  method: "GET",
  path: `${path}/lags/{topic_name}/partitions/{partition_id}`,
  tag: "Consumer groups",
  name: "getKafkaConsumerLag",
  summary: "Get a group's lag on a partition",
  parameters: { ...groupParameters, topic_name: string(), partition_id: integer({ minimum: 0 }) },
  answer: KafkaConsumerLag,
  async handle({ services, cluster, parameters }) {
    const { consumer_group_id: groupId, topic_name, partition_id } = parameters;
    const lag = (await lagsOf(services, groupId)).find(({ topic, partition }) =>
      topic === topic_name && partition === partition_id
    );
    if (lag === undefined) {
      throw notFound(`Offset of group ${groupId} for partition ${partition_id} of ${topic_name}`);
    }
    return lagData(lag, { cluster, groupId });
  },
});

export const getLagSummary = route({
  method: "GET",
  path: `${path}/lag-summary`,
  tag: "Consumer groups",
  name: "getKafkaConsumerGroupLagSummary",
  summary: "Get a group's total lag and where it is greatest",
  parameters: groupParameters,
  answer: KafkaConsumerGroupLagSummary,
  async handle({ services, cluster, parameters: { consumer_group_id: groupId } }) {
    const lags = await lagsOf(services, groupId);
    const [first] = lags;
    if (first === undefined) throw notFound(`Offset of group ${groupId}`);
    const max = lags.reduce((most, lag) => lag.lag > most.lag ? lag : most, first);
    const totalLag = lags.reduce((sum, { lag }) => sum + lag, 0);
    return summaryData(max, { cluster, groupId, totalLag });
  },
});

async function lagsOf(services: RestServices, groupId: string): Promise<Lag[]> {
  const { members } = await groupOf(services, groupId);
  const committed = await services.admin.groupOffsets(groupId);
  const ends = await services.admin.listOffsets(committed, "latest");
  const endOffsets = new Map<string, number>(
    ends.map((end) => [`${end.topic}/${end.partition}`, end.offset]),
  );
  const readers = new Map<string, GroupMember>();
  for (const member of members) {
    for (const { topic, partition } of member.assignments) {
      readers.set(`${topic}/${partition}`, member);
    }
  }
  return committed.flatMap(({ topic, partition, offset }) => {
    const key = `${topic}/${partition}`;
    const logEndOffset = endOffsets.get(key);
    // A topic that was deleted since has no end, and so no lag.
    if (logEndOffset === undefined) return [];
    return [{
      topic,
      partition,
      currentOffset: offset,
      logEndOffset,
      lag: Math.max(0, logEndOffset - offset),
      member: readers.get(key) ?? null,
    }];
  });
}

function lagData(
  lag: Lag,
  { cluster, groupId }: { cluster: Place; groupId: string },
): TypeOf<typeof KafkaConsumerLag> {
  const place = groupPlace(cluster, groupId)
    .at("lags", { kind: "lag", id: lag.topic })
    .at("partitions", { kind: "partition", id: lag.partition });
  return {
    kind: "KafkaConsumerLag",
    metadata: place.metadata,
    cluster_id: cluster.id,
    consumer_group_id: groupId,
    topic_name: lag.topic,
    partition_id: lag.partition,
    current_offset: lag.currentOffset,
    log_end_offset: lag.logEndOffset,
    lag: lag.lag,
    consumer_id: lag.member?.memberId ?? "",
    instance_id: lag.member?.instanceId ?? null,
    client_id: lag.member?.clientId ?? "",
  };
}

function summaryData(
  max: Lag,
  { cluster, groupId, totalLag }: { cluster: Place; groupId: string; totalLag: number },
): TypeOf<typeof KafkaConsumerGroupLagSummary> {
  const group = groupPlace(cluster, groupId);
  const data: TypeOf<typeof KafkaConsumerGroupLagSummary> = {
    kind: "KafkaConsumerGroupLagSummary",
    metadata: {
      self: `${group.url}/lag-summary`,
      resource_name: `${group.resourceName}/lag-summary`,
    },
    cluster_id: cluster.id,
    consumer_group_id: groupId,
    max_lag_consumer_id: max.member?.memberId ?? "",
    max_lag_instance_id: max.member?.instanceId ?? null,
    max_lag_client_id: max.member?.clientId ?? "",
    max_lag_topic_name: max.topic,
    max_lag_partition_id: max.partition,
    max_lag: max.lag,
    total_lag: totalLag,
    max_lag_partition: cluster.related(
      `topics/${encodeURIComponent(max.topic)}/partitions/${max.partition}`,
    ),
  };
  if (max.member !== null) {
    data.max_lag_consumer = group.at("consumers", { kind: "consumer", id: max.member.memberId })
      .link;
  }
  return data;
}
