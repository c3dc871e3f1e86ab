/**
 * Every log of the broker: opening and creating, checkpoints, removing, and the clean shutdown.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { type FileSystem, folderOf, joinPath } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import { Flusher } from "./flusher.ts";
import { IndexCache } from "./index_cache.ts";
import type { Log, LogResources } from "./log.ts";
import { checkpointLog } from "./log_checkpoint.ts";
import type { LogConfig } from "./log_config.ts";
import { DELETE_FOLDER_SUFFIX, retiredName, STRAY_FOLDER_SUFFIX } from "./log_files.ts";
import { openLog } from "./log_recovery.ts";
import { WindowCache } from "./mapped_windows.ts";
import { OpenFiles } from "./open_files.ts";
import { StoreFolder } from "./store_folder.ts";

/** How soon after a write a checkpoint follows: bounds what a start after a crash must check. */
const CHECKPOINT_INTERVAL_MS = 5000;
const OPEN_FILES_MAX = 512;
const MAPPED_BYTES_MAX = 128 << 20;
/** Indexes of sealed segments in memory: those of six full segments of 1 GiB. */
const INDEX_BYTES_MAX = 32 << 20;
/** Names in one line of the program's log. */
const NAMES_SHOWN_MAX = 10;

/** Options of a store. */
export interface StoreOptions {
  /** log.dirs: logs are spread over them. */
  folders: string[];
  files: FileSystem;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** Free space that is kept on each file system, in bytes. */
  reservedBytes: number;
}

/** All logs, by name. */
export class Store {
  readonly flusher: Flusher;
  readonly folders: readonly StoreFolder[];
  readonly #options: StoreOptions;
  readonly #openFiles: OpenFiles;
  readonly #windows = new WindowCache(MAPPED_BYTES_MAX);
  readonly #indexes = new IndexCache(INDEX_BYTES_MAX);
  readonly #logs = new Map<string, Log>();
  readonly #folderOf = new Map<Log, StoreFolder>();
  readonly #dirty = new Set<Log>();
  #checkpointTimer: { cancel(): void } | null = null;
  #checkpointing: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();
  #checkpointWaits = false;
  /** Why the last checkpoint failed, as it was told; null where none did. */
  #lastFailure: string | null = null;
  #closed = false;

  /**
   * Takes the locks and reads the checkpoints.
   *
   * @throws LockedError where another process uses a folder
   */
  constructor(options: StoreOptions) {
    this.#options = options;
    this.flusher = new Flusher(options.clock);
    this.#openFiles = new OpenFiles(options.files, OPEN_FILES_MAX);
    this.folders = openFolders(options);
  }

  /** Looks after the reserve files; called from time to time. */
  adjustReserves(): void {
    for (const { reserve } of this.folders) reserve.adjust();
  }

  /** Names of the logs that have a folder, open or not. */
  names(): string[] {
    return this.folders.flatMap((folder) => folder.logNames());
  }

  /**
   * Folders with a log's name that nobody uses: not open, not `isKnown`. One line tells of them.
   */
  strayNames(isKnown: (name: string) => boolean): string[] {
    const strays = this.names().filter((name) => !this.#logs.has(name) && !isKnown(name));
    if (strays.length > 0) {
      this.#options.logger.warn(
        "found folders of topics that do not exist: they are left as they are and not served; " +
          "remove them when they are not needed",
        { count: strays.length, logs: strays.slice(0, NAMES_SHOWN_MAX).join(",") },
      );
    }
    return strays;
  }

  /** The folder that a log of this name has on disk, open or not; null where it has none. */
  folderPath(name: string): string | null {
    const { files } = this.#options;
    const paths = this.folders.map((folder) => joinPath(folder.path, name));
    return paths.find((path) => files.exists(path)) ?? null;
  }

  /** The open log of this name. */
  get(name: string): Log | undefined {
    return this.#logs.get(name);
  }

  /** Every open log. */
  logs(): IterableIterator<Log> {
    return this.#logs.values();
  }

  /** Opens a log, creating it where it is missing, and recovers it after a crash. */
  open(name: string, config: LogConfig): Log {
    const existing = this.#logs.get(name);
    if (existing !== undefined) return existing;
    const folder = this.#folderWith(name) ?? this.#folderForNew();
    const { log, report } = openLog({
      name,
      folder: joinPath(folder.path, name),
      config,
      clean: folder.clean,
      recoveryPoint: folder.recoveryPoints.get(name) ?? 0,
      logStartOffset: folder.logStartOffsets.get(name) ?? 0,
    }, this.#resources(folder));
    this.#logs.set(name, log);
    this.#folderOf.set(log, folder);
    if (log.flushedOffset < log.logEndOffset) this.#noteDirty(log);
    if (report.cutBytes > 0) {
      this.#options.logger.warn("recovered log", {
        log: name,
        checkedBytes: report.checkedBytes,
        cutBytes: report.cutBytes,
        logEndOffset: log.logEndOffset,
      });
    }
    const recoveryPoint = folder.recoveryPoints.get(name) ?? 0;
    if (log.logEndOffset < recoveryPoint) {
      this.#options.logger.error("a log ends before what was on disk: records are lost", {
        log: name,
        logEndOffset: log.logEndOffset,
        recoveryPoint,
      });
    }
    if (log.offline !== null) this.#options.logger.error(log.offline.message);
    return log;
  }

  #folderWith(name: string): StoreFolder | undefined {
    const { files } = this.#options;
    return this.folders.find((folder) => files.exists(joinPath(folder.path, name)));
  }

  /** The folder that has the fewest logs gets a new one. */
  #folderForNew(): StoreFolder {
    let [chosen] = this.folders;
    if (chosen === undefined) throw new Error("Cannot open a log: log.dirs names no folder");
    for (const folder of this.folders) if (folder.logCount < chosen.logCount) chosen = folder;
    chosen.noteAdded();
    return chosen;
  }

  #resources(folder: StoreFolder): LogResources {
    const { files, clock } = this.#options;
    return {
      files,
      clock,
      flusher: this.flusher,
      openFiles: this.#openFiles,
      windows: this.#windows,
      indexes: this.#indexes,
      requireSpace: () => folder.guard.requireSpace(),
      noteDirty: (log) => this.#noteDirty(log),
      requestCheckpoint: () => this.#checkpointSoon(),
    };
  }

  #noteDirty(log: Log): void {
    log.dirty = true;
    this.#dirty.add(log);
    if (this.#checkpointTimer !== null || this.#closed) return;
    this.#checkpointTimer = this.#options.clock.setTimer(CHECKPOINT_INTERVAL_MS, () => {
      this.#checkpointTimer = null;
      this.#checkpointSoon();
    });
  }

  /** Begins a checkpoint in the background, unless one waits for its turn already. */
  #checkpointSoon(): void {
    if (this.#checkpointWaits || this.#closed) return;
    this.#checkpointWaits = true;
    this.#inTurn(() => {
      this.#checkpointWaits = false;
      return this.#checkpoint();
    }).catch((error) => {
      const reason = error instanceof Error ? error.message : String(error);
      // It is tried again every few seconds, and told again when it fails for another reason.
      if (reason === this.#lastFailure) return;
      this.#lastFailure = reason;
      this.#options.logger.warn(`checkpoint failed: ${reason}`);
    });
  }

  /** Puts every log that was written to on disk, then notes how far in the checkpoint files. */
  checkpoint(): Promise<void> {
    return this.#inTurn(() => this.#checkpoint());
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
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
        this.#folderOf.get(log)?.recoveryPoints.set(log.name, offset);
      } catch (error) {
        // One log's disk must not keep the others from being checkpointed.
        if (log.offline !== null) continue;
        failure ??= error;
        this.#noteDirty(log);
      }
    }
    await this.#writeCheckpoints();
    if (failure !== null) throw failure;
    this.#lastFailure = null;
  }

  /** Notes where logs begin, without putting on disk what was written to them. */
  checkpointStarts(): Promise<void> {
    return this.#writeCheckpoints();
  }

  /** Below this offset a log is compacted, as its checkpoint says; undefined where it is silent. */
  cleanerOffset(log: Log): number | undefined {
    return this.#folderOf.get(log)?.cleanerOffsets.get(log.name);
  }

  /** Notes how far a log is compacted; that is on disk when this resolves. */
  async noteCleaned(log: Log, offset: number): Promise<void> {
    this.#folderOf.get(log)?.cleanerOffsets.set(log.name, offset);
    await this.#writeCheckpoints();
  }

  /** Writes the checkpoint files, one writer at a time. */
  #writeCheckpoints(): Promise<void> {
    const next = this.#writing.then(async () => {
      this.#noteStartOffsets();
      for (const folder of this.folders) await folder.writeCheckpoints();
    });
    this.#writing = next.catch(() => {});
    return next;
  }

  #noteStartOffsets(): void {
    for (const [log, folder] of this.#folderOf) {
      folder.logStartOffsets.set(log.name, log.logStartOffset);
    }
  }

  /**
   * Removes a log: its folder is renamed at once and emptied off the loop. When this resolves the
   * old name is gone for good, from the checkpoints as well: a new log of that name must not find
   * the old one's records after a crash, nor take over its offsets.
   */
  async remove(name: string): Promise<void> {
    const log = this.#logs.get(name);
    if (log === undefined) return;
    this.#logs.delete(name);
    this.#folderOf.get(log)?.forget(name);
    this.#folderOf.delete(log);
    this.#dirty.delete(log);
    log.setOffline("it was deleted");
    log.close();
    await this.#removeFolder(log.folder);
  }

  /**
   * Takes the name from a folder whose log is not open, as Kafka does with a stray partition: it
   * gets another name and is kept, since whether somebody needs it is not for a start to decide.
   * When this resolves a new log of the name finds nothing of it, unless another folder of log.dirs
   * has the name as well.
   *
   * @param reason why the folder is not the log's, for the one line that tells of it
   */
  async setAside(name: string, reason: string): Promise<void> {
    if (this.#logs.has(name)) throw new Error(`Cannot set log ${name} aside: it is in use`);
    const path = this.folderPath(name);
    if (path === null) return;
    const renamed = this.#rename(path, STRAY_FOLDER_SUFFIX);
    this.#options.logger.warn(
      `${reason}: its folder was set aside and a new one is begun; remove it when it is not needed`,
      { log: name, folder: renamed },
    );
    await this.#options.files.syncFolderLater(folderOf(path));
    this.folders.find((folder) => joinPath(folder.path, name) === path)?.forget(name);
    await this.#writeCheckpoints();
  }

  /** Gives a log's folder a name that no log has. */
  #rename(path: string, suffix: string): string {
    const { files, random } = this.#options;
    const unique = random.uuid().replaceAll("-", "");
    const parent = folderOf(path);
    const name = path.slice(path.lastIndexOf("/") + 1);
    const renamed = joinPath(parent, retiredName(name, { unique, suffix }));
    files.rename(path, renamed);
    return renamed;
  }

  async #removeFolder(path: string): Promise<void> {
    const { files } = this.#options;
    if (!files.exists(path)) return;
    const renamed = this.#rename(path, DELETE_FOLDER_SUFFIX);
    await files.syncFolderLater(folderOf(path));
    const isWritten = await this.#writeCheckpoints().then(() => true, () => false);
    await files.removeFolder(renamed);
    // A full disk may have had no room for them before.
    if (!isWritten) await this.#writeCheckpoints();
  }

  /** Clean shutdown: everything on disk, files trimmed, marker written, lock released. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#checkpointTimer?.cancel();
    this.#checkpointTimer = null;
    this.flusher.close();
    await this.#checkpointing;
    await this.#writing;
    let allClosed = true;
    for (const log of this.#logs.values()) {
      if (!await this.#closeLog(log)) allClosed = false;
    }
    this.#openFiles.closeAll();
    this.#noteStartOffsets();
    for (const folder of this.folders) {
      try {
        if (allClosed && this.#isWhole(folder)) folder.closeCleanly();
        else folder.closeWithoutMarker();
      } catch (error) {
        this.#options.logger.warn(
          `no clean-shutdown marker, the next start checks the logs' tails: ${
            error instanceof Error ? error.message : error
          }`,
        );
      }
      folder.unlock();
    }
  }

  /** Closes a log; false where the next start must look at it. */
  async #closeLog(log: Log): Promise<boolean> {
    if (log.offline !== null) {
      log.close();
      return false;
    }
    try {
      log.close();
      await log.onCheckpoint?.();
    } catch (error) {
      this.#options.logger.error(
        `cannot close log ${log.name}: ${error instanceof Error ? error.message : error}`,
      );
      return false;
    }
    this.#folderOf.get(log)?.recoveryPoints.set(log.name, log.logEndOffset);
    return true;
  }

  /** After a crash, a log that was not opened in this run has not been checked either. */
  #isWhole(folder: StoreFolder): boolean {
    return folder.clean || folder.logNames().every((name) => this.#logs.has(name));
  }
}

/** Opens all folders, or none. */
function openFolders(options: StoreOptions): StoreFolder[] {
  const folders: StoreFolder[] = [];
  try {
    for (const path of options.folders) folders.push(new StoreFolder(path, options));
  } catch (error) {
    for (const folder of folders) {
      if (folder.clean) folder.closeCleanly();
      folder.unlock();
    }
    throw error;
  }
  return folders;
}
