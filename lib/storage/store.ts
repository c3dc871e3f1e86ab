/**
 * Every log of the broker: opening and creating, checkpoints, removing, and the clean shutdown.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { type FileSystem, joinPath } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import { AmbiguousLogError, DataFolders, type FolderState } from "./data_folders.ts";
import { Flusher } from "./flusher.ts";
import { FolderRemoval } from "./folder_removal.ts";
import type { Log, LogResources } from "./log.ts";
import type { LogConfig } from "./log_config.ts";
import { openLog } from "./log_recovery.ts";
import { offlineLog } from "./offline_log.ts";
import { OpenFiles } from "./open_files.ts";
import { ReplicaMoves } from "./replica_moves.ts";
import { StoreCheckpoints } from "./store_checkpoints.ts";
import type { StoreFolder } from "./store_folder.ts";
import { storeCaches, type StoreMemory } from "./store_memory.ts";

const OPEN_FILES_MAX = 512;
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
  /** The accounts of what the store keeps in memory. */
  memory?: StoreMemory;
}

/** All logs, by name. */
export class Store {
  readonly flusher: Flusher;
  /** Those of log.dirs that could be used at the start. */
  readonly folders: readonly StoreFolder[];
  readonly moves: ReplicaMoves;
  readonly #data: DataFolders;
  readonly #options: StoreOptions;
  readonly #openFiles: OpenFiles;
  readonly #caches: ReturnType<typeof storeCaches>;
  readonly #logs = new Map<string, Log>();
  readonly #folderOf = new Map<Log, StoreFolder>();
  readonly #checkpoints: StoreCheckpoints;
  readonly #removal: FolderRemoval;

  /** Told of a data folder that has failed, after its logs went offline. */
  onFolderFailure: ((folder: StoreFolder) => void) | null = null;

  /**
   * Takes the locks and reads the checkpoints.
   *
   * @throws LockedError where another process uses a folder, FolderFailedError where no folder can
   * be used
   */
  constructor(options: StoreOptions) {
    this.#data = new DataFolders(options.folders, options);
    this.#data.onFailure = (folder, reason) => this.#noteFailure(folder, reason);
    this.#options = { ...options, files: this.#data.files };
    this.#caches = storeCaches(options.memory);
    this.flusher = new Flusher(options.clock);
    this.#openFiles = new OpenFiles(this.files, OPEN_FILES_MAX);
    this.folders = this.#data.opened;
    const { clock, logger } = options;
    const folderOf = this.#folderOf;
    this.#checkpoints = new StoreCheckpoints({ clock, logger, folders: this.folders, folderOf });
    this.#removal = new FolderRemoval({
      ...options,
      files: this.files,
      folders: this.folders,
      writeCheckpoints: () => this.#checkpoints.write(),
    });
    this.moves = this.#makeMoves();
  }

  /** The file system as the store sees it: an error of a disk takes its data folder offline. */
  get files(): FileSystem {
    return this.#options.files;
  }

  /** Every folder of log.dirs, with the reason where it is offline. */
  folderStates(): FolderState[] {
    return this.#data.states();
  }

  /** The data folder of a path, undefined where there is none or it was left out at the start. */
  folderAt(path: string): StoreFolder | undefined {
    return this.#data.at(path);
  }

  /** The data folder that an open log is in. */
  folderOf(log: Log): StoreFolder | undefined {
    return this.#folderOf.get(log);
  }

  /** Wishes that a log which is not there yet be made in this folder. */
  wishFolder(name: string, folder: StoreFolder): void {
    this.#data.wish(name, folder);
  }

  /** Begins those moves anew that the last process did not end. */
  async resumeMoves(): Promise<void> {
    for (const folder of this.#data.online) {
      for (const name of folder.leftMoves) {
        const log = this.#logs.get(name);
        if (log !== undefined && log.offline === null) await this.moves.start(log, folder);
      }
    }
  }

  #noteFailure(folder: StoreFolder, reason: string): void {
    for (const [log, its] of this.#folderOf) {
      if (its === folder) log.setOffline(`its data folder failed: ${reason}`);
    }
    this.onFolderFailure?.(folder);
  }

  #makeMoves(): ReplicaMoves {
    const { clock, logger } = this.#options;
    return new ReplicaMoves({
      clock,
      logger,
      files: this.files,
      unique: () => this.#removal.unique(),
      resourcesOf: (folder) => this.#resources(folder),
      folderOf: (log) => this.#folderOf.get(log),
      inTurn: (run) => this.#checkpoints.inTurn(run),
      writeCheckpoints: () => this.#checkpoints.write(),
      noteCopy: (log, target) => this.#checkpoints.noteCopy(log, target),
      noteMoved: (log, target) => {
        this.#checkpoints.noteCopy(log, null);
        this.#folderOf.set(log, target);
        target.noteAdded();
        this.#checkpoints.noteDirty(log);
      },
      retire: (path) => this.#removal.retire(path),
      setAside: (path) => this.#removal.setAside(path, "a log moves to where its name is in use"),
    });
  }

  /** Looks after the reserve files; called from time to time. */
  adjustReserves(): void {
    for (const { reserve } of this.#data.online) reserve.adjust();
  }

  /** Names of the logs that have a folder, open or not. */
  names(): string[] {
    return this.#data.online.flatMap((folder) => folder.logNames());
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
    return this.folderPaths(name)[0] ?? null;
  }

  /** As {@linkcode Store.folderPath}, where a copy may lie in several data folders. */
  folderPaths(name: string): string[] {
    return this.#data.pathsOf(name);
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
    let folder: StoreFolder;
    try {
      folder = this.#data.having(name, (path) => this.#removal.removeOlder(path)) ??
        this.#data.forNew(name);
    } catch (error) {
      if (!(error instanceof AmbiguousLogError)) throw error;
      const folderPath = this.#data.online[0]!.path;
      const log = this.#openOffline(name, config, { folderPath, reason: error.message });
      this.#options.logger.error(`Log ${name} is offline: ${error.message}`);
      return log;
    }
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
    // Also after a clean shutdown whose checkpoint is lost: compaction goes by recovery points.
    if (log.recoveryPoint < log.logEndOffset) this.#checkpoints.noteDirty(log);
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

  /**
   * Opens a log that was there before this start. Where none of the data folders has it, it is in
   * one that was left out: it is offline then, and is not begun anew elsewhere.
   */
  openExisting(name: string, config: LogConfig): Log {
    const existing = this.#logs.get(name);
    if (existing !== undefined) return existing;
    const { leftOut } = this.#data;
    if (leftOut === null || this.folderPath(name) !== null) return this.open(name, config);
    return this.#openOffline(name, config, { folderPath: leftOut.path, reason: leftOut.reason });
  }

  #openOffline(name: string, config: LogConfig, why: { folderPath: string; reason: string }): Log {
    const log = offlineLog({ name, config, ...why }, this.#resources(this.#data.online[0]!));
    this.#logs.set(name, log);
    return log;
  }

  #resources(folder: StoreFolder): LogResources {
    const { files, clock } = this.#options;
    return {
      files,
      clock,
      flusher: this.flusher,
      openFiles: this.#openFiles,
      ...this.#caches,
      requireSpace: () => folder.guard.requireSpace(),
      noteDirty: (log) => this.#checkpoints.noteDirty(log),
      requestCheckpoint: () => this.#checkpoints.soon(),
    };
  }

  /** Puts every log that was written to on disk, then notes how far in the checkpoint files. */
  checkpoint(): Promise<void> {
    return this.#checkpoints.checkpoint();
  }

  /** Notes where logs begin, without putting on disk what was written to them. */
  checkpointStarts(): Promise<void> {
    return this.#checkpoints.write();
  }

  /** Below this offset a log is compacted, as its checkpoint says; undefined where it is silent. */
  cleanerOffset(log: Log): number | undefined {
    return this.#folderOf.get(log)?.cleanerOffsets.get(log.name);
  }

  /** Notes how far a log is compacted; that is on disk when this resolves. */
  async noteCleaned(log: Log, offset: number): Promise<void> {
    this.#folderOf.get(log)?.cleanerOffsets.set(log.name, offset);
    await this.#checkpoints.write();
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
    log.setOffline("it was deleted");
    const isMoving = this.moves.has(log);
    if (isMoving) await this.moves.cancel(log, `log ${name} was deleted`);
    const folder = this.#folderOf.get(log);
    folder?.forget(name);
    this.#folderOf.delete(log);
    this.#checkpoints.forget(log);
    log.close();
    // What is on a disk that has failed is found by the next start, and is nobody's log then.
    if (folder === undefined || folder.offline !== null) return;
    await this.#removal.remove(log.folder);
  }

  /**
   * Takes the name from a folder whose log is not open, as Kafka does with a stray partition: it
   * gets another name and is kept.
   *
   * @param path one of {@linkcode Store.folderPaths}
   * @param reason why the folder is not the log's, for the one line that tells of it
   */
  async setAside(path: string, reason: string): Promise<void> {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (this.#logs.has(name)) throw new Error(`Cannot set log ${name} aside: it is in use`);
    await this.#removal.setAside(path, reason);
  }

  /** Clean shutdown: everything on disk, files trimmed, marker written, lock released. */
  async close(): Promise<void> {
    this.flusher.close();
    await this.moves.close();
    await this.#checkpoints.close();
    /** Those with a log that the next start must look at. */
    const unclean = new Set<StoreFolder | undefined>();
    for (const log of this.#logs.values()) {
      if (!await this.#closeLog(log)) unclean.add(this.#folderOf.get(log));
    }
    this.#openFiles.closeAll();
    this.#checkpoints.noteStartOffsets();
    for (const folder of this.folders) {
      try {
        if (folder.offline !== null) continue;
        if (!unclean.has(folder) && this.#isWhole(folder)) folder.closeCleanly();
        else folder.closeWithoutMarker();
      } catch (error) {
        this.#options.logger.warn(
          `no clean-shutdown marker, the next start checks the logs' tails: ${
            error instanceof Error ? error.message : error
          }`,
        );
      } finally {
        folder.unlock();
      }
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
