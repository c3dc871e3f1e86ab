/**
 * OffsetCommit (API key 8), versions 0 to 10: a group's progress is stored, on disk before the
 * answer. Partitions that do not exist get an error of their own; the others are stored.
 *
 * - 0: meant for ZooKeeper, kept with all others here; the client is no member of a group
 * - 1: members and generations; the client says when it committed
 * - 2 to 4: the client says how long to keep the offset
 * - 6: leader epochs; 7: static members
 * - 9: GROUP_ID_NOT_FOUND where a member's group is gone, ILLEGAL_GENERATION before
 * - 10: topics by id
 *
 * Not done: the errors of version 9 that are of the newer group protocol (KIP-848).
 *
 * @module
 */
import type { TopicImage } from "../../metadata/cluster_image.ts";
import type { OffsetToCommit } from "../group/commit_offsets.ts";
import { OffsetCommitRequest, OffsetCommitResponse } from "../messages/offset_commit.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler, type RequestContext } from "./handler.ts";

type TopicRequest = OffsetCommitRequest["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];

const GROUP_ID_NOT_FOUND_FROM = 9;
const TOPIC_IDS_FROM = 10;
const BROKERS_RETENTION = -1n;
/** Longer than any clock goes, and safe to add to a timestamp. */
const RETENTION_MS_MAX = 2n ** 52n;

export const offsetCommit = handler({
  request: OffsetCommitRequest,
  response: OffsetCommitResponse,
  versions: [0, 10],
  async handle(request, context) {
    const answers = request.topics.map((topic) => check(topic, context));
    const stored = answers.flatMap(({ partitions }) => partitions)
      .filter((partition) => partition.errorCode === ErrorCode.NONE);
    if (stored.length > 0) {
      const codes = await context.broker.groups.commitOffsets({
        groupId: request.groupId,
        generationId: request.generationIdOrMemberEpoch,
        memberId: request.memberId,
        groupInstanceId: request.groupInstanceId,
        retentionMs: retentionMs(request.retentionTimeMs),
        offsets: stored.map(({ commit }) => commit),
        groupMissingCode: context.apiVersion >= GROUP_ID_NOT_FOUND_FROM
          ? ErrorCode.GROUP_ID_NOT_FOUND
          : ErrorCode.ILLEGAL_GENERATION,
      });
      stored.forEach((partition, i) => partition.errorCode = codes[i]!);
    }
    return {
      topics: answers.map(({ name, topicId, partitions }) => ({
        name,
        topicId,
        partitions: partitions.map(({ commit, errorCode }) => {
          return { partitionIndex: commit.partition, errorCode };
        }),
      })),
    };
  },
});

/** Which partitions of a topic exist, and what to store for them. */
function check(asked: TopicRequest, { broker, apiVersion }: RequestContext) {
  const byId = apiVersion >= TOPIC_IDS_FROM;
  const name = byId ? broker.image.topicNames.get(asked.topicId) : asked.name;
  const topic = name === undefined ? undefined : broker.image.topics.get(name);
  const missing = byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  return {
    name: asked.name,
    topicId: asked.topicId,
    partitions: asked.partitions.map((partition) => {
      let errorCode: number = ErrorCode.NONE;
      if (topic === undefined) errorCode = missing;
      else if (topic.partitions[partition.partitionIndex] === undefined) {
        errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
      }
      return { errorCode, commit: offsetToCommit(partition, topic) };
    }),
  };
}

function offsetToCommit(asked: PartitionRequest, topic: TopicImage | undefined): OffsetToCommit {
  return {
    topic: topic?.name ?? "",
    topicId: topic?.id ?? "",
    partition: asked.partitionIndex,
    offset: asked.committedOffset,
    leaderEpoch: asked.committedLeaderEpoch,
    metadata: asked.committedMetadata ?? "",
    commitTimestampMs: asked.commitTimestamp === -1 ? null : asked.commitTimestamp,
  };
}

function retentionMs(asked: bigint): number | null {
  if (asked === BROKERS_RETENTION) return null;
  return Number(asked < RETENTION_MS_MAX ? asked : RETENTION_MS_MAX);
}
