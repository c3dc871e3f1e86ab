/**
 * The partitions that a consumer reads and where it stands in each.
 *
 * @module
 */

import { ClientError } from "../errors.ts";
import { keyOf, type TopicPartition } from "../topic_partition.ts";

/** Where to begin where there is no valid position: auto.offset.reset. */
export type OffsetReset = "earliest" | "latest" | "none";

/** One partition that is read. */
export interface AssignedPartition extends TopicPartition {
  /** The next offset to hand out; null until it is known. */
  position: number | null;
  /** Epoch of the leader of the last record handed out, -1 where it is not known. */
  leaderEpoch: number;
  /** How to find the position: from the group's committed offset, or from an end of the log. */
  seek: "committed" | "earliest" | "latest" | null;
  paused: boolean;
  /** Not to be fetched before this monotonic time, in ms: after an error. */
  notBeforeMs: number;
}

/** All partitions that a consumer reads. */
export class Assignment {
  #partitions = new Map<string, AssignedPartition>();

  /** Replaces the partitions; those kept keep their position. */
  assign(partitions: readonly TopicPartition[], seek: AssignedPartition["seek"]): void {
    const next = new Map<string, AssignedPartition>();
    for (const { topic, partition } of partitions) {
      const key = keyOf({ topic, partition });
      next.set(
        key,
        this.#partitions.get(key) ?? {
          topic,
          partition,
          position: null,
          leaderEpoch: -1,
          seek,
          paused: false,
          notBeforeMs: 0,
        },
      );
    }
    this.#partitions = next;
  }

  get(partition: TopicPartition): AssignedPartition | undefined {
    return this.#partitions.get(keyOf(partition));
  }

  /**
   * The partition, which must be assigned.
   *
   * @throws {ClientError} where it is not
   */
  require(partition: TopicPartition): AssignedPartition {
    const assigned = this.get(partition);
    if (assigned !== undefined) return assigned;
    throw new ClientError(`Cannot use ${keyOf(partition)}: it is not assigned to this consumer`, {
      retriable: false,
    });
  }

  /** All of them, in the order in which they were assigned. */
  list(): AssignedPartition[] {
    return [...this.#partitions.values()];
  }

  /** Makes the next position come from elsewhere. */
  seekTo(partition: TopicPartition, to: "earliest" | "latest" | number): void {
    const assigned = this.require(partition);
    assigned.position = typeof to === "number" ? to : null;
    assigned.seek = typeof to === "number" ? null : to;
    assigned.leaderEpoch = -1;
  }
}
