/**
 * Every log of the broker: opening and creating, the lock against a second process, checkpoints
 * and the clean-shutdown marker. The files at the top of each folder are Kafka's own.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { type FileLock, type FileSystem, joinPath, LockedError } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import { formatOffsets, parseOffsets, readCheckpoint, writeCheckpoint } from "./checkpoint_file.ts";
import { Flusher } from "./flusher.ts";
import type { Log, LogResources } from "./log.ts";
import type { LogConfig } from "./log_config.ts";
import { DELETE_FOLDER_SUFFIX } from "./log_files.ts";
import { openLog } from "./log_recovery.ts";
import { WindowCache } from "./mapped_windows.ts";
import { OpenFiles } from "./open_files.ts";
import { ReserveFile } from "./reserve_file.ts";
import { SpaceGuard } from "./space_guard.ts";

const LOCK_FILE = ".lock";
const CLEAN_SHUTDOWN_FILE = ".kafka_cleanshutdown";
const RECOVERY_POINT_FILE = "recovery-point-offset-checkpoint";
const LOG_START_FILE = "log-start-offset-checkpoint";
/** How soon after a write a checkpoint follows: bounds what a start after a crash must check. */
const CHECKPOINT_INTERVAL_MS = 5000;
const OPEN_FILES_MAX = 512;
const MAPPED_BYTES_MAX = 128 << 20;
/** Kafka's marker holds a version and the broker epoch; a version alone is read as well. */
const CLEAN_SHUTDOWN_CONTENT = '{"version":0,"brokerEpoch":-1}';

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

/** One folder of log.dirs. */
export interface StoreFolder {
  path: string;
  guard: SpaceGuard;
  reserve: ReserveFile;
  /** True where the last process shut down cleanly. */
  clean: boolean;
  recoveryPoints: Map<string, number>;
  logStartOffsets: Map<string, number>;
  lock: FileLock;
}

/** All logs, by name. */
export class Store {
  readonly flusher: Flusher;
  readonly folders: readonly StoreFolder[];
  readonly #options: StoreOptions;
  readonly #openFiles: OpenFiles;
  readonly #windows = new WindowCache(MAPPED_BYTES_MAX);
  readonly #logs = new Map<string, Log>();
  readonly #dirty = new Set<Log>();
  #checkpointTimer: { cancel(): void } | null = null;
  #checkpointing: Promise<void> = Promise.resolve();
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
    this.folders = options.folders.map((path) => this.#openFolder(path));
  }

  #openFolder(path: string): StoreFolder {
    const { files, clock, logger } = this.#options;
    files.makeFolder(path);
    const lock = lockFolder(files, path);
    const reserve = new ReserveFile(files, path);
    reserve.adjust();
    const marker = joinPath(path, CLEAN_SHUTDOWN_FILE);
    const clean = files.exists(marker);
    files.remove(marker);
    const guard = new SpaceGuard({ files, clock, folder: path }, {
      reservedBytes: this.#options.reservedBytes,
    });
    guard.onChange = ({ full, availableBytes }) => {
      if (full) {
        logger.error("disk nearly full: writes are refused until there is space", {
          folder: path,
          availableBytes,
          reservedBytes: this.#options.reservedBytes,
        });
      } else logger.info("disk has space again: writes resume", { folder: path, availableBytes });
    };
    for (const name of files.list(path)) {
      if (!name.endsWith(DELETE_FOLDER_SUFFIX)) continue;
      void files.removeFolder(joinPath(path, name));
    }
    return {
      path,
      guard,
      reserve,
      clean,
      lock,
      recoveryPoints: this.#offsets(joinPath(path, RECOVERY_POINT_FILE)),
      logStartOffsets: this.#offsets(joinPath(path, LOG_START_FILE)),
    };
  }

  /** A checkpoint that cannot be read means more checking, not a refusal to start. */
  #offsets(path: string): Map<string, number> {
    try {
      return parseOffsets(readCheckpoint(this.#options.files, path));
    } catch (error) {
      this.#options.logger.warn(error instanceof Error ? error.message : String(error));
      return new Map();
    }
  }

  /** Looks after the reserve files; called from time to time. */
  adjustReserves(): void {
    for (const { reserve } of this.folders) reserve.adjust();
  }

  /** Names of the logs that have a folder, open or not. */
  names(): string[] {
    const names: string[] = [];
    for (const folder of this.folders) {
      for (const name of this.#options.files.list(folder.path)) {
        if (name.startsWith(".") || name.endsWith(DELETE_FOLDER_SUFFIX)) continue;
        if (/-\d+$/.test(name) && this.#options.files.isFolder(joinPath(folder.path, name))) {
          names.push(name);
        }
      }
    }
    return names;
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
    const folder = this.#folderFor(name);
    const { log, report } = openLog({
      name,
      folder: joinPath(folder.path, name),
      config,
      clean: folder.clean,
      recoveryPoint: folder.recoveryPoints.get(name) ?? 0,
      logStartOffset: folder.logStartOffsets.get(name) ?? 0,
    }, this.#resources(folder));
    this.#logs.set(name, log);
    if (log.flushedOffset < log.logEndOffset) this.#noteDirty(log);
    if (report.cutBytes > 0) {
      this.#options.logger.warn("recovered log", {
        log: name,
        checkedBytes: report.checkedBytes,
        cutBytes: report.cutBytes,
        logEndOffset: log.logEndOffset,
      });
    }
    if (log.offline !== null) this.#options.logger.error(log.offline.message);
    return log;
  }

  #folderFor(name: string): StoreFolder {
    const { files } = this.#options;
    const existing = this.folders.find((folder) => files.exists(joinPath(folder.path, name)));
    if (existing !== undefined) return existing;
    const counts = this.folders.map((folder) => files.list(folder.path).length);
    return this.folders[counts.indexOf(Math.min(...counts))]!;
  }

  #resources(folder: StoreFolder): LogResources {
    const { files, clock } = this.#options;
    return {
      files,
      clock,
      flusher: this.flusher,
      openFiles: this.#openFiles,
      windows: this.#windows,
      requireSpace: () => folder.guard.requireSpace(),
      noteDirty: (log) => this.#noteDirty(log),
    };
  }

  #noteDirty(log: Log): void {
    log.dirty = true;
    this.#dirty.add(log);
    if (this.#checkpointTimer !== null || this.#closed) return;
    this.#checkpointTimer = this.#options.clock.setTimer(CHECKPOINT_INTERVAL_MS, () => {
      this.#checkpointTimer = null;
      this.checkpoint().catch((error) => {
        this.#options.logger.warn(
          `checkpoint failed: ${error instanceof Error ? error.message : error}`,
        );
      });
    });
  }

  /** Puts every log that was written to on disk, then notes how far in the checkpoint files. */
  checkpoint(): Promise<void> {
    const next = this.#checkpointing.then(() => this.#checkpoint());
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
        await this.#checkpointLog(log);
      } catch (error) {
        // One log's disk must not keep the others from being checkpointed.
        if (log.offline !== null) continue;
        failure ??= error;
        this.#noteDirty(log);
      }
    }
    await this.#writeCheckpoints();
    if (failure !== null) throw failure;
  }

  async #checkpointLog(log: Log): Promise<void> {
    await log.flushed(log.logEndOffset);
    for (const segment of log.segments) segment.writeIndexes();
    await log.active.datasyncIndexes();
    log.onCheckpoint?.();
  }

  async #writeCheckpoints(): Promise<void> {
    const { files } = this.#options;
    for (const { path, entries } of this.#checkpoints()) {
      const text = ["0", String(entries.length), ...entries, ""].join("\n");
      await files.replaceFileLater(path, Buffer.from(text));
    }
  }

  *#checkpoints(): Generator<{ path: string; entries: string[] }> {
    for (const folder of this.folders) {
      const prefix = `${folder.path}/`;
      const logs = [...this.#logs.values()].filter((log) => log.folder.startsWith(prefix));
      for (const log of logs) {
        if (log.offline === null) folder.recoveryPoints.set(log.name, log.flushedOffset);
        folder.logStartOffsets.set(log.name, log.logStartOffset);
      }
      yield {
        path: joinPath(folder.path, RECOVERY_POINT_FILE),
        entries: formatOffsets(folder.recoveryPoints),
      };
      const starts = [...folder.logStartOffsets].filter(([, offset]) => offset > 0);
      yield { path: joinPath(folder.path, LOG_START_FILE), entries: formatOffsets(starts) };
    }
  }

  /** Removes a log: its folder is renamed at once and emptied off the loop. */
  remove(name: string): Promise<void> {
    const log = this.#logs.get(name);
    if (log === undefined) return Promise.resolve();
    this.#logs.delete(name);
    this.#dirty.delete(log);
    log.setOffline("it was deleted");
    log.close();
    for (const folder of this.folders) {
      folder.recoveryPoints.delete(name);
      folder.logStartOffsets.delete(name);
    }
    const { files, random } = this.#options;
    const renamed = `${log.folder}.${random.uuid().replaceAll("-", "")}${DELETE_FOLDER_SUFFIX}`;
    if (!files.exists(log.folder)) return Promise.resolve();
    files.rename(log.folder, renamed);
    return files.removeFolder(renamed);
  }

  /** Clean shutdown: everything on disk, files trimmed, marker written, lock released. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#checkpointTimer?.cancel();
    this.#checkpointTimer = null;
    await this.#checkpointing;
    const { files, logger } = this.#options;
    let clean = true;
    for (const log of this.#logs.values()) {
      try {
        log.close();
      } catch (error) {
        clean = false;
        logger.error(
          `cannot close log ${log.name}: ${error instanceof Error ? error.message : error}`,
        );
      }
      if (log.offline !== null) clean = false;
    }
    this.#openFiles.closeAll();
    try {
      for (const { path, entries } of this.#checkpoints()) writeCheckpoint(files, path, entries);
      for (const folder of this.folders) {
        if (!clean) continue;
        const marker = joinPath(folder.path, CLEAN_SHUTDOWN_FILE);
        files.replaceFile(marker, Buffer.from(CLEAN_SHUTDOWN_CONTENT));
      }
    } catch (error) {
      logger.warn(
        `no clean-shutdown marker, the next start checks the logs' tails: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
    for (const folder of this.folders) folder.lock.release();
  }
}

function lockFolder(files: FileSystem, path: string): FileLock {
  try {
    return files.lock(joinPath(path, LOCK_FILE));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new LockedError(
      `Cannot use data folder ${path}: another process has locked it. ` +
        "Stop that broker, or start this one with another log.dirs.",
    );
  }
}
