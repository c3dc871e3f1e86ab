/**
 * The offsets that groups have committed: part of one shard's memory, changed by replay alone.
 *
 * @module
 */

/** What a group committed for one partition. */
export interface CommittedOffset {
  /** The offset to read next. */
  readonly offset: number;
  /** Leader epoch of the last record read, -1 where the client did not say. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** In ms since the epoch. */
  readonly commitTimestampMs: number;
  /** Set by old clients only (OffsetCommit 2 to 4); null leaves expiry to the broker. */
  readonly expireTimestampMs: number | null;
  /** The topic's id at the time, zero where it was not known. */
  readonly topicId: string;
}

/** A committed offset and where the log says so. */
export interface StoredOffset extends CommittedOffset {
  /** Of the record in `__consumer_offsets`: of two commits the later record counts. */
  readonly recordOffset: number;
}

/** One group's part of an {@linkcode OffsetStore}. */
export type OffsetsByTopic<Value = StoredOffset> = ReadonlyMap<string, ReadonlyMap<number, Value>>;

/** Names one committed offset. */
export interface OffsetKey {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
}

const NO_OFFSETS: OffsetsByTopic<never> = new Map();

/** Committed offsets, or what else there is, by group, topic and partition. Holds no empty maps. */
export class OffsetStore<Value = StoredOffset> {
  readonly #groups = new Map<string, Map<string, Map<number, Value>>>();
  readonly #sizeOf: (value: Value) => number;
  #sizeBytes = 0;

  /** @param sizeOf what a value costs, in bytes */
  constructor(sizeOf: (value: Value) => number = () => 0) {
    this.#sizeOf = sizeOf;
  }

  /** What all values cost, in bytes. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Groups that have offsets. */
  groupIds(): Iterable<string> {
    return this.#groups.keys();
  }

  has(groupId: string): boolean {
    return this.#groups.has(groupId);
  }

  of(groupId: string): OffsetsByTopic<Value> {
    return this.#groups.get(groupId) ?? NO_OFFSETS;
  }

  /** Everything, one by one. */
  *entries(): Generator<[OffsetKey, Value]> {
    for (const groupId of this.#groups.keys()) {
      yield* entriesOf(groupId, this.of(groupId));
    }
  }

  get({ groupId, topic, partition }: OffsetKey): Value | undefined {
    return this.#groups.get(groupId)?.get(topic)?.get(partition);
  }

  set({ groupId, topic, partition }: OffsetKey, value: Value): void {
    let topics = this.#groups.get(groupId);
    if (topics === undefined) this.#groups.set(groupId, topics = new Map());
    let partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, partitions = new Map());
    const earlier = partitions.get(partition);
    if (earlier !== undefined) this.#sizeBytes -= this.#sizeOf(earlier);
    this.#sizeBytes += this.#sizeOf(value);
    partitions.set(partition, value);
  }

  delete({ groupId, topic, partition }: OffsetKey): void {
    const topics = this.#groups.get(groupId);
    const partitions = topics?.get(topic);
    if (topics === undefined || partitions === undefined) return;
    const earlier = partitions.get(partition);
    if (earlier !== undefined) this.#sizeBytes -= this.#sizeOf(earlier);
    partitions.delete(partition);
    if (partitions.size > 0) return;
    topics.delete(topic);
    if (topics.size === 0) this.#groups.delete(groupId);
  }

  clear(): void {
    this.#sizeBytes = 0;
    this.#groups.clear();
  }
}

/** The entries of one group. */
export function* entriesOf<Value>(
  groupId: string,
  topics: OffsetsByTopic<Value>,
): Generator<[OffsetKey, Value]> {
  for (const [topic, partitions] of topics) {
    for (const [partition, value] of partitions) yield [{ groupId, topic, partition }, value];
  }
}
