/**
 * One folder of log.dirs: the lock against a second process, the checkpoints, the clean-shutdown
 * marker and the guard of its space. The files at its top are Kafka's own.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import {
  DiskFullError,
  type FileLock,
  type FileSystem,
  folderOf,
  joinPath,
  LockedError,
} from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import {
  encodeCheckpoint,
  formatOffsets,
  parseOffsets,
  readCheckpoint,
  writeCheckpoint,
} from "./checkpoint_file.ts";
import { DELETE_FOLDER_SUFFIX, FUTURE_FOLDER_SUFFIX } from "./log_files.ts";
import { ReserveFile } from "./reserve_file.ts";
import { SpaceGuard } from "./space_guard.ts";

/** Locked for as long as a process uses the folder. */
export const LOCK_FILE = ".lock";
export const CLEAN_SHUTDOWN_FILE = ".kafka_cleanshutdown";
export const RECOVERY_POINT_FILE = "recovery-point-offset-checkpoint";
export const LOG_START_FILE = "log-start-offset-checkpoint";
export const CLEANER_FILE = "cleaner-offset-checkpoint";
/** The metadata log of a Kafka in KRaft mode: it has a log's name, and other rules. */
export const KRAFT_METADATA_FOLDER = "__cluster_metadata-0";
/** Kafka's marker holds a version and the broker epoch; a version alone is read as well. */
const CLEAN_SHUTDOWN_CONTENT = '{"version":0,"brokerEpoch":-1}';

/** What a folder needs around it. */
export interface FolderServices {
  files: FileSystem;
  clock: Clock;
  logger: Logger;
  /** Free space that is kept, in bytes. */
  reservedBytes: number;
}

/** A data folder, locked for as long as it is in use. */
export class StoreFolder {
  readonly path: string;
  readonly guard: SpaceGuard;
  readonly reserve: ReserveFile;
  /** By log name: below it everything is on disk, with its indexes. */
  readonly recoveryPoints: Map<string, number>;
  readonly logStartOffsets: Map<string, number>;
  /** By log name: below it everything is compacted. */
  readonly cleanerOffsets: Map<string, number>;
  /** True where the last process shut down cleanly. */
  readonly clean: boolean;
  /** Names of logs that were being moved here when the last process ended. */
  readonly leftMoves: readonly string[];
  /** Why the folder is not used any more; null while it is. */
  offline: string | null = null;
  readonly #services: FolderServices;
  readonly #lock: FileLock;
  /** Null where it is to be counted. */
  #logCount: number | null = null;
  /** What each checkpoint file holds, as far as this process has written it. */
  readonly #written = new Map<string, string>();

  /**
   * Takes the lock and reads the checkpoints.
   *
   * @throws LockedError where another process uses the folder
   */
  constructor(path: string, services: FolderServices) {
    const { files, clock, reservedBytes } = services;
    this.path = path;
    this.#services = services;
    makeDurableFolder(files, path);
    this.#lock = lockFolder(files, path);
    this.reserve = new ReserveFile(files, path);
    this.guard = new SpaceGuard({ files, clock, folder: path }, { reservedBytes });
    try {
      this.reserve.adjust();
      this.clean = this.#takeMarker();
      this.recoveryPoints = this.#offsets(RECOVERY_POINT_FILE);
      this.logStartOffsets = this.#offsets(LOG_START_FILE);
      this.cleanerOffsets = this.#offsets(CLEANER_FILE);
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    this.guard.onChange = (state) => this.#noteSpace(state);
    this.leftMoves = this.#removeLeftFolders();
  }

  /** Removes the marker, for good: one that came back after a power cut would hide a torn tail. */
  #takeMarker(): boolean {
    const { files } = this.#services;
    const marker = joinPath(this.path, CLEAN_SHUTDOWN_FILE);
    if (!files.exists(marker)) return false;
    files.remove(marker);
    files.syncFolder(this.path);
    return true;
  }

  /**
   * Offsets by log, of those that are there: a new log must not take over a removed one's offsets.
   * A checkpoint that cannot be read means more checking, not a refusal to start.
   */
  #offsets(name: string): Map<string, number> {
    const { files, logger } = this.#services;
    const path = joinPath(this.path, name);
    try {
      const offsets = parseOffsets(readCheckpoint(files, path));
      if (offsets.size === 0) return offsets;
      const names = new Set(files.list(this.path));
      for (const log of offsets.keys()) if (!names.has(log)) offsets.delete(log);
      return offsets;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn(`ignoring checkpoint ${path}: ${reason}`);
      return new Map();
    }
  }

  #noteSpace({ full, availableBytes }: { full: boolean; availableBytes: number }): void {
    const { logger, reservedBytes } = this.#services;
    const fields = { folder: this.path, availableBytes };
    if (!full) return logger.info("disk has space again: writes resume", fields);
    logger.error("disk nearly full: writes are refused until there is space", {
      ...fields,
      reservedBytes,
    });
  }

  /**
   * Removes what a topic's deletion, or a move from another data folder, left when the process
   * ended.
   *
   * @returns names of the logs that were being moved
   */
  #removeLeftFolders(): string[] {
    const { files, logger } = this.#services;
    const moves: string[] = [];
    for (const name of files.list(this.path)) {
      const isFuture = name.endsWith(FUTURE_FOLDER_SUFFIX);
      if (isFuture) moves.push(name.slice(0, name.lastIndexOf(".")));
      if (!isFuture && !name.endsWith(DELETE_FOLDER_SUFFIX)) continue;
      files.removeFolder(joinPath(this.path, name)).catch((error) => {
        logger.warn("cannot remove a deleted log's folder", { folder: name, error });
      });
    }
    return moves;
  }

  /** Logs that have a folder here. */
  get logCount(): number {
    return this.#logCount ??= this.logNames().length;
  }

  /** A log's folder came. */
  noteAdded(): void {
    if (this.#logCount !== null) this.#logCount += 1;
  }

  /** Names of the logs that have a folder here. */
  logNames(): string[] {
    const { files } = this.#services;
    return files.list(this.path).filter((name) =>
      /^[^.].*-\d+$/.test(name) && name !== KRAFT_METADATA_FOLDER &&
      files.isFolder(joinPath(this.path, name))
    );
  }

  /** Takes over what another folder's checkpoints say of a log that moves here. */
  copyOffsets(name: string, from: StoreFolder): void {
    this.recoveryPoints.set(name, from.recoveryPoints.get(name) ?? 0);
    const cleanerOffset = from.cleanerOffsets.get(name);
    if (cleanerOffset !== undefined) this.cleanerOffsets.set(name, cleanerOffset);
  }

  /** Forgets a removed log. */
  forget(name: string): void {
    this.#logCount = null;
    this.recoveryPoints.delete(name);
    this.logStartOffsets.delete(name);
    this.cleanerOffsets.delete(name);
  }

  /** Writes the checkpoint files, off the loop. */
  async writeCheckpoints(): Promise<void> {
    for (const { path, entries } of this.#checkpoints()) {
      const text = entries.join("\n");
      if (this.#written.get(path) === text) continue;
      await this.#replace(path, encodeCheckpoint(entries));
      this.#written.set(path, text);
    }
  }

  async #replace(path: string, content: Uint8Array): Promise<void> {
    try {
      await this.#services.files.replaceFileLater(path, content);
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
      this.reserve.adjust();
      await this.#services.files.replaceFileLater(path, content);
    }
  }

  #checkpoints(): { path: string; entries: string[] }[] {
    const starts = [...this.logStartOffsets].filter(([, offset]) => offset > 0);
    const cleanerPath = joinPath(this.path, CLEANER_FILE);
    const cleaned = formatOffsets(this.cleanerOffsets);
    // Most folders have no compacted log, and need no file that says so.
    const isNeeded = cleaned.length > 0 || this.#services.files.exists(cleanerPath);
    return [
      ...(isNeeded ? [{ path: cleanerPath, entries: cleaned }] : []),
      {
        path: joinPath(this.path, RECOVERY_POINT_FILE),
        entries: formatOffsets(this.recoveryPoints),
      },
      { path: joinPath(this.path, LOG_START_FILE), entries: formatOffsets(starts) },
    ];
  }

  /** Writes the checkpoints and the marker: every log here is whole and on disk. */
  closeCleanly(): void {
    this.closeWithoutMarker();
    const { files } = this.#services;
    const marker = joinPath(this.path, CLEAN_SHUTDOWN_FILE);
    files.replaceFile(marker, Buffer.from(CLEAN_SHUTDOWN_CONTENT));
  }

  /** Writes the checkpoints: the next start checks what lies past them. */
  closeWithoutMarker(): void {
    const { files } = this.#services;
    for (const { path, entries } of this.#checkpoints()) writeCheckpoint(files, path, entries);
  }

  /** Lets others use the folder. */
  unlock(): void {
    this.#lock.release();
  }
}

/** Makes a folder, and its name durable. */
function makeDurableFolder(files: FileSystem, path: string): void {
  if (files.isFolder(path)) return;
  const parent = folderOf(path);
  if (parent !== path) makeDurableFolder(files, parent);
  files.makeFolder(path);
  try {
    files.syncFolder(parent);
  } catch {
    // A parent that may not be read cannot be synced: the folder is used all the same.
  }
}

function lockFolder(files: FileSystem, path: string): FileLock {
  try {
    return files.lock(joinPath(path, LOCK_FILE));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new LockedError(
      `Cannot use data folder ${path}: ${error.holder} has locked it. ` +
        "Stop that broker, or start this one with another log.dirs.",
      { holder: error.holder },
    );
  }
}
