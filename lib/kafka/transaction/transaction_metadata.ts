/**
 * What is known of one transactional id. The object is never changed: each transition makes the
 * next one, transaction_records.ts writes it down, and the shard puts it into its map.
 *
 * @module
 */
import type { TransactionState } from "./transaction_state.ts";

/** No producer id. */
export const NO_PRODUCER_ID = -1;
/** No producer epoch. */
export const NO_PRODUCER_EPOCH = -1;
/** The highest epoch there is; no client gets it, so that its owner can always be fenced. */
const PRODUCER_EPOCH_MAX = 32_767;

/** One partition of a topic. */
export interface TransactionPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Partition indexes by topic. */
export type TransactionPartitions = ReadonlyMap<string, ReadonlySet<number>>;

/** A producer's id and epoch. */
export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** A transactional id. */
export interface TransactionMetadata extends ProducerIdentity {
  readonly transactionalId: string;
  /** The producer id before the last transition. */
  readonly previousProducerId: number;
  /** What takes over when the transaction is complete, because the epochs are used up; or -1. */
  readonly nextProducerId: number;
  /** The epoch before the last bump, -1 where a retry of that bump is not to be answered. */
  readonly lastProducerEpoch: number;
  readonly timeoutMs: number;
  readonly state: TransactionState;
  readonly partitions: TransactionPartitions;
  /** When the first partition was added, in ms since the epoch; -1 before. */
  readonly startTimestampMs: number;
  readonly lastUpdateTimestampMs: number;
  /** 0 for clients that add partitions themselves, 2 for those of KIP-890. */
  readonly clientTransactionVersion: number;
}

/** From this version on the epoch is bumped at every end of a transaction (KIP-890). */
export const EPOCH_BUMP_VERSION = 2;

export const NO_PARTITIONS: TransactionPartitions = new Map();

/** Whether a producer id has no epoch left to give to a client. */
export function isEpochExhausted(producerEpoch: number): boolean {
  return producerEpoch >= PRODUCER_EPOCH_MAX - 1;
}

/** The last epoch that a client may have got of a producer id. */
export const LAST_CLIENT_EPOCH = PRODUCER_EPOCH_MAX - 1;

/** Who the producer is once the transaction that is ending is complete. */
export function identityAfterEnd(transaction: TransactionMetadata): ProducerIdentity {
  const { producerId, producerEpoch, nextProducerId } = transaction;
  if (nextProducerId === NO_PRODUCER_ID) return { producerId, producerEpoch };
  return { producerId: nextProducerId, producerEpoch: 0 };
}

/** Whether all of `places` take part. */
export function includesAll(
  partitions: TransactionPartitions,
  places: readonly TransactionPartition[],
): boolean {
  return places.every((place) => includes(partitions, place));
}

/** Whether a partition takes part. */
export function includes(
  partitions: TransactionPartitions,
  { topic, partition }: TransactionPartition,
): boolean {
  return partitions.get(topic)?.has(partition) ?? false;
}

/** `partitions` and `added`. */
export function withPartitions(
  partitions: TransactionPartitions,
  added: readonly TransactionPartition[],
): TransactionPartitions {
  const all = new Map<string, Set<number>>();
  for (const [topic, indexes] of partitions) all.set(topic, new Set(indexes));
  for (const { topic, partition } of added) {
    const indexes = all.get(topic);
    if (indexes === undefined) all.set(topic, new Set([partition]));
    else indexes.add(partition);
  }
  return all;
}

/** One by one. */
export function placesOf(partitions: TransactionPartitions): TransactionPartition[] {
  return [...partitions].flatMap(([topic, indexes]) =>
    [...indexes].map((partition) => ({ topic, partition }))
  );
}
