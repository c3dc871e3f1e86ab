/**
 * The topics of OffsetCommit and TxnOffsetCommit: which of the named partitions exist, what is to
 * be stored for them, and the answer's rows.
 *
 * @module
 */
import type { ClusterImage, TopicImage } from "../../metadata/cluster_image.ts";
import type { OffsetToCommit } from "../group/commit_offsets.ts";
import { ErrorCode } from "../protocol/error_code.ts";

/** A topic as both requests have it. */
interface AskedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: readonly AskedPartition[];
}

interface AskedPartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly committedMetadata: string | null;
  /** OffsetCommit 1 only; -1 where it does not say. */
  readonly commitTimestamp?: number;
}

/** A partition of the request, with its part of the answer. */
export interface CommitPartition {
  readonly commit: OffsetToCommit;
  errorCode: number;
}

/** A request's topics. */
export class CommitTopics {
  readonly #topics: { name: string; topicId: string; partitions: CommitPartition[] }[];

  /** @param options.byId whether the request's version names topics by id */
  constructor(
    asked: readonly AskedTopic[],
    { byId, image }: { byId: boolean; image: ClusterImage },
  ) {
    const missing = byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    this.#topics = asked.map(({ name, topicId, partitions }) => {
      const known = byId ? image.topicNames.get(topicId) : name;
      const topic = known === undefined ? undefined : image.topics.get(known);
      return {
        name,
        topicId,
        partitions: partitions.map((partition) => ({
          errorCode: topic === undefined ? missing : partitionCode(topic, partition),
          commit: offsetToCommit(partition, topic),
        })),
      };
    });
  }

  /** The partitions that exist: they are to be stored. */
  existing(): CommitPartition[] {
    return this.#topics.flatMap(({ partitions }) => partitions)
      .filter(({ errorCode }) => errorCode === ErrorCode.NONE);
  }

  /** The answer's rows. */
  answer() {
    return this.#topics.map(({ name, topicId, partitions }) => ({
      name,
      topicId,
      partitions: partitions.map(({ commit, errorCode }) => {
        return { partitionIndex: commit.partition, errorCode };
      }),
    }));
  }
}

function partitionCode(topic: TopicImage, { partitionIndex }: AskedPartition): number {
  return topic.partitions[partitionIndex] === undefined
    ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
    : ErrorCode.NONE;
}

function offsetToCommit(asked: AskedPartition, topic: TopicImage | undefined): OffsetToCommit {
  const { commitTimestamp = -1 } = asked;
  return {
    topic: topic?.name ?? "",
    topicId: topic?.id ?? "",
    partition: asked.partitionIndex,
    offset: asked.committedOffset,
    leaderEpoch: asked.committedLeaderEpoch,
    metadata: asked.committedMetadata ?? "",
    commitTimestampMs: commitTimestamp === -1 ? null : commitTimestamp,
  };
}
