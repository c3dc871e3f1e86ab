/**
 * A member's share session with one leader (KIP-932): the broker remembers which partitions are
 * read, so each request names only what changed, and counts the requests.
 *
 * | epoch      | meaning of a request                                            |
 * |------------|-----------------------------------------------------------------|
 * | 0          | opens a session with the partitions named; no acknowledgements  |
 * | 1 and more | goes on with it, one more each time; after 2^31 - 1 comes 1     |
 * | -1         | ends it: acquired records without acknowledgement are released  |
 *
 * @module
 */

import {
  byTopicId,
  type PartitionAcknowledgements,
  type TopicIdPartition,
  topicIdPartitionKey,
} from "./acknowledgements.ts";

const INITIAL_EPOCH = 0;
const FINAL_EPOCH = -1;
const EPOCH_MAX = 2 ** 31 - 1;

type Topics = {
  topicId: string;
  partitions: {
    partitionIndex: number;
    acknowledgementBatches: {
      firstOffset: number;
      lastOffset: number;
      acknowledgeTypes: number[];
    }[];
  }[];
}[];

/** The part of a ShareFetch that the session decides. */
export interface SessionFetch {
  readonly shareSessionEpoch: number;
  readonly topics: Topics;
  readonly forgottenTopicsData: { topicId: string; partitions: number[] }[];
}

/** The part of a ShareAcknowledge that the session decides. */
export type SessionAcknowledge = Omit<SessionFetch, "forgottenTopicsData">;

/** One session; requests are to be sent in the order in which they were made. */
export class ShareSession {
  #epoch = INITIAL_EPOCH;
  #partitions = new Map<string, TopicIdPartition>();

  /** Whether the broker knows of it: only then can records be acknowledged. */
  get isOpen(): boolean {
    return this.#epoch !== INITIAL_EPOCH;
  }

  /**
   * The next fetch.
   *
   * @param wanted all partitions to read from now on
   * @param acknowledgements must be empty unless the session is open
   */
  nextFetch(
    wanted: readonly TopicIdPartition[],
    acknowledgements: readonly PartitionAcknowledgements[],
  ): SessionFetch {
    const before = this.isOpen ? this.#partitions : new Map<string, TopicIdPartition>();
    const now = new Map(wanted.map((each) => [topicIdPartitionKey(each), each]));
    const added = [...now].flatMap(([key, each]) => before.has(key) ? [] : [each]);
    const gone = [...before].flatMap(([key, each]) => now.has(key) ? [] : [each]);
    this.#partitions = now;
    return {
      shareSessionEpoch: this.#nextEpoch(),
      topics: topicsOf(added, acknowledgements),
      forgottenTopicsData: [...byTopicId(gone)].map(([topicId, list]) => ({
        topicId,
        partitions: list.map(({ partition }) => partition),
      })),
    };
  }

  /** A request that only acknowledges. The session must be open. */
  acknowledge(acknowledgements: readonly PartitionAcknowledgements[]): SessionAcknowledge {
    return { shareSessionEpoch: this.#nextEpoch(), topics: topicsOf([], acknowledgements) };
  }

  /** The request that ends the session, which must be open. */
  end(acknowledgements: readonly PartitionAcknowledgements[]): SessionAcknowledge {
    this.reset();
    return { shareSessionEpoch: FINAL_EPOCH, topics: topicsOf([], acknowledgements) };
  }

  /** The broker lost the session, or nobody knows which requests it saw: the next opens another. */
  reset(): void {
    this.#epoch = INITIAL_EPOCH;
    this.#partitions.clear();
  }

  #nextEpoch(): number {
    const epoch = this.#epoch;
    this.#epoch = epoch === EPOCH_MAX ? 1 : epoch + 1;
    return epoch;
  }
}

function topicsOf(
  added: readonly TopicIdPartition[],
  acknowledgements: readonly PartitionAcknowledgements[],
): Topics {
  const partitions = new Map<string, PartitionAcknowledgements>();
  for (const each of added) partitions.set(topicIdPartitionKey(each), { ...each, batches: [] });
  for (const each of acknowledgements) partitions.set(topicIdPartitionKey(each), each);
  return [...byTopicId(partitions.values())].map(([topicId, list]) => ({
    topicId,
    partitions: list.map(({ partition, batches }) => ({
      partitionIndex: partition,
      acknowledgementBatches: batches.map(({ firstOffset, lastOffset, acknowledgeTypes }) => ({
        firstOffset,
        lastOffset,
        acknowledgeTypes: [...acknowledgeTypes],
      })),
    })),
  }));
}
