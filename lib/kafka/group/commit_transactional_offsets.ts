/**
 * TxnOffsetCommit: offsets that a transaction makes the group's when it commits. They are stored as
 * records of the transaction and stay pending until its marker (pending_offsets.ts).
 *
 * @module
 */
import type { TransactionOfRecord } from "../../state_machine/record_log.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { ClassicGroup } from "./classic/classic_group.ts";
import { GroupState } from "./classic/group_state.ts";
import { requireGeneration, requireMember, type Sender } from "./classic/membership.ts";
import { type OffsetToCommit, requireRoom, storeOffsets } from "./commit_offsets.ts";
import { GroupError } from "./group_error.ts";
import type { GroupMemory } from "./group_memory.ts";
import type { Turn } from "./turn.ts";

/** What a commit within a transaction says. */
export interface TransactionalOffsetCommit extends Sender {
  readonly groupId: string;
  /** Negative where the producer does not say which member it commits for (before version 3). */
  readonly generationId: number;
  readonly transaction: TransactionOfRecord;
  readonly offsets: readonly OffsetToCommit[];
  /**
   * Asks the transaction coordinator whether the transaction may write here. Called where the log
   * has no open transaction of this producer and epoch yet. Gives an error code.
   */
  readonly admit: () => number | Promise<number>;
}

/**
 * Works out a commit.
 *
 * @returns an error code for each offset, in their order
 * @throws {GroupError} where none of them may be stored
 */
export function commitTransactionalOffsets(
  turn: Turn,
  memory: GroupMemory,
  commit: TransactionalOffsetCommit,
): number[] {
  const group = memory.groups.get(commit.groupId);
  if (group !== undefined) requireMayCommit(group, commit);
  else if (commit.generationId >= 0) throw new GroupError(ErrorCode.ILLEGAL_GENERATION);
  requireRoom(turn, memory, commit);
  turn.transaction = commit.transaction;
  return storeOffsets(turn, commit, { expireTimestampMs: null });
}

/**
 * Who may commit: members of the present generation, so that a consumer that was replaced cannot
 * commit by its producer (KIP-447), and who does not say who it is. Unlike OffsetCommit it is no
 * sign of life, and it need not wait for the assignment: the generation tells enough.
 */
function requireMayCommit(group: ClassicGroup, commit: TransactionalOffsetCommit): void {
  if (group.isIn(GroupState.Dead)) throw new GroupError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  const { memberId, groupInstanceId, generationId } = commit;
  const isNamed = memberId !== "" || groupInstanceId !== null;
  if (generationId < 0 && (group.isIn(GroupState.Empty) || !isNamed)) return;
  requireMember(group, commit);
  requireGeneration(group, generationId);
}
