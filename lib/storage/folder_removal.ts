/**
 * Taking the name from a log's folder: because the log was deleted, because it has moved, or
 * because the folder is another log's. The name is gone for good before anything is removed, so
 * that a new log of that name never finds the old one's records.
 *
 * @module
 */
import { type FileSystem, folderOf, joinPath } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import { DELETE_FOLDER_SUFFIX, retiredName, STRAY_FOLDER_SUFFIX } from "./log_files.ts";
import type { StoreFolder } from "./store_folder.ts";

/** What it works on. */
export interface RemovalServices {
  readonly files: FileSystem;
  readonly random: Random;
  readonly logger: Logger;
  readonly folders: readonly StoreFolder[];
  writeCheckpoints(): Promise<void>;
}

/** Renames and removes folders of logs. */
export class FolderRemoval {
  readonly #services: RemovalServices;

  constructor(services: RemovalServices) {
    this.#services = services;
  }

  /** 32 hexadecimal digits, so that the same name can go more than once. */
  unique(): string {
    return this.#services.random.uuid().replaceAll("-", "");
  }

  /** Gives a folder a name that a start removes; gives its new path. */
  retire(path: string): string {
    return this.#rename(path, DELETE_FOLDER_SUFFIX);
  }

  /** Gives a log's folder a name that no log has. */
  #rename(path: string, suffix: string): string {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const retired = retiredName(name, { unique: this.unique(), suffix });
    const renamed = joinPath(folderOf(path), retired);
    this.#services.files.rename(path, renamed);
    return renamed;
  }

  /** Removes a folder; when this resolves its name is gone from the checkpoints as well. */
  async remove(path: string): Promise<void> {
    const { files, writeCheckpoints } = this.#services;
    if (!files.exists(path)) return;
    const renamed = this.retire(path);
    await files.syncFolderLater(folderOf(path));
    const isWritten = await writeCheckpoints().then(() => true, () => false);
    await files.removeFolder(renamed);
    // A full disk may have had no room for them before.
    if (!isWritten) await writeCheckpoints();
  }

  /** Removes what a move left in the data folder that it came from, before the log is opened. */
  removeOlder(path: string): void {
    const { files, logger } = this.#services;
    const retired = this.retire(path);
    files.syncFolder(folderOf(path));
    logger.info("removing the older copy of a log that has moved", { folder: path });
    files.removeFolder(retired).catch(() => {/* the next start does it */});
  }

  /**
   * Gives a folder another name and keeps it, since whether somebody needs it is not for a start to
   * decide. When this resolves a log of its name finds nothing of it.
   *
   * @param reason why the folder is not the log's, for the one line that tells of it
   */
  async setAside(path: string, reason: string): Promise<void> {
    const { files, folders, logger, writeCheckpoints } = this.#services;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const renamed = this.#rename(path, STRAY_FOLDER_SUFFIX);
    logger.warn(
      `${reason}: its folder was set aside and a new one is begun; remove it when it is not needed`,
      { log: name, folder: renamed },
    );
    await files.syncFolderLater(folderOf(path));
    folders.find((folder) => joinPath(folder.path, name) === path)?.forget(name);
    await writeCheckpoints();
  }
}
