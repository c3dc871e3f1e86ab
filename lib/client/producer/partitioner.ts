/**
 * Which partition a record goes to, as Kafka's default partitioner has it: by the hash of its key;
 * without a key one partition for a while, then another (KIP-480, KIP-794), so that batches fill.
 *
 * @module
 */

import type { Random } from "../../io/random.ts";
import type { TopicMetadata } from "../topic_metadata.ts";
import { murmur2 } from "./murmur2.ts";

interface Sticky {
  partition: number;
  /** Bytes that went to it since it was chosen. */
  bytes: number;
}

/** Chooses partitions for one producer. */
export class Partitioner {
  readonly #random: Random;
  readonly #batchBytes: number;
  readonly #sticky = new Map<string, Sticky>();

  /** @param options `batchBytes`: after so many, records without a key go to another partition */
  constructor(options: { random: Random; batchBytes: number }) {
    this.#random = options.random;
    this.#batchBytes = options.batchBytes;
  }

  /**
   * The partition for a record that names none.
   *
   * @param topic with at least one partition
   * @param record its key and its size in bytes
   */
  partitionFor(
    topic: TopicMetadata,
    record: { key: Uint8Array | null; sizeBytes: number },
  ): number {
    return record.key === null
      ? this.#stickyPartition(topic, record.sizeBytes)
      : partitionForKey(record.key, topic.partitions.length);
  }

  #stickyPartition(topic: TopicMetadata, sizeBytes: number): number {
    let sticky = this.#sticky.get(topic.name);
    if (sticky === undefined || sticky.bytes >= this.#batchBytes) {
      sticky = { partition: this.#anyPartition(topic), bytes: 0 };
      this.#sticky.set(topic.name, sticky);
    }
    sticky.bytes += sizeBytes;
    return sticky.partition;
  }

  /** Any partition that has a leader; any at all where none has. */
  #anyPartition({ partitions }: TopicMetadata): number {
    const led = partitions.filter(({ leaderId }) => leaderId >= 0);
    const choice = led.length > 0 ? led : partitions;
    return choice[this.#random.int(choice.length)]!.index;
  }
}

/** The partition of a key among so many. */
export function partitionForKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}
