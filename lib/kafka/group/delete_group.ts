/**
 * DeleteGroups: a group without members is removed with everything it has committed, also what
 * open transactions would commit for it.
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";
import { GroupState } from "./classic/group_state.ts";
import { GroupError } from "./group_error.ts";
import { type GroupMemory, knownOffsets } from "./group_memory.ts";
import { groupTombstone, offsetTombstone } from "./group_records.ts";
import type { Turn } from "./turn.ts";

/**
 * Works out a deletion.
 *
 * @throws {GroupError} GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP
 */
export function deleteGroup(turn: Turn, memory: GroupMemory, groupId: string): void {
  const group = memory.groups.get(groupId);
  if (group === undefined || group.isIn(GroupState.Dead)) {
    throw new GroupError(ErrorCode.GROUP_ID_NOT_FOUND);
  }
  if (!group.isIn(GroupState.Empty)) throw new GroupError(ErrorCode.NON_EMPTY_GROUP);
  for (const key of knownOffsets(memory, groupId)) turn.records.push(offsetTombstone(key));
  turn.records.push(groupTombstone(groupId));
}
