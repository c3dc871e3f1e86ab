/**
 * The group coordinator: finds the shard of a group and turns failures into the answers of the
 * protocol. Handlers call it with values that are the same for every version; the rules are in
 * classic/ and in the files beside this one that are named after the operations.
 *
 * No call rejects for what a client did or a disk refuses: that is an error code in the answer.
 *
 * @module
 */
import { AppendRefusedError } from "../../state_machine/machine.ts";
import type { TransactionMarker } from "../../state_machine/record_log.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { heartbeat, type HeartbeatRequest } from "./classic/heartbeat.ts";
import { joinGroup, type JoinRequest } from "./classic/join.ts";
import { leaveGroup, type Leaver } from "./classic/leave.ts";
import type { JoinReply, SyncReply } from "./classic/member.ts";
import { joinError, syncError } from "./classic/replies.ts";
import { syncGroup, type SyncRequest } from "./classic/sync.ts";
import { commitOffsets, type OffsetCommit } from "./commit_offsets.ts";
import {
  commitTransactionalOffsets,
  type TransactionalOffsetCommit,
} from "./commit_transactional_offsets.ts";
import { deleteGroup } from "./delete_group.ts";
import { deleteOffsets, type OffsetDeleteTopic } from "./delete_offsets.ts";
import {
  type DescribedGroup,
  describeGroup,
  describeMissing,
  type GroupFilter,
  type ListedGroup,
  listGroups,
} from "./describe_group.ts";
import { type FetchedTopic, fetchOffsets, type OffsetFetchQuery } from "./fetch_offsets.ts";
import { fencedCode, GroupError, groupErrorCode } from "./group_error.ts";
import type { GroupMemory } from "./group_memory.ts";
import type { ShardServices } from "./group_shard.ts";
import { GroupShards, type LogFor } from "./group_shards.ts";
import { type GroupSummary, summarizeGroup } from "./group_summary.ts";
import { GroupSweep } from "./group_sweep.ts";
import type { Turn } from "./turn.ts";

/** What the coordinator is built from. */
export interface GroupCoordinatorOptions extends ShardServices {
  readonly logFor: LogFor;
}

/** An answer, and the error code where it failed as a whole. */
export interface Outcome<Value> {
  readonly errorCode: number;
  readonly value: Value;
}

/** Coordinates the groups of this broker. */
export class GroupCoordinator {
  readonly #options: GroupCoordinatorOptions;
  readonly #shards: GroupShards;
  readonly #sweep: GroupSweep;

  constructor(options: GroupCoordinatorOptions) {
    this.#options = options;
    this.#shards = new GroupShards(options, options.logFor);
    this.#sweep = new GroupSweep(this.#shards, options);
  }

  /**
   * Loads what earlier runs left and starts the expiry of offsets. Requests may come meanwhile.
   *
   * @param partitions those of `__consumer_offsets` that have a log
   */
  start(partitions: Iterable<number>): Promise<void> {
    this.#sweep.start();
    return this.#shards.load(partitions);
  }

  /** Answers all that waits with NOT_COORDINATOR and releases every timer. */
  close(): void {
    this.#sweep.close();
    this.#shards.close();
  }

  /** The partition of `__consumer_offsets` that a group belongs to. */
  partitionFor(groupId: string): number {
    return this.#shards.partitionFor(groupId);
  }

  /**
   * Makes sure that a group has a coordinator, for FindCoordinator: opens its partition where this
   * is its first use. One that is loading is found.
   *
   * @returns NONE or COORDINATOR_NOT_AVAILABLE
   */
  async find(groupId: string): Promise<number> {
    try {
      await this.#shards.shardFor(groupId);
      return ErrorCode.NONE;
    } catch (error) {
      const code = this.#codeOf(error, "FindCoordinator");
      return code === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : code;
    }
  }

  /** JoinGroup. Resolves when the join phase has ended. */
  async joinGroup(request: JoinRequest): Promise<JoinReply> {
    try {
      requireGroupId(request.groupId);
      this.#requireSessionTimeout(request.terms.sessionTimeoutMs);
      const shard = await this.#shards.shardFor(request.groupId);
      return await shard.park<JoinReply>(request.groupId, (turn, parked) => {
        const isNew = request.memberId === "";
        if (!isNew && !shard.memory.groups.has(request.groupId)) {
          throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
        }
        if (!shard.memory.groups.has(request.groupId)) this.#options.growth?.requireRoom();
        joinGroup(turn, shard.groupFor(request.groupId), { request, parked });
      });
    } catch (error) {
      return joinError(request.memberId, this.#codeOf(error, "JoinGroup"));
    }
  }

  /** SyncGroup. Resolves when the leader has assigned and the assignment is on disk. */
  async syncGroup(groupId: string, request: SyncRequest): Promise<SyncReply> {
    try {
      requireGroupId(groupId);
      const shard = await this.#shards.shardFor(groupId);
      return await shard.park<SyncReply>(groupId, (turn, parked) => {
        const group = shard.memory.groups.get(groupId);
        if (group === undefined) throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
        syncGroup(turn, group, { request, parked });
      });
    } catch (error) {
      return syncError(this.#codeOf(error, "SyncGroup"));
    }
  }

  /** Heartbeat. @returns an error code */
  async heartbeat(groupId: string, request: HeartbeatRequest): Promise<number> {
    const { errorCode } = await this.#runNamed(groupId, "Heartbeat", (_turn, { groups }) => {
      const group = groups.get(groupId);
      if (group === undefined) throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
      heartbeat(group, request);
    });
    // A client that hears of a load would look for another coordinator; there is none, it may wait.
    return errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : errorCode;
  }

  /** LeaveGroup. The value is an error code for each, in their order. */
  leaveGroup(groupId: string, leavers: readonly Leaver[]): Promise<Outcome<number[] | null>> {
    return this.#runNamed(groupId, "LeaveGroup", (turn, { groups }) => {
      const group = groups.get(groupId);
      if (group === undefined) return leavers.map(() => ErrorCode.UNKNOWN_MEMBER_ID);
      return leaveGroup(turn, group, leavers);
    });
  }

  /** OffsetCommit. @returns an error code for each offset, in their order */
  async commitOffsets(commit: OffsetCommit): Promise<number[]> {
    const { errorCode, value } = await this.#run(
      commit.groupId,
      "OffsetCommit",
      (turn, memory) => commitOffsets(turn, memory, commit),
    );
    return value ?? commit.offsets.map(() => errorCode);
  }

  /**
   * TxnOffsetCommit: the offsets become the group's with the transaction's commit marker. The value
   * is an error code for each offset, in their order.
   */
  async commitTransactionalOffsets(
    commit: TransactionalOffsetCommit,
  ): Promise<Outcome<number[] | null>> {
    const { groupId, transaction, admit } = commit;
    try {
      requireGroupId(groupId);
      const shard = await this.#shards.shardFor(groupId);
      const value = await shard.admissions.during(transaction.producerId, async (admission) => {
        if (!shard.memory.pending.isOpen(transaction)) {
          const errorCode = await admit();
          if (errorCode !== ErrorCode.NONE) throw new GroupError(errorCode);
        }
        return await shard.execute(groupId, (turn, memory) => {
          if (admission.ended) throw new GroupError(ErrorCode.TRANSACTION_ABORTABLE);
          return commitTransactionalOffsets(turn, memory, commit);
        });
      });
      return { errorCode: ErrorCode.NONE, value };
    } catch (error) {
      return { errorCode: this.#codeOf(error, "TxnOffsetCommit"), value: null };
    }
  }

  /**
   * Writes a transaction's marker into a partition of `__consumer_offsets` and, when it commits,
   * makes what it had committed the groups' offsets. Waits where the partition is loading.
   *
   * @returns NONE when the marker is on disk; INVALID_PRODUCER_EPOCH or
   * TRANSACTION_COORDINATOR_FENCED where a later one was there, which is on disk as well;
   * NOT_LEADER_OR_FOLLOWER or KAFKA_STORAGE_ERROR where it may be tried again
   */
  async completeTransaction(partition: number, marker: TransactionMarker): Promise<number> {
    try {
      await (await this.#shards.shardAt(partition)).endTransaction(marker);
      return ErrorCode.NONE;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.logger.warn("transaction marker not written", { partition, reason });
      const fenced = fencedCode(error);
      if (fenced !== null) return fenced;
      if (error instanceof AppendRefusedError) return ErrorCode.KAFKA_STORAGE_ERROR;
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
  }

  /** OffsetFetch. */
  async fetchOffsets(groupId: string, query: OffsetFetchQuery): Promise<Outcome<FetchedTopic[]>> {
    const { errorCode, value } = await this.#run(
      groupId,
      "OffsetFetch",
      (_turn, memory) => fetchOffsets(memory, groupId, query),
    );
    return { errorCode, value: value ?? [] };
  }

  /** OffsetDelete. The value is an error code for each topic, in their order. */
  deleteOffsets(
    groupId: string,
    topics: readonly OffsetDeleteTopic[],
  ): Promise<Outcome<number[] | null>> {
    return this.#runNamed(groupId, "OffsetDelete", (turn, memory) => {
      return deleteOffsets(turn, memory, { groupId, topics });
    });
  }

  /** DeleteGroups, one of them. @returns an error code */
  async deleteGroup(groupId: string): Promise<number> {
    const { errorCode } = await this.#run(
      groupId,
      "DeleteGroups",
      (turn, memory) => deleteGroup(turn, memory, groupId),
    );
    return errorCode;
  }

  /** DescribeGroups, one of them. A group that is not there is Dead, without an error. */
  async describeGroup(groupId: string): Promise<DescribedGroup> {
    const missing = describeMissing(groupId);
    const { errorCode, value } = await this.#run(groupId, "DescribeGroups", (_turn, { groups }) => {
      const group = groups.get(groupId);
      return group === undefined ? missing : describeGroup(group);
    });
    return value ?? { ...missing, errorCode, groupState: "" };
  }

  /** ListGroups. COORDINATOR_LOAD_IN_PROGRESS while some partition is loading. */
  async listGroups(filter: GroupFilter): Promise<Outcome<ListedGroup[]>> {
    if (this.#shards.isLoading) {
      return { errorCode: ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, value: [] };
    }
    try {
      const lists = [...this.#shards.loaded()].map((shard) =>
        shard.execute("", (_turn, { groups }) => listGroups(groups.values(), filter))
      );
      return { errorCode: ErrorCode.NONE, value: (await Promise.all(lists)).flat() };
    } catch (error) {
      return { errorCode: this.#codeOf(error, "ListGroups"), value: [] };
    }
  }

  /** Removes what any group has committed for topics that are deleted. */
  onTopicsDeleted(topics: readonly string[]): Promise<void> {
    return this.#sweep.deleteTopics(topics);
  }

  /** Expires offsets now, as it happens every offsets.retention.check.interval.ms. */
  expireOffsets(): Promise<void> {
    return this.#sweep.expire();
  }

  /** The groups that are loaded, as memory has them, for metrics. */
  *groups(): Generator<GroupSummary> {
    for (const { memory } of this.#shards.loaded()) {
      for (const group of memory.groups.values()) yield summarizeGroup(group, memory);
    }
  }

  /** Offsets may be kept without a group's name, as the oldest clients do; all else needs one. */
  #runNamed<Value>(
    groupId: string,
    operation: string,
    event: (turn: Turn, memory: GroupMemory) => Value,
  ): Promise<Outcome<Value | null>> {
    if (groupId !== "") return this.#run(groupId, operation, event);
    return Promise.resolve({ errorCode: ErrorCode.INVALID_GROUP_ID, value: null });
  }

  async #run<Value>(
    groupId: string,
    operation: string,
    event: (turn: Turn, memory: GroupMemory) => Value,
  ): Promise<Outcome<Value | null>> {
    try {
      const shard = await this.#shards.shardFor(groupId);
      return { errorCode: ErrorCode.NONE, value: await shard.execute(groupId, event) };
    } catch (error) {
      return { errorCode: this.#codeOf(error, operation), value: null };
    }
  }

  #codeOf(error: unknown, operation: string): number {
    const code = groupErrorCode(error);
    if (!(error instanceof GroupError)) {
      const { logger } = this.#options;
      const facts = { operation, reason: error instanceof Error ? error.message : String(error) };
      if (code === null) logger.error("group operation failed", facts);
      else logger.warn("group operation refused", facts);
    }
    return code ?? ErrorCode.UNKNOWN_SERVER_ERROR;
  }

  #requireSessionTimeout(sessionTimeoutMs: number): void {
    const { groupMinSessionTimeoutMs, groupMaxSessionTimeoutMs } = this.#options.config;
    if (
      sessionTimeoutMs >= groupMinSessionTimeoutMs && sessionTimeoutMs <= groupMaxSessionTimeoutMs
    ) {
      return;
    }
    throw new GroupError(ErrorCode.INVALID_SESSION_TIMEOUT);
  }
}

function requireGroupId(groupId: string): void {
  if (groupId === "") throw new GroupError(ErrorCode.INVALID_GROUP_ID);
}
