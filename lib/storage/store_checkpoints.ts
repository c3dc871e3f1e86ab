/**
 * The checkpoints of a store: which logs were written to since the last one, when the next one
 * comes, and the files at the top of each data folder that tell how far it got.
 *
 * @module
 */
import type { Clock, Timer } from "../io/clock.ts";
import type { Logger } from "../io/logger.ts";
import type { Log } from "./log.ts";
import { checkpointLog } from "./log_checkpoint.ts";
import type { StoreFolder } from "./store_folder.ts";

/** How soon after a write a checkpoint follows: bounds what a start after a crash must check. */
const CHECKPOINT_INTERVAL_MS = 5000;

/** What checkpoints are taken of. */
export interface CheckpointServices {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly folders: readonly StoreFolder[];
  /** Each open log's data folder. */
  readonly folderOf: ReadonlyMap<Log, StoreFolder>;
}

/** Takes checkpoints, one at a time. */
export class StoreCheckpoints {
  readonly #services: CheckpointServices;
  readonly #dirty = new Set<Log>();
  /** Logs that move, with the data folder that gets their log starts as well. */
  readonly #copiedTo = new Map<Log, StoreFolder>();
  #timer: Timer | null = null;
  #checkpointing: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();
  /** The write that has not begun; null where there is none. */
  #nextWrite: Promise<void> | null = null;
  #isWaiting = false;
  /** Why the last checkpoint failed, as it was told; null where none did. */
  #lastFailure: string | null = null;
  #isClosed = false;

  constructor(services: CheckpointServices) {
    this.#services = services;
  }

  /** A log was written to. */
  noteDirty(log: Log): void {
    log.dirty = true;
    this.#dirty.add(log);
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = this.#services.clock.setTimer(CHECKPOINT_INTERVAL_MS, () => {
      this.#timer = null;
      this.soon();
    });
  }

  /** A log is gone. */
  forget(log: Log): void {
    this.#dirty.delete(log);
    this.#copiedTo.delete(log);
  }

  /** Where a log's start is noted as well, while it moves; null for nowhere. */
  noteCopy(log: Log, folder: StoreFolder | null): void {
    if (folder === null) this.#copiedTo.delete(log);
    else this.#copiedTo.set(log, folder);
  }

  /** Begins a checkpoint in the background, unless one waits for its turn already. */
  soon(): void {
    if (this.#isWaiting || this.#isClosed) return;
    this.#isWaiting = true;
    this.inTurn(() => {
      this.#isWaiting = false;
      return this.#checkpoint();
    }).catch((error) => {
      const reason = error instanceof Error ? error.message : String(error);
      // It is tried again every few seconds, and told again when it fails for another reason.
      if (reason === this.#lastFailure) return;
      this.#lastFailure = reason;
      this.#services.logger.warn(`checkpoint failed: ${reason}`);
    });
  }

  /** Puts every log that was written to on disk, then notes how far in the checkpoint files. */
  checkpoint(): Promise<void> {
    return this.inTurn(() => this.#checkpoint());
  }

  /** Runs while no checkpoint does. */
  inTurn(run: () => Promise<void>): Promise<void> {
    const next = this.#checkpointing.then(run);
    this.#checkpointing = next.catch(() => {});
    return next;
  }

  async #checkpoint(): Promise<void> {
    const logs = [...this.#dirty];
    this.#dirty.clear();
    let failure: unknown = null;
    for (const log of logs) {
      log.dirty = false;
      if (log.offline !== null) continue;
      try {
        const offset = await checkpointLog(log);
        this.#services.folderOf.get(log)?.recoveryPoints.set(log.name, offset);
      } catch (error) {
        // One log's disk must not keep the others from being checkpointed.
        if (log.offline !== null) continue;
        failure ??= error;
        this.noteDirty(log);
      }
    }
    await this.write();
    if (failure !== null) throw failure;
    this.#lastFailure = null;
  }

  /** Writes the checkpoint files. One write serves everyone who asks for it before it begins. */
  write(): Promise<void> {
    if (this.#nextWrite !== null) return this.#nextWrite;
    const next = this.#writing.then(async () => {
      this.#nextWrite = null;
      this.noteStartOffsets();
      let failure: unknown = null;
      for (const folder of this.#services.folders) {
        if (folder.offline !== null) continue;
        try {
          await folder.writeCheckpoints();
        } catch (error) {
          // A data folder that has failed has no checkpoints any more, and keeps none back.
          if (folder.offline === null) failure ??= error;
        }
      }
      if (failure !== null) throw failure;
    });
    this.#nextWrite = next;
    this.#writing = next.catch(() => {});
    return next;
  }

  /** Takes the logs' starts over for the checkpoint files. */
  noteStartOffsets(): void {
    for (const places of [this.#services.folderOf, this.#copiedTo]) {
      for (const [log, folder] of places) {
        const { logStartOffset } = log;
        // Most begin at 0, which the file does not name.
        if (logStartOffset > 0) folder.logStartOffsets.set(log.name, logStartOffset);
      }
    }
  }

  /** Ends the schedule; nothing is under way when this resolves. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = null;
    await this.#checkpointing;
    await this.#writing;
  }
}
