/**
 * DescribeTopicPartitions (API key 75), version 0: topics with their partitions in order of name,
 * page by page (KIP-966). An answer ends after a number of partitions and names, as its cursor,
 * the partition that the next one begins with.
 *
 * Eligible leader replicas are a matter of more than one replica, and stay empty. Not done:
 * authorized operations, answered as "not asked" (no authorizer yet).
 *
 * @module
 */
import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { PartitionImage, TopicImage } from "../../metadata/cluster_image.ts";
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from "../messages/describe_topic_partitions.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { isInternalTopic, topicNameFault } from "../topic/topic_name.ts";
import type { Broker } from "./broker.ts";
import { handler, type RequestContext } from "./handler.ts";
import { partitionLeader } from "./partition_leader.ts";

type Response = Input<typeof DescribeTopicPartitionsResponse>;
type TopicResponse = Response["topics"][number];
type PartitionResponse = TopicResponse["partitions"][number];

export const describeTopicPartitions = handler({
  request: DescribeTopicPartitionsRequest,
  response: DescribeTopicPartitionsResponse,
  versions: [0, 0],
  handle: describePage,
});

function describePage(
  request: DescribeTopicPartitionsRequest,
  { broker }: RequestContext,
): Response {
  const { cursor } = request;
  const { image } = broker;
  const all = request.topics.length === 0;
  const names = all ? image.topics.keys().toArray() : request.topics.map(({ name }) => name);
  const isForeign = cursor !== null && !all && !names.includes(cursor.topicName);
  if (cursor !== null && (isForeign || cursor.partitionIndex < 0)) return refuseAll(request);
  const wanted = [...new Set(names)].filter((name) => name >= (cursor?.topicName ?? "")).sort();
  const topics: TopicResponse[] = [];
  let room = Math.max(
    1,
    Math.min(request.responsePartitionLimit, broker.config.maxRequestPartitionSizeLimit),
  );
  for (const name of wanted) {
    if (room <= 0) return { topics, nextCursor: { topicName: name, partitionIndex: 0 } };
    const topic = image.topics.get(name);
    if (topic === undefined) {
      topics.push(missing(name));
      continue;
    }
    const start = name === cursor?.topicName ? cursor.partitionIndex : 0;
    const page = topic.partitions.slice(start, start + room);
    topics.push(describe(topic, page, broker));
    room -= page.length;
    const next = start + page.length;
    if (next < topic.partitions.length) {
      return { topics, nextCursor: { topicName: name, partitionIndex: next } };
    }
  }
  return { topics };
}

/** The answer has no error of its own, so each topic that was asked for gets it. */
function refuseAll({ topics }: DescribeTopicPartitionsRequest): Response {
  return {
    topics: topics.map(({ name }) => ({ ...missing(name), errorCode: ErrorCode.INVALID_REQUEST })),
  };
}

function missing(name: string): TopicResponse {
  return {
    errorCode: topicNameFault(name) === null
      ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
      : ErrorCode.INVALID_TOPIC_EXCEPTION,
    name,
    topicId: ZERO_UUID,
    isInternal: isInternalTopic(name),
    partitions: [],
  };
}

function describe(
  topic: TopicImage,
  page: readonly PartitionImage[],
  broker: Broker,
): TopicResponse {
  return {
    errorCode: ErrorCode.NONE,
    name: topic.name,
    topicId: topic.id || ZERO_UUID,
    isInternal: isInternalTopic(topic.name),
    partitions: page.map((partition): PartitionResponse => ({
      ...partitionLeader(topic.name, partition, broker),
      partitionIndex: partition.index,
      leaderEpoch: partition.leaderEpoch,
      replicaNodes: partition.replicas,
      isrNodes: partition.isr,
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
    })),
  };
}
