/**
 * What a failed folder of log.dirs means for the process: nothing but its own partitions, unless it
 * has the znode tree, without which nothing can be known or changed, or no other is left.
 *
 * @module
 */
import type { Logger } from "../io/logger.ts";
import { FolderFailedError } from "../storage/open_folders.ts";
import type { Store } from "../storage/store.ts";
import { ZNODE_LOG_NAME } from "./znode_log.ts";

/** What the watch works with. */
export interface FolderWatchServices {
  readonly logger: Logger;
  /** Told why the process cannot go on. */
  readonly onFatal?: (error: Error) => void;
}

/**
 * Watches the folders from now on, before anything is opened in them.
 *
 * @throws FolderFailedError where the znode tree may be in a folder that cannot be used
 */
export function watchFolders(store: Store, { logger, onFatal }: FolderWatchServices): void {
  const failed = store.folderStates().filter(({ offline }) => offline !== null);
  if (failed.length > 0 && store.folderPath(ZNODE_LOG_NAME) === null) {
    throw new FolderFailedError(
      `Cannot start without ${failed.map(({ path }) => path).join(", ")}: no other folder of ` +
        `log.dirs has ${ZNODE_LOG_NAME}, which holds the cluster's metadata. Repair or mount its ` +
        "disk; or, if it never held anything, take it out of log.dirs.",
    );
  }
  store.onFolderFailure = ({ path, offline }) => {
    const isLast = store.folderStates().every((folder) => folder.offline !== null);
    const log = store.get(ZNODE_LOG_NAME);
    const hasTree = log !== undefined && store.folderOf(log)?.path === path;
    if (!isLast && !hasTree) return;
    const error = new FolderFailedError(
      `cannot go on without data folder ${path} (${offline}): ` +
        (isLast
          ? "no other folder of log.dirs is left"
          : `it has ${ZNODE_LOG_NAME}, the cluster's metadata`) +
        ". Repair or mount its disk, then start again",
    );
    logger.error(error.message);
    onFatal?.(error);
  };
}
