/**
 * DeleteGroups: a group without members is removed with everything it has committed, also what
 * open transactions would commit for it.
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";
import { GroupState } from "./classic/group_state.ts";
import { GroupError } from "./group_error.ts";
import type { GroupMemory } from "./group_memory.ts";
import { groupTombstone, offsetTombstone } from "./group_records.ts";
import { entriesOf } from "./offset_store.ts";
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
  for (const [key] of entriesOf(groupId, memory.offsets.of(groupId))) {
    turn.records.push(offsetTombstone(key));
  }
  for (const key of memory.pending.keysOf(groupId)) {
    if (memory.offsets.get(key) === undefined) turn.records.push(offsetTombstone(key));
  }
  turn.records.push(groupTombstone(groupId));
}
