/**
 * A partition of a topic, as a value and as a key of maps.
 *
 * @module
 */

/** One partition. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Kafka's text form, `topic-partition`; unique, as the last dash is always the separator. */
export function partitionKey(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

/** Kafka's text form of a partition. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return partitionKey(topic, partition);
}

/** By topic name, then by partition. */
export function comparePartitions(a: TopicPartition, b: TopicPartition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}

/** Items gathered by topic, in the order in which topics first come. */
export function byTopic<T extends TopicPartition>(items: Iterable<T>): Map<string, T[]> {
  const topics = new Map<string, T[]>();
  for (const item of items) {
    const list = topics.get(item.topic);
    if (list === undefined) topics.set(item.topic, [item]);
    else list.push(item);
  }
  return topics;
}
