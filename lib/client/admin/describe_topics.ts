/**
 * What topics consist of: through DescribeTopicPartitions (KIP-966), page by page, which also tells
 * the eligible leaders; through Metadata where the broker lacks that API.
 *
 * @module
 */

import { DescribeTopicPartitions, Metadata } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { UnsupportedApiError } from "../errors.ts";
import { topicOf } from "../topic_metadata.ts";
import type { Transport } from "../transport.ts";
import { throwIfRefused } from "./refusal.ts";

/** Partitions in one answer, as Kafka's admin client asks. */
const PARTITIONS_PER_RESPONSE = 2000;

/** One partition. */
export interface PartitionDescription {
  readonly index: number;
  /** Broker id, -1 where there is no leader. */
  readonly leaderId: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Null where the broker does not say. */
  readonly eligibleLeaderReplicas: readonly number[] | null;
  readonly lastKnownElr: readonly number[] | null;
}

/** One topic. */
export interface TopicDescription {
  readonly name: string;
  readonly topicId: string;
  readonly isInternal: boolean;
  readonly partitions: readonly PartitionDescription[];
}

/**
 * Describes topics, in the order of the names.
 *
 * @param options `partitionsPerResponse`: page size
 * @throws {BrokerError} UNKNOWN_TOPIC_OR_PARTITION where one does not exist
 */
export async function describeTopics(
  cluster: Cluster,
  names: readonly string[],
  options: { partitionsPerResponse?: number } = {},
): Promise<TopicDescription[]> {
  if (names.length === 0) return [];
  const found = await cluster.retry.run("the description of topics", async () => {
    const transport = await cluster.any();
    return hasApi(transport)
      ? await describeByPages(transport, names, options.partitionsPerResponse)
      : await describeByMetadata(cluster, names);
  });
  return names.map((name) => found.get(name)!);
}

/** Describes topics by their ids, which only Metadata can. */
export async function describeTopicsById(
  cluster: Cluster,
  topicIds: readonly string[],
): Promise<TopicDescription[]> {
  return await cluster.retry.run("the description of topics", async () => {
    const transport = await cluster.any();
    const { topics } = await transport.send(Metadata, {
      topics: topicIds.map((topicId) => ({ topicId, name: null })),
      allowAutoTopicCreation: false,
    });
    return topics.map((topic) => {
      check(topic.errorCode, { broker: transport.broker, about: `topic id ${topic.topicId}` });
      return describedBy(topic.name ?? "", topic);
    });
  });
}

function hasApi(transport: Transport): boolean {
  try {
    return transport.versionOf(DescribeTopicPartitions) >= 0;
  } catch (error) {
    if (error instanceof UnsupportedApiError) return false;
    throw error;
  }
}

async function describeByPages(
  transport: Transport,
  names: readonly string[],
  responsePartitionLimit = PARTITIONS_PER_RESPONSE,
): Promise<Map<string, TopicDescription>> {
  const found = new Map<string, TopicDescription & { partitions: PartitionDescription[] }>();
  // The cursor goes through topics by name, so they must be asked in that order.
  let rest = names.toSorted();
  let cursor: { topicName: string; partitionIndex: number } | null = null;
  do {
    const response: typeof DescribeTopicPartitions["response"] extends
      { decode(...of: never[]): infer R } ? R : never = await transport.send(
        DescribeTopicPartitions,
        { topics: rest.map((name) => ({ name })), responsePartitionLimit, cursor },
      );
    for (const { name, topicId, isInternal, errorCode, partitions } of response.topics) {
      check(errorCode, { broker: transport.broker, about: `topic ${name}` });
      if (name === null) continue;
      const topic = found.get(name) ?? { name, topicId, isInternal, partitions: [] };
      found.set(name, topic);
      for (const partition of partitions) {
        topic.partitions.push({
          index: partition.partitionIndex,
          leaderId: partition.leaderId,
          replicas: partition.replicaNodes,
          isr: partition.isrNodes,
          eligibleLeaderReplicas: partition.eligibleLeaderReplicas,
          lastKnownElr: partition.lastKnownElr,
        });
      }
    }
    const next = cursor = response.nextCursor;
    rest = next === null ? [] : rest.filter((name) => name >= next.topicName);
  } while (cursor !== null);
  for (const topic of found.values()) topic.partitions.sort((a, b) => a.index - b.index);
  return found;
}

async function describeByMetadata(
  cluster: Cluster,
  names: readonly string[],
): Promise<Map<string, TopicDescription>> {
  const found = new Map<string, TopicDescription>();
  const { topics } = await cluster.metadata(names);
  for (const topic of topics) {
    check(topic.errorCode, { broker: "the cluster", about: `topic ${topic.name}` });
    if (topic.name !== null) found.set(topic.name, describedBy(topic.name, topic));
  }
  return found;
}

function describedBy(name: string, answer: Parameters<typeof topicOf>[1]): TopicDescription {
  const topic = topicOf(name, answer);
  const partitions = topic.partitions.map(({ index, leaderId, replicas, isr }) => ({
    index,
    leaderId,
    replicas,
    isr,
    eligibleLeaderReplicas: null,
    lastKnownElr: null,
  }));
  return { name, topicId: topic.topicId, isInternal: topic.isInternal, partitions };
}

function check(code: number, where: { broker: string; about: string }): void {
  throwIfRefused(code, { api: "DescribeTopicPartitions", ...where });
}
