/**
 * What one partition of `__consumer_offsets` says, in memory: its groups and their offsets.
 *
 * @module
 */
import type { ClassicGroup } from "./classic/classic_group.ts";
import { entriesOf, type OffsetKey, type OffsetStore } from "./offset_store.ts";
import type { PendingOffsets } from "./pending_offsets.ts";

/** The memory that events work on. Only the shard that owns it adds and removes groups. */
export interface GroupMemory {
  readonly groups: ReadonlyMap<string, ClassicGroup>;
  readonly offsets: OffsetStore;
  /** Offsets of open transactions. */
  readonly pending: PendingOffsets;
}

/** Every offset that a group has or that an open transaction would give it, each one once. */
export function* knownOffsets(
  { offsets, pending }: Pick<GroupMemory, "offsets" | "pending">,
  groupId: string,
): Generator<OffsetKey> {
  for (const [key] of entriesOf(groupId, offsets.of(groupId))) yield key;
  for (const key of pending.keysOf(groupId)) if (offsets.get(key) === undefined) yield key;
}
