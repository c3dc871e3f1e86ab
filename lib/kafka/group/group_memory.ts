/**
 * What one partition of `__consumer_offsets` says, in memory: its groups and their offsets.
 *
 * @module
 */
import type { ClassicGroup } from "./classic/classic_group.ts";
import type { OffsetStore } from "./offset_store.ts";
import type { PendingOffsets } from "./pending_offsets.ts";

/** The memory that events work on. Only the shard that owns it adds and removes groups. */
export interface GroupMemory {
  readonly groups: ReadonlyMap<string, ClassicGroup>;
  readonly offsets: OffsetStore;
  /** Offsets of open transactions. */
  readonly pending: PendingOffsets;
}
