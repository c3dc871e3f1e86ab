/**
 * OffsetFetch (API key 9), versions 0 to 10: the offsets that groups have committed. Nothing
 * committed is offset -1 without an error, also where group or topic do not exist.
 *
 * - 0: meant for ZooKeeper, read with all others here; nothing committed is
 *   UNKNOWN_TOPIC_OR_PARTITION
 * - 0 and 1: a failure is repeated in every partition
 * - 2: null topics ask for all that is committed; a failure is told once
 * - 5: leader epochs
 * - 7: with requireStable, a partition that an open transaction has committed is
 *   UNSTABLE_OFFSET_COMMIT: the client asks again until the transaction has ended (KIP-447)
 * - 8: several groups at once
 * - 9: the member's id and epoch, which classic groups do not have
 * - 10: topics by id; of all that is committed, what belongs to deleted topics is left out
 *
 * @module
 */
import type { ClusterImage } from "../../metadata/cluster_image.ts";
import { type FetchedTopic, noOffset, type OffsetFetchTopic } from "../group/fetch_offsets.ts";
import { OffsetFetchRequest, OffsetFetchResponse } from "../messages/offset_fetch.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { handler, type RequestContext } from "./handler.ts";

type GroupRequest = OffsetFetchRequest["groups"][number];
type TopicRequest = NonNullable<GroupRequest["topics"]>[number];
type GroupResponse = NonNullable<Input<typeof OffsetFetchResponse>["groups"]>[number];
type TopicResponse = GroupResponse["topics"][number];
type Stability = Pick<OffsetFetchRequest, "requireStable">;

const GROUP_ERROR_FROM = 2;
const BATCHED_FROM = 8;
const TOPIC_IDS_FROM = 10;

export const offsetFetch = handler({
  request: OffsetFetchRequest,
  response: OffsetFetchResponse,
  versions: [0, 10],
  async handle(request, context) {
    if (context.apiVersion < BATCHED_FROM) return await fetchOne(request, context);
    const isById = context.apiVersion >= TOPIC_IDS_FROM;
    const fetchGroup = isById ? fetchById : fetchByName;
    const { requireStable } = request;
    const groups = await Promise.all(request.groups.map((group) => {
      return fetchGroup(group, context, { requireStable });
    }));
    return { groups };
  },
});

async function fetchOne(request: OffsetFetchRequest, { broker, apiVersion }: RequestContext) {
  const { groupId, topics: asked, requireStable } = request;
  const { errorCode, value: topics } = await broker.groups.fetchOffsets(groupId, {
    asked,
    requireStable,
  });
  if (errorCode !== ErrorCode.NONE && apiVersion < GROUP_ERROR_FROM) {
    return { topics: (asked ?? []).map((topic) => failed(topic, errorCode)) };
  }
  return { topics: apiVersion === 0 ? topics.map(withMissingAsUnknown) : topics, errorCode };
}

/** As version 0 answered what it did not find in ZooKeeper. */
function withMissingAsUnknown({ name, partitions }: FetchedTopic): FetchedTopic {
  return {
    name,
    partitions: partitions.map((partition) =>
      partition.committedOffset === -1
        ? noOffset(partition.partitionIndex, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
        : partition
    ),
  };
}

function failed({ name, partitionIndexes }: OffsetFetchTopic, errorCode: number): FetchedTopic {
  return { name, partitions: partitionIndexes.map((index) => noOffset(index, errorCode)) };
}

async function fetchByName(
  { groupId, topics: asked }: GroupRequest,
  { broker }: RequestContext,
  { requireStable }: Stability,
): Promise<GroupResponse> {
  const { errorCode, value: topics } = await broker.groups.fetchOffsets(groupId, {
    asked,
    requireStable,
  });
  return { groupId, topics, errorCode };
}

async function fetchById(
  { groupId, topics: asked }: GroupRequest,
  { broker }: RequestContext,
  { requireStable }: Stability,
): Promise<GroupResponse> {
  const { image } = broker;
  const known = asked?.flatMap(({ topicId, partitionIndexes }) => {
    const name = image.topicNames.get(topicId);
    return name === undefined ? [] : [{ name, partitionIndexes }];
  }) ?? null;
  const { errorCode, value } = await broker.groups.fetchOffsets(groupId, {
    asked: known,
    requireStable,
  });
  if (errorCode !== ErrorCode.NONE) return { groupId, topics: [], errorCode };
  if (asked === null) return { groupId, topics: allWithId(value, image), errorCode };
  // The answers come in the order of those that are known.
  const answers = value.values();
  const topics = asked.map((topic) => {
    if (!image.topicNames.has(topic.topicId)) return unknownId(topic);
    const { partitions } = answers.next().value!;
    return { topicId: topic.topicId, partitions };
  });
  return { groupId, topics, errorCode };
}

function allWithId(topics: readonly FetchedTopic[], image: ClusterImage): TopicResponse[] {
  return topics.flatMap(({ name, partitions }) => {
    const topic = image.topics.get(name);
    return topic === undefined ? [] : [{ topicId: topic.id, partitions }];
  });
}

function unknownId({ topicId, partitionIndexes }: TopicRequest): TopicResponse {
  return {
    topicId,
    partitions: partitionIndexes.map((index) => noOffset(index, ErrorCode.UNKNOWN_TOPIC_ID)),
  };
}
