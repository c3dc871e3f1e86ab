/**
 * OffsetCommit: a member, or a client outside the group protocol, stores how far it has read.
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";
import type { ClassicGroup } from "./classic/classic_group.ts";
import { GroupState } from "./classic/group_state.ts";
import { requireGeneration, requireMember, type Sender } from "./classic/membership.ts";
import { GroupError } from "./group_error.ts";
import type { GroupMemory } from "./group_memory.ts";
import { offsetCommitRecord } from "./group_records.ts";
import type { Turn } from "./turn.ts";

/** One offset to store. */
export interface OffsetToCommit {
  readonly topic: string;
  /** Zero where it is not known. */
  readonly topicId: string;
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** By the client's clock (version 1 only), in ms since the epoch; null takes the broker's. */
  readonly commitTimestampMs: number | null;
}

/** What a commit says. */
export interface OffsetCommit extends Sender {
  readonly groupId: string;
  /** Negative where the client is no member: a simple consumer, or an administrator. */
  readonly generationId: number;
  /** For how long to keep the offsets (versions 2 to 4), in ms; null leaves it to the broker. */
  readonly retentionMs: number | null;
  readonly offsets: readonly OffsetToCommit[];
  /** What a group that does not exist is answered with: newer clients know a code of its own. */
  readonly groupMissingCode: number;
}

/**
 * Works out a commit.
 *
 * @returns an error code for each offset, in their order
 * @throws {GroupError} where none of them may be stored
 */
export function commitOffsets(turn: Turn, memory: GroupMemory, commit: OffsetCommit): number[] {
  const group = memory.groups.get(commit.groupId);
  if (group !== undefined) requireMayCommit(group, commit);
  else if (commit.generationId >= 0) throw new GroupError(commit.groupMissingCode);
  requireRoom(turn, memory, commit);
  const nowMs = turn.environment.clock.nowMs();
  const expireTimestampMs = commit.retentionMs === null ? null : nowMs + commit.retentionMs;
  return storeOffsets(turn, commit, { expireTimestampMs });
}

/** @throws {GroupError} where an offset is new and there is no room for it */
export function requireRoom(
  { environment: { growth } }: Turn,
  { offsets: stored }: GroupMemory,
  { groupId, offsets }: { groupId: string; offsets: readonly OffsetToCommit[] },
): void {
  if (growth?.isFull !== true) return;
  const isNew = offsets.some(({ topic, partition }) =>
    stored.get({ groupId, topic, partition }) === undefined
  );
  if (isNew) growth.requireRoom();
}

/** The records of a commit. @returns an error code for each offset, in their order */
export function storeOffsets(
  turn: Turn,
  { groupId, offsets }: { groupId: string; offsets: readonly OffsetToCommit[] },
  { expireTimestampMs }: { expireTimestampMs: number | null },
): number[] {
  const { config, clock } = turn.environment;
  const nowMs = clock.nowMs();
  return offsets.map((each) => {
    if (each.metadata.length > config.offsetMetadataMaxBytes) {
      return ErrorCode.OFFSET_METADATA_TOO_LARGE;
    }
    const { topic, partition, offset, leaderEpoch, metadata, topicId } = each;
    const commitTimestampMs = each.commitTimestampMs ?? nowMs;
    turn.records.push(offsetCommitRecord({ groupId, topic, partition }, {
      offset,
      leaderEpoch,
      metadata,
      commitTimestampMs,
      expireTimestampMs,
      topicId,
    }));
    return ErrorCode.NONE;
  });
}

/**
 * Who may commit: anyone while the group has no members, else members of the present generation.
 * A commit is a sign of life. While the assignment is awaited a member is asked to wait for it.
 */
function requireMayCommit(group: ClassicGroup, commit: OffsetCommit): void {
  if (group.isIn(GroupState.Dead)) throw new GroupError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  const { memberId, groupInstanceId, generationId } = commit;
  if (generationId < 0 && group.isIn(GroupState.Empty)) return;
  if (generationId < 0 && memberId === "" && groupInstanceId === null) {
    throw new GroupError(ErrorCode.UNKNOWN_MEMBER_ID);
  }
  const member = requireMember(group, commit);
  requireGeneration(group, generationId);
  if (group.isIn(GroupState.CompletingRebalance)) {
    throw new GroupError(ErrorCode.REBALANCE_IN_PROGRESS);
  }
  member.keepAlive();
}
