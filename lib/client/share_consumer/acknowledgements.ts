/**
 * What a member says of the records that it acquired, gathered by partition and written as the
 * ranges of offsets that ShareFetch and ShareAcknowledge carry (KIP-932).
 *
 * @module
 */

/** What becomes of an acquired record, by the protocol's numbers. */
export const AcknowledgeType = {
  /** No record has this offset: compaction took it, or it is a transaction's marker. */
  GAP: 0,
  /** It was processed. */
  ACCEPT: 1,
  /** Not processed; to be delivered again. */
  RELEASE: 2,
  /** Cannot be processed; never to be delivered again. */
  REJECT: 3,
} as const;
export type AcknowledgeType = typeof AcknowledgeType[keyof typeof AcknowledgeType];

/** Offsets in a row with one fate. */
export interface AcknowledgementBatch {
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** One for all offsets of the range. */
  readonly acknowledgeTypes: readonly [AcknowledgeType];
}

/** A partition by its topic's id. */
export interface TopicIdPartition {
  readonly topicId: string;
  readonly partition: number;
}

/** A key of maps; ids are base64url, so the last colon is always the separator. */
export function topicIdPartitionKey({ topicId, partition }: TopicIdPartition): string {
  return `${topicId}:${partition}`;
}

/** Partitions gathered by topic, as requests list them. */
export function byTopicId<T extends TopicIdPartition>(items: Iterable<T>): Map<string, T[]> {
  const topics = new Map<string, T[]>();
  for (const item of items) {
    const list = topics.get(item.topicId);
    if (list === undefined) topics.set(item.topicId, [item]);
    else list.push(item);
  }
  return topics;
}

/** What one partition's acknowledgements are. */
export interface PartitionAcknowledgements extends TopicIdPartition {
  readonly batches: readonly AcknowledgementBatch[];
}

interface Gathered extends TopicIdPartition {
  readonly types: Map<number, AcknowledgeType>;
}

/** Those that wait to be sent to one leader. */
export class Acknowledgements {
  readonly #partitions = new Map<string, Gathered>();

  get isEmpty(): boolean {
    return this.#partitions.size === 0;
  }

  /** Takes one offset's fate; a later one replaces it. */
  add(partition: TopicIdPartition, offset: number, type: AcknowledgeType): void {
    const key = topicIdPartitionKey(partition);
    let gathered = this.#partitions.get(key);
    if (gathered === undefined) {
      gathered = { topicId: partition.topicId, partition: partition.partition, types: new Map() };
      this.#partitions.set(key, gathered);
    }
    gathered.types.set(offset, type);
  }

  /** Takes all out, as ranges in the order of their offsets. */
  take(): PartitionAcknowledgements[] {
    const taken = [...this.#partitions.values()].map(({ topicId, partition, types }) => ({
      topicId,
      partition,
      batches: rangesOf(types),
    }));
    this.#partitions.clear();
    return taken;
  }
}

function rangesOf(types: ReadonlyMap<number, AcknowledgeType>): AcknowledgementBatch[] {
  const batches: AcknowledgementBatch[] = [];
  for (const [offset, type] of [...types].sort(([one], [other]) => one - other)) {
    const last = batches.at(-1);
    const continues = last?.lastOffset === offset - 1 && last.acknowledgeTypes[0] === type;
    if (continues) batches[batches.length - 1] = { ...last, lastOffset: offset };
    else batches.push({ firstOffset: offset, lastOffset: offset, acknowledgeTypes: [type] });
  }
  return batches;
}
