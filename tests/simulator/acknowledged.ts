/**
 * What a simulated client was told is done, and the comparison with what a kedge holds after it was
 * started again. Nothing that was acknowledged may be missing or changed; what was asked for and not
 * answered may be there or not.
 *
 * @module
 */
import type { ReadRecord, TopicPartition } from "./kafka_session.ts";

/** One topic's life: deleted and made again, it is another one. */
export interface TopicLife {
  readonly name: string;
  readonly partitions: number;
  /** `created` once that is acknowledged, `deleting` from the request on. */
  state: "creating" | "created" | "deleting" | "deleted";
  /** By partition, the acknowledged records by offset. */
  readonly acknowledged: Map<number, string>[];
  /** By partition, every value ever sent: nothing else may be read. */
  readonly sent: Set<string>[];
}

/** Begins a topic's life. */
export function newTopic(name: string, partitions: number): TopicLife {
  return {
    name,
    partitions,
    state: "creating",
    acknowledged: Array.from({ length: partitions }, () => new Map()),
    sent: Array.from({ length: partitions }, () => new Set()),
  };
}

/** Compares one partition with what was acknowledged. Throws what is wrong. */
export function checkPartition(
  topic: TopicLife,
  { partition }: TopicPartition,
  read: readonly ReadRecord[],
): void {
  const place = `${topic.name}-${partition}`;
  const byOffset = new Map<number, string>();
  read.forEach(({ offset, value }, index) => {
    if (offset !== index) throw new Error(`${place}: offset ${offset} in place of ${index}`);
    if (!topic.sent[partition]!.has(value)) {
      throw new Error(`${place}: ${value} at ${offset} was never sent to this topic`);
    }
    byOffset.set(offset, value);
  });
  for (const [offset, value] of topic.acknowledged[partition]!) {
    const found = byOffset.get(offset);
    if (found === value) continue;
    throw new Error(`${place}: ${value} was acknowledged at ${offset}, there is ${found}`);
  }
  const values = new Set(byOffset.values());
  if (values.size !== read.length) throw new Error(`${place}: a value is there twice`);
}
