/**
 * What a client knows of topics: their partitions and leaders, as the last Metadata answers said.
 *
 * @module
 */

import { ZERO_UUID } from "../bytes/uuid.ts";
import type { MetadataResponse } from "../kafka/messages/metadata.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";

/** One partition. */
export interface PartitionMetadata {
  readonly index: number;
  /** Broker id, -1 where there is no leader. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly offlineReplicas: readonly number[];
}

/** One topic; partitions by index. */
export interface TopicMetadata {
  readonly name: string;
  /** ZERO_UUID where the broker does not know topic ids. */
  readonly topicId: string;
  readonly isInternal: boolean;
  readonly partitions: readonly PartitionMetadata[];
}

type TopicAnswer = MetadataResponse["topics"][number];

/** The topics seen so far. */
export class TopicMetadataCache {
  readonly #topics = new Map<string, TopicMetadata>();
  readonly #names = new Map<string, string>();

  get(name: string): TopicMetadata | undefined {
    return this.#topics.get(name);
  }

  /** The name of a topic id, where it is known. */
  nameOf(topicId: string): string | undefined {
    return this.#names.get(topicId);
  }

  /** Takes what an answer says of one topic; an error that says it is gone forgets it. */
  learn(answer: TopicAnswer): void {
    const { name, errorCode } = answer;
    if (name === null) return;
    if (errorCode === ErrorCode.NONE) {
      const topic = topicOf(name, answer);
      this.#topics.set(name, topic);
      if (topic.topicId !== ZERO_UUID) this.#names.set(topic.topicId, name);
    } else if (errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) this.forget(name);
  }

  forget(name: string): void {
    const topic = this.#topics.get(name);
    if (topic === undefined) return;
    this.#topics.delete(name);
    this.#names.delete(topic.topicId);
  }
}

/** A topic of an answer, its partitions in order. */
export function topicOf(name: string, answer: TopicAnswer): TopicMetadata {
  const partitions = answer.partitions.map((partition) => ({
    index: partition.partitionIndex,
    leaderId: partition.leaderId,
    leaderEpoch: partition.leaderEpoch,
    replicas: partition.replicaNodes,
    isr: partition.isrNodes,
    offlineReplicas: partition.offlineReplicas,
  }));
  partitions.sort((a, b) => a.index - b.index);
  return { name, topicId: answer.topicId, isInternal: answer.isInternal, partitions };
}
