/**
 * Opening the folders of log.dirs. One that cannot be used is left out, with one line that says
 * what to do, as long as another can be (KIP-112); one that another process has locked, never.
 *
 * Where there are several, each has a list of all. It tells a folder that is new from one that was
 * in use and is empty now, because its disk is not mounted: to begin there anew would hide, and
 * some day overwrite, what is on that disk.
 *
 * @module
 */
import { type FileSystem, joinPath, LockedError } from "../io/file.ts";
import { type FolderServices, StoreFolder } from "./store_folder.ts";

/** Paths of all data folders, one a line. */
const LIST_FILE = ".kedge_log_dirs";

/** A folder of log.dirs that could not be used at the start. */
export interface FailedFolder {
  readonly path: string;
  readonly reason: string;
}

/** None of the data folders can be used, or not the one that is needed. */
export class FolderFailedError extends Error {
  override name = "FolderFailedError";
}

/**
 * Opens all folders that can be.
 *
 * @throws LockedError where another process uses one, FolderFailedError where none can be used;
 * no lock is held then
 */
export function openFolders(
  paths: readonly string[],
  services: FolderServices,
): { folders: StoreFolder[]; failed: FailedFolder[] } {
  const folders: StoreFolder[] = [];
  const failed: FailedFolder[] = [];
  const known = knownPaths(paths, services.files);
  for (const path of paths) {
    try {
      if (known.has(path)) requireInUse(path, services.files);
      folders.push(new StoreFolder(path, services));
    } catch (error) {
      if (error instanceof LockedError || paths.length === 1) {
        closeAll(folders);
        throw error;
      }
      failed.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (folders.length === 0) throw new FolderFailedError(noneUsable(failed));
  for (const { path, reason } of failed) services.logger.error(offlineAtStart(path, reason));
  noteKnown(folders, paths, services);
  return { folders, failed };
}

/** What to do about a folder that is left out. */
function offlineAtStart(path: string, reason: string): string {
  return `Data folder ${path} is offline: ${reason}. Its partitions are not served, the others ` +
    "are. Repair or mount its disk and start again; or take it out of log.dirs, which gives up " +
    "what is in it";
}

function noneUsable(failed: readonly FailedFolder[]): string {
  const reasons = failed.map(({ path, reason }) => `${path}: ${reason}`).join("; ");
  return `Cannot use any folder of log.dirs (${reasons}). Repair or mount their disks, or start ` +
    "with another log.dirs.";
}

function closeAll(folders: readonly StoreFolder[]): void {
  for (const folder of folders) {
    if (folder.clean) folder.closeCleanly();
    folder.unlock();
  }
}

/** What the lists of those folders say that can be read. */
function knownPaths(paths: readonly string[], files: FileSystem): Set<string> {
  const known = new Set<string>();
  if (paths.length === 1) return known;
  for (const path of paths) {
    try {
      const list = joinPath(path, LIST_FILE);
      if (!files.exists(list)) continue;
      for (const line of Buffer.from(files.readFile(list)).toString().split("\n")) known.add(line);
    } catch {
      // The folder cannot be used: opening it tells why.
    }
  }
  return known;
}

function requireInUse(path: string, files: FileSystem): void {
  // A new file system has a folder of its own.
  if (files.list(path).some((name) => name !== "lost+found")) return;
  throw new FolderFailedError(
    `it was in use and is ${files.isFolder(path) ? "empty" : "missing"} now, perhaps because ` +
      `its disk is not mounted (to begin there anew, make a file ${LIST_FILE} in it)`,
  );
}

function noteKnown(
  folders: readonly StoreFolder[],
  paths: readonly string[],
  { files, logger }: FolderServices,
): void {
  if (paths.length === 1) return;
  const content = Buffer.from([...paths, ""].join("\n"));
  for (const { path } of folders) {
    const list = joinPath(path, LIST_FILE);
    try {
      if (files.exists(list) && content.equals(files.readFile(list))) continue;
      files.replaceFile(list, content);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn(`cannot write ${list}: ${reason}`);
    }
  }
}
