/**
 * What a log is given by its store, where it stands when it is opened, and how it fails.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import type { Flusher } from "./flusher.ts";
import type { Log } from "./log.ts";
import type { Segment, SegmentResources } from "./segment.ts";

/** A log that cannot be used: its disk failed or its content is damaged. Others go on. */
export class LogOfflineError extends Error {
  override name = "LogOfflineError";
}

/** What a log needs of its store. */
export interface LogResources extends SegmentResources {
  readonly clock: Clock;
  readonly flusher: Flusher;
  /** Throws DiskFullError where the disk's reserve is reached. */
  requireSpace(): void;
  /** Told when a log gets its first byte that is not on disk. */
  noteDirty(log: Log): void;
  /** Asked for a checkpoint soon: much was written since the last one. */
  requestCheckpoint(): void;
}

/** Where an opened log stands. */
export interface LogState {
  segments: Segment[];
  logStartOffset: number;
  logEndOffset: number;
  /** Everything below it is known to be on disk. */
  flushedOffset: number;
  recoveryPoint: number;
}

/** Options of an append. */
export interface AppendOptions {
  /** Goes into the batch header; -1 where the log has no leader epochs. */
  leaderEpoch: number;
  /** Deletes and the like may use the disk's reserve: they make room. */
  mayUseReserve?: true;
}
