/**
 * The shards of the group coordinator, one per partition of `__consumer_offsets`: which one a group
 * belongs to, and what a group is told whose shard does not serve.
 *
 * @module
 */
import type { RecordLog } from "../../state_machine/record_log.ts";
import { ShardLoadingError, Shards, ShardUnavailableError } from "../../state_machine/shards.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { GroupError } from "./group_error.ts";
import { groupPartition } from "./group_partition.ts";
import { GroupShard, type ShardServices } from "./group_shard.ts";

/**
 * Gives the log of a partition of `__consumer_offsets`, making topic and partition where they are
 * missing.
 */
export type LogFor = (partition: number) => RecordLog | Promise<RecordLog>;

/** All shards of this broker. */
export class GroupShards {
  readonly #services: ShardServices;
  readonly #shards: Shards<GroupShard>;

  constructor(services: ShardServices, logFor: LogFor) {
    this.#services = services;
    this.#shards = new Shards({
      open: async (partition) => new GroupShard(partition, await logFor(partition), services),
      failed: (partition, error) => {
        const reason = error instanceof Error ? error.message : String(error);
        services.logger.error("group partition cannot be used", { partition, reason });
      },
    });
  }

  /** The partition that a group belongs to. */
  partitionFor(groupId: string): number {
    return groupPartition(groupId, this.#services.config.offsetsTopicNumPartitions);
  }

  /** Shards that are loaded. */
  loaded(): Iterable<GroupShard> {
    return this.#shards.loaded();
  }

  /** Whether some partition that has a log is not there yet. */
  get isLoading(): boolean {
    return this.#shards.isLoading;
  }

  /**
   * Loads the partitions that have a log. Requests for them are told to come again meanwhile. One
   * that cannot be read is logged and given up; the others serve.
   */
  load(partitions: Iterable<number>): Promise<void> {
    return this.#shards.load(partitions);
  }

  /**
   * The shard of a group.
   *
   * @throws {GroupError} COORDINATOR_LOAD_IN_PROGRESS; COORDINATOR_NOT_AVAILABLE where its log
   * cannot be opened or the broker shuts down
   */
  async shardFor(groupId: string): Promise<GroupShard> {
    try {
      return await this.#shards.get(this.partitionFor(groupId));
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /**
   * The shard of a partition of `__consumer_offsets`; waits where it is loading.
   *
   * @throws {GroupError} COORDINATOR_NOT_AVAILABLE, as {@linkcode GroupShards.shardFor}
   */
  async shardAt(partition: number): Promise<GroupShard> {
    try {
      return await this.#shards.whenLoaded(partition);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** Ends all shards. */
  close(): void {
    this.#shards.close();
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof ShardLoadingError) {
    return new GroupError(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
  }
  if (error instanceof ShardUnavailableError) {
    return new GroupError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  }
  return error;
}
