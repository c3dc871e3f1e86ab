/**
 * Moving one log to another data folder while it is used (KIP-113). Of the two folders, one is the
 * log's after a crash at any moment, and has all that was acknowledged:
 *
 * ```
 * 1. TARGET/NAME.UNIQUE-future   gets a copy (log_copy.ts): a start removes it and begins anew
 * 2. the same                    a mirror: appends and flushes go to both (log_mirror.ts)
 * 3. TARGET/NAME                 on disk, files beside the segments and checkpoints too; its
 *                                kedge-move-count is one more than the other's: it is the log's
 * 4. SOURCE/NAME.UNIQUE-delete   the log goes on in TARGET; what is left here is removed
 * ```
 *
 * Until step 4 the source has everything as well, so a move can be taken back at any time.
 *
 * @module
 */
import type { FileSystem } from "../io/file.ts";
import { joinPath } from "../io/file.ts";
import { copyBeside, isBesideSame, readMoveCount, writeMoveCount } from "./beside_files.ts";
import type { Log } from "./log.ts";
import { LogCopy } from "./log_copy.ts";
import { FUTURE_FOLDER_SUFFIX, retiredName } from "./log_files.ts";
import type { LogMirror } from "./log_mirror.ts";
import type { LogResources } from "./log_resources.ts";
import type { StoreFolder } from "./store_folder.ts";

/** Times that the files beside the segments may change in the last step before it is given up. */
const BESIDE_ROUNDS_MAX = 100;

/** The move was taken back: by another order, by the log's end, or because the process stops. */
export class MoveCancelledError extends Error {
  override name = "MoveCancelledError";
}

/** What a move needs of its store. */
export interface MoveServices {
  readonly files: FileSystem;
  /** 32 hexadecimal digits that no other folder has in its name. */
  unique(): string;
  resourcesOf(folder: StoreFolder): LogResources;
  /** Runs while no checkpoint does. */
  inTurn(run: () => Promise<void>): Promise<void>;
  /** Puts the checkpoint files of all data folders on disk. */
  writeCheckpoints(): Promise<void>;
  /** Notes of logs in this folder are noted in the other one as well from now on, or no more. */
  noteCopy(log: Log, target: StoreFolder | null): void;
  /** The log is in the target from now on. */
  noteMoved(log: Log, target: StoreFolder): void;
  /** Renames a folder to one that a start removes, and gives its new path. */
  retire(path: string): string;
  /** Sets aside a folder that has the log's name in the target, from another time. */
  setAside(path: string): Promise<void>;
}

/** One log on its way to another data folder. */
export class ReplicaMove {
  readonly log: Log;
  readonly source: StoreFolder;
  readonly target: StoreFolder;
  readonly #services: MoveServices;
  #copy: LogCopy | null = null;
  #mirror: LogMirror | null = null;
  /** True from step 3 on. */
  #isPlaced = false;
  #isDone = false;
  #cancelReason: string | null = null;

  constructor(
    log: Log,
    place: { source: StoreFolder; target: StoreFolder },
    services: MoveServices,
  ) {
    this.log = log;
    this.source = place.source;
    this.target = place.target;
    this.#services = services;
  }

  /** Bytes of the copy. */
  get sizeBytes(): number {
    if (this.#mirror === null) return this.#copy?.sizeBytes ?? 0;
    return this.log.sizeBytes;
  }

  /** Offsets that the copy is behind the log. */
  get offsetLag(): number {
    if (this.#mirror !== null) return 0;
    return this.#copy?.offsetLag ?? this.log.logEndOffset - this.log.logStartOffset;
  }

  /** Ends the move before its next step; a move that is done stays done. */
  cancel(reason: string): void {
    this.#cancelReason ??= reason;
  }

  get isCancelled(): boolean {
    return this.#cancelReason !== null;
  }

  /**
   * Moves the log. It is in the target when this resolves; where it rejects, it is where it was and
   * nothing of the copy is left.
   *
   * @param pause waits a moment, where something is to end first
   * @throws MoveCancelledError, DiskFullError, errors of either disk
   */
  async run(pause: () => Promise<void>): Promise<void> {
    this.log.isMoving = true;
    try {
      while (this.log.isCleaning) {
        this.#requireWanted();
        await pause();
      }
      this.#requireWanted();
      await this.#copyFiles();
      await this.#services.inTurn(() => this.#switch());
    } catch (error) {
      if (!this.#isDone) await this.#undo();
      throw error;
    } finally {
      this.log.isMoving = false;
    }
  }

  #requireWanted(): void {
    if (this.#cancelReason !== null) throw new MoveCancelledError(this.#cancelReason);
    this.log.requireOnline();
    if (this.target.offline !== null) throw new MoveCancelledError(this.target.offline);
    if (this.#mirror !== null && this.#mirror.failure !== null) throw this.#mirror.failure;
  }

  get #finalPath(): string {
    return joinPath(this.target.path, this.log.name);
  }

  /** Makes the copy's folder, from which a start knows that the log is to move. */
  prepare(): LogCopy {
    const { unique, resourcesOf } = this.#services;
    const name = retiredName(this.log.name, { unique: unique(), suffix: FUTURE_FOLDER_SUFFIX });
    return this.#copy ??= new LogCopy(this.log, {
      folder: joinPath(this.target.path, name),
      resources: resourcesOf(this.target),
    });
  }

  async #copyFiles(): Promise<void> {
    const { files, setAside } = this.#services;
    const copy = this.prepare();
    if (files.exists(this.#finalPath)) await setAside(this.#finalPath);
    while (await copy.copySome()) this.#requireWanted();
    this.#requireWanted();
    this.#mirror = copy.join();
  }

  /** Steps 2 to 4. */
  async #switch(): Promise<void> {
    const mirror = this.#mirror!;
    this.#requireWanted();
    await mirror.datasync();
    await this.#place(mirror);
    await this.#settleBeside(mirror);
    await this.#removeSource(this.#finish(mirror));
  }

  /** Step 3. */
  async #place(mirror: LogMirror): Promise<void> {
    const { files, noteCopy, writeCheckpoints } = this.#services;
    const { log, source, target } = this;
    const from = log.folder;
    await copyBeside(files, { from, to: mirror.folder });
    await writeMoveCount(files, mirror.folder, readMoveCount(files, from) + 1);
    await files.syncFolderLater(mirror.folder);
    target.copyOffsets(log.name, source);
    noteCopy(log, target);
    await writeCheckpoints();
    this.#requireWanted();
    files.rename(mirror.folder, this.#finalPath);
    this.#isPlaced = true;
    mirror.noteFolder(this.#finalPath);
    await files.syncFolderLater(target.path);
  }

  /** Copies what changed beside the segments until nothing did. */
  async #settleBeside(mirror: LogMirror): Promise<void> {
    const { files } = this.#services;
    const places = { from: this.log.folder, to: mirror.folder };
    for (let round = 0; !isBesideSame(files, places); round++) {
      if (round === BESIDE_ROUNDS_MAX) {
        throw new Error(`Cannot move ${this.log.name}: the files of ${places.from} do not settle`);
      }
      await copyBeside(files, places);
      this.#requireWanted();
    }
  }

  /**
   * Step 4, in one go: who reads or appends finds the log in one folder or the other.
   *
   * @returns where the log was
   */
  #finish(mirror: LogMirror): string {
    this.#requireWanted();
    const { log, target } = this;
    const beside = this.#services.files.list(log.folder);
    const { openFiles } = log.resources;
    for (const name of beside) openFiles.close(joinPath(log.folder, name));
    const from = log.folder;
    log.takeOver(mirror);
    this.#isDone = true;
    this.#services.noteMoved(log, target);
    return from;
  }

  /** What is left in the source is no log any more, whether it can be removed or not. */
  async #removeSource(leftPath: string): Promise<void> {
    const { files, retire, writeCheckpoints } = this.#services;
    this.source.forget(this.log.name);
    const retired = retire(leftPath);
    await files.syncFolderLater(this.source.path);
    await writeCheckpoints();
    await files.removeFolder(retired);
  }

  /** Takes everything back: the log stays where it is. */
  async #undo(): Promise<void> {
    const { files, noteCopy, retire } = this.#services;
    const { log, target } = this;
    log.mirror = null;
    noteCopy(log, null);
    if (this.#copy === null) return;
    this.#copy.close();
    this.#mirror?.close();
    target.forget(log.name);
    const isPlaced = this.#isPlaced;
    const path = isPlaced ? this.#finalPath : this.#copy.folder;
    // It may be tried again.
    this.#copy = null;
    this.#mirror = null;
    this.#isPlaced = false;
    try {
      const retired = retire(path);
      await files.syncFolderLater(target.path);
      await files.removeFolder(retired);
    } catch (error) {
      if (!isPlaced) return; // A start removes it.
      // The copy could come back under the log's name, older than the log by then.
      if (log.offline === null) {
        await writeMoveCount(files, log.folder, readMoveCount(files, log.folder) + 2);
      }
      throw error;
    }
  }
}
