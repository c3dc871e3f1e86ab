/**
 * The folders of log.dirs together: which are in use and which have failed, and which of them has a
 * log or gets a new one.
 *
 * @module
 */
import { type FileSystem, folderOf, joinPath } from "../io/file.ts";
import { readMoveCount } from "./beside_files.ts";
import { diskFault, WatchedFileSystem } from "./folder_failure.ts";
import { LogOfflineError } from "./log_resources.ts";
import { type FailedFolder, openFolders } from "./open_folders.ts";
import { type FolderServices, LOCK_FILE, StoreFolder } from "./store_folder.ts";

/** Wishes that are remembered: anybody may have them, for topics that never come. */
const WISHES_MAX = 10_000;

/** A folder of log.dirs as it stands. */
export interface FolderState {
  readonly path: string;
  /** Why it is not used; null where it is. */
  readonly offline: string | null;
}

/** A log that more than one data folder has, and nothing tells which one is right. */
export class AmbiguousLogError extends Error {
  override name = "AmbiguousLogError";
}

/** All data folders. */
export class DataFolders {
  /** The file system, with an eye on the folders' failures. */
  readonly files: FileSystem;
  /** Those that could be used at the start, in the order of log.dirs. */
  readonly opened: readonly StoreFolder[];
  readonly #paths: readonly string[];
  readonly #failedAtStart: readonly FailedFolder[];
  readonly #services: FolderServices;
  /** By the name of a log that is not there yet: where it is to be made. */
  readonly #wished = new Map<string, StoreFolder>();
  /** Told of a folder that has just failed. */
  onFailure: ((folder: StoreFolder, reason: string) => void) | null = null;

  /**
   * Takes the locks and reads the checkpoints.
   *
   * @throws LockedError, FolderFailedError where none can be used
   */
  constructor(paths: readonly string[], services: FolderServices) {
    this.files = new WatchedFileSystem(services.files, (path, error) => this.#fault(path, error));
    this.#services = services;
    this.#paths = paths;
    const { folders, failed } = openFolders(paths, { ...services, files: this.files });
    this.opened = folders;
    this.#failedAtStart = failed;
  }

  /** Every folder of log.dirs. */
  states(): FolderState[] {
    return this.#paths.map((path) => {
      const failed = this.#failedAtStart.find((each) => each.path === path);
      const offline = failed?.reason ?? this.at(path)?.offline ?? null;
      return { path, offline };
    });
  }

  /** Those in use. */
  get online(): StoreFolder[] {
    return this.opened.filter(({ offline }) => offline === null);
  }

  /** One that was left out at the start: logs that are nowhere else may be in it. */
  get leftOut(): FailedFolder | null {
    return this.#failedAtStart[0] ?? null;
  }

  /** The folder at a path of log.dirs, where it could be used at the start. */
  at(path: string): StoreFolder | undefined {
    return this.opened.find((folder) => folder.path === path);
  }

  /** What to throw for an error of the file system: the folder may have failed with it. */
  #fault(path: string, error: unknown): unknown {
    const fault = diskFault(error);
    const folder = fault === null ? undefined : this.#around(path);
    if (folder === undefined) return error;
    if (folder.offline === null) {
      if (fault === "perhaps" && this.#isThere(folder)) return error;
      this.#fail(folder, error instanceof Error ? error.message : String(error));
    }
    return new LogOfflineError(`Data folder ${folder.path} is offline: ${folder.offline}`);
  }

  #around(path: string): StoreFolder | undefined {
    for (let at = path;; at = folderOf(at)) {
      const folder = this.opened?.find((each) => each.path === at);
      if (folder !== undefined || at === folderOf(at)) return folder;
    }
  }

  /** False where the whole folder is gone, or what was mounted there. */
  #isThere({ path }: StoreFolder): boolean {
    const { files } = this.#services;
    try {
      return files.list(path).length > 0 && files.exists(joinPath(path, LOCK_FILE));
    } catch {
      return false;
    }
  }

  #fail(folder: StoreFolder, reason: string): void {
    folder.offline = reason;
    this.#services.logger.error(
      `data folder ${folder.path} failed and is offline until the next start: ${reason}. Its ` +
        "partitions are not served, the others are. Repair or mount its disk, then start again",
      { folder: folder.path },
    );
    this.onFailure?.(folder, reason);
  }

  /** Wishes that a log which is not there yet be made in a folder; the oldest wishes go. */
  wish(name: string, folder: StoreFolder): void {
    this.#wished.delete(name);
    this.#wished.set(name, folder);
    for (const oldest of this.#wished.keys()) {
      if (this.#wished.size <= WISHES_MAX) return;
      this.#wished.delete(oldest);
    }
  }

  /** Where a new log goes: where it was wished, or to the first of those that have the fewest. */
  forNew(name: string): StoreFolder {
    const wished = this.#wished.get(name);
    this.#wished.delete(name);
    let chosen = wished?.offline === null ? wished : undefined;
    if (chosen === undefined) {
      for (const folder of this.online) {
        if (chosen === undefined || folder.logCount < chosen.logCount) chosen = folder;
      }
    }
    if (chosen === undefined) {
      throw new LogOfflineError(`Cannot make log ${name}: every folder of log.dirs is offline`);
    }
    chosen.noteAdded();
    return chosen;
  }

  /** Paths that have a log's name, in the order of log.dirs. */
  pathsOf(name: string): string[] {
    return this.online.map((folder) => joinPath(folder.path, name))
      .filter((path) => this.files.exists(path));
  }

  /**
   * The folder that has a log. Where several do, a crash broke a move off just before its end: the
   * copy that has moved more often is the log.
   *
   * @param onOlder told of the others' paths
   * @throws AmbiguousLogError where nothing tells: somebody has put a copy there
   */
  having(name: string, onOlder: (path: string) => void): StoreFolder | undefined {
    const paths = this.pathsOf(name);
    const path = paths.length < 2 ? paths[0] : this.#newestOf(paths, onOlder);
    return path === undefined ? undefined : this.at(folderOf(path));
  }

  #newestOf(paths: readonly string[], onOlder: (path: string) => void): string | undefined {
    const counts = paths.map((path) => readMoveCount(this.files, path));
    const most = Math.max(...counts);
    const newest = paths.filter((_, i) => counts[i] === most);
    if (newest.length > 1) {
      throw new AmbiguousLogError(
        `${newest.join(" and ")} both hold it, and nothing tells which one is right; take the ` +
          "one away that is not wanted and start again",
      );
    }
    for (const path of paths) if (!newest.includes(path)) onOlder(path);
    return newest[0];
  }
}
