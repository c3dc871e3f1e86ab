/**
 * The shards of the group coordinator, one per partition of `__consumer_offsets`: which one a group
 * belongs to, and their opening and loading.
 *
 * @module
 */
import type { RecordLog } from "../../state_machine/record_log.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { GroupError } from "./group_error.ts";
import { groupPartition } from "./group_partition.ts";
import { GroupShard, type ShardServices } from "./group_shard.ts";

/**
 * Gives the log of a partition of `__consumer_offsets`, making topic and partition where they are
 * missing.
 */
export type LogFor = (partition: number) => RecordLog | Promise<RecordLog>;

/** Logs replayed at the same time at start-up. */
const CONCURRENT_LOADS = 4;

interface Slot {
  /** Null until it is loaded. */
  shard: GroupShard | null;
  readonly ready: Promise<GroupShard>;
  /** Whether requests wait for it, or are told that it loads. */
  readonly waits: boolean;
}

/** All shards of this broker. */
export class GroupShards {
  readonly #services: ShardServices;
  readonly #logFor: LogFor;
  readonly #slots = new Map<number, Slot>();
  #closed = false;

  constructor(services: ShardServices, logFor: LogFor) {
    this.#services = services;
    this.#logFor = logFor;
  }

  /** The partition that a group belongs to. */
  partitionFor(groupId: string): number {
    return groupPartition(groupId, this.#services.config.offsetsTopicNumPartitions);
  }

  /** Shards that are loaded. */
  *loaded(): Generator<GroupShard> {
    for (const { shard } of this.#slots.values()) {
      if (shard !== null) yield shard;
    }
  }

  /** Whether some partition that has a log is not there yet. */
  get isLoading(): boolean {
    for (const { shard, waits } of this.#slots.values()) {
      if (shard === null && !waits) return true;
    }
    return false;
  }

  /**
   * Loads the partitions that have a log. Requests for them are told to come again meanwhile. One
   * that cannot be read is logged and given up; the others serve.
   */
  async load(partitions: Iterable<number>): Promise<void> {
    const waiting: (() => Promise<void>)[] = [];
    for (const partition of new Set(partitions)) {
      const { promise, resolve, reject } = Promise.withResolvers<GroupShard>();
      promise.catch(() => {/* told to those who ask, and logged */});
      const slot: Slot = { shard: null, ready: promise, waits: false };
      this.#slots.set(partition, slot);
      waiting.push(() => this.#open(partition, slot).then(resolve, reject));
    }
    const workers = Array.from({ length: CONCURRENT_LOADS }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
    });
    await Promise.all(workers);
  }

  /**
   * The shard of a group.
   *
   * @throws {GroupError} COORDINATOR_LOAD_IN_PROGRESS; COORDINATOR_NOT_AVAILABLE where its log
   * cannot be opened or the broker shuts down
   */
  shardFor(groupId: string): Promise<GroupShard> {
    if (this.#closed) {
      return Promise.reject(new GroupError(ErrorCode.COORDINATOR_NOT_AVAILABLE));
    }
    const partition = this.partitionFor(groupId);
    const slot = this.#slots.get(partition) ?? this.#use(partition);
    if (slot.shard === null && !slot.waits) {
      return Promise.reject(new GroupError(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
    }
    return slot.ready;
  }

  /** Ends all shards. */
  close(): void {
    this.#closed = true;
    for (const shard of this.loaded()) shard.close();
  }

  #use(partition: number): Slot {
    const slot: Slot = {
      shard: null,
      ready: Promise.resolve().then(() => this.#open(partition, slot)),
      waits: true,
    };
    this.#slots.set(partition, slot);
    return slot;
  }

  async #open(partition: number, slot: Slot): Promise<GroupShard> {
    try {
      const log = await this.#logFor(partition);
      const shard = new GroupShard(partition, log, this.#services);
      await shard.load();
      if (this.#closed) shard.close();
      slot.shard = shard;
      return shard;
    } catch (error) {
      this.#slots.delete(partition);
      const reason = error instanceof Error ? error.message : String(error);
      this.#services.logger.error("group partition cannot be used", { partition, reason });
      throw new GroupError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }
  }
}
