/**
 * The work on all groups of a broker that nobody waits for: expiry of offsets from time to time,
 * removal of what was committed for deleted topics. It goes group by group and lets the loop turn
 * in between.
 *
 * @module
 */
import { Deadlines } from "../../state_machine/deadline.ts";
import { deleteTopicOffsets } from "./delete_offsets.ts";
import { expireOffsets } from "./expire_offsets.ts";
import { groupErrorCode } from "./group_error.ts";
import type { GroupMemory } from "./group_memory.ts";
import type { GroupShard, ShardServices } from "./group_shard.ts";
import type { GroupShards } from "./group_shards.ts";
import type { Turn } from "./turn.ts";

/** Groups swept before others get their turn: about a millisecond's work. They share a flush. */
const GROUPS_PER_TURN = 200;

type GroupEvent = (turn: Turn, memory: GroupMemory, groupId: string) => void;

/** Sweeps over all groups. */
export class GroupSweep {
  readonly #shards: GroupShards;
  readonly #services: ShardServices;
  readonly #deadlines: Deadlines;
  /** Sweeps that let the loop turn. */
  readonly #resting = new Set<() => void>();

  constructor(shards: GroupShards, services: ShardServices) {
    this.#shards = shards;
    this.#services = services;
    this.#deadlines = new Deadlines(services.clock);
  }

  /** Expires offsets every offsets.retention.check.interval.ms from now on. */
  start(): void {
    const { config, logger } = this.#services;
    const next = this.#deadlines.create(() => {
      this.expire()
        .catch((error) => logger.error("expiry of offsets failed", { reason: String(error) }))
        .finally(() => next.set(config.offsetsRetentionCheckIntervalMs));
    });
    next.set(config.offsetsRetentionCheckIntervalMs);
  }

  close(): void {
    this.#deadlines.close();
    for (const resume of this.#resting) resume();
  }

  /** Expires what is due, in all groups. */
  expire(): Promise<void> {
    return this.#each(expireOffsets);
  }

  /** Removes what any group has committed for these topics. */
  deleteTopics(topics: readonly string[]): Promise<void> {
    if (topics.length === 0) return Promise.resolve();
    return this.#each((turn, memory, groupId) => {
      deleteTopicOffsets(turn, memory, { groupId, topics });
    });
  }

  async #each(event: GroupEvent): Promise<void> {
    for (const shard of [...this.#shards.loaded()]) {
      const groupIds = [...shard.memory.groups.keys()];
      for (let i = 0; i < groupIds.length; i += GROUPS_PER_TURN) {
        if (this.#deadlines.closed) return;
        const some = groupIds.slice(i, i + GROUPS_PER_TURN);
        await Promise.all(some.map((groupId) => this.#one(shard, groupId, event)));
        if (i + GROUPS_PER_TURN < groupIds.length) await this.#turnOfLoop();
      }
    }
  }

  /** A group that cannot be written now is left for the next sweep. */
  async #one(shard: GroupShard, groupId: string, event: GroupEvent): Promise<void> {
    try {
      await shard.execute(groupId, (turn, memory) => event(turn, memory, groupId));
    } catch (error) {
      if (groupErrorCode(error) === null) throw error;
      this.#services.logger.warn("group not swept", { group: groupId, reason: String(error) });
    }
  }

  async #turnOfLoop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resting.add(resolve);
    this.#deadlines.create(resolve).set(0);
    await promise;
    this.#resting.delete(resolve);
  }
}
