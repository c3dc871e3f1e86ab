/**
 * Writes a database into the folder of a ZooKeeper, as a snapshot that it starts from: of any
 * version since 3.4. There is no log: the next transaction begins one.
 *
 * @module
 */
import { type FileSystem, folderOf, joinPath } from "../../io/file.ts";
import type { Database } from "../tree/database.ts";
import { writeDatabase } from "./database_snapshot.ts";
import { snapshotName, VERSION_FOLDER } from "./file_form.ts";
import { DIGEST_VERSION } from "./snapshot_form.ts";
import { SnapshotWriter } from "./snapshot_writer.ts";

/** Not `snapshot.…`: a ZooKeeper would take one that is not whole for a snapshot. */
const UNFINISHED_NAME = "kedge-export.tmp";
/** What a ZooKeeper would read beside the snapshot, or begin from in its place. */
const OLDER_FILES = /^((snapshot|log)\.|(current|accepted)Epoch$)/;
const SET_ASIDE_MAX = 10_000;

/** Thrown where something is in the way; the message says what to do. */
export class ExportError extends Error {
  override name = "ExportError";
}

/** Where to write. */
export interface ExportOptions {
  /** dataDir of zoo.cfg, made where it is missing. */
  readonly dataDir: string;
  /** dataLogDir of zoo.cfg, where it has one. */
  readonly dataLogDir: string | null;
  readonly files: FileSystem;
  /** What becomes of the files that an earlier ZooKeeper left there. */
  readonly older: "refuse" | "set aside";
  readonly onProgress?: (nodes: number) => void;
}

/** What was written. */
export interface Exported {
  readonly path: string;
  /** Folders that hold the older files now. */
  readonly setAside: readonly string[];
}

/** Files of an earlier ZooKeeper in a folder. */
function olderFiles(folder: string, files: FileSystem): string[] {
  return files.list(folder).filter((name) => OLDER_FILES.test(name));
}

/** Moves them into a new folder beside theirs; null where there are none. */
function setAside(folder: string, files: FileSystem): string | null {
  const names = olderFiles(folder, files);
  if (names.length === 0) return null;
  const kept = unusedName(`${folder}.before-kedge`, files);
  files.makeFolder(kept);
  // Snapshots first: a ZooKeeper refuses logs without one, and so never begins empty by mistake.
  for (const name of names.reverse()) files.rename(joinPath(folder, name), joinPath(kept, name));
  files.syncFolder(kept);
  files.syncFolder(folder);
  files.syncFolder(folderOf(folder));
  return kept;
}

function unusedName(wanted: string, files: FileSystem): string {
  for (let number = 1; number < SET_ASIDE_MAX; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!files.exists(name)) return name;
  }
  throw new ExportError(`Cannot set older files aside: ${wanted} and all names like it are taken`);
}

function refuseOlder(folders: readonly string[], files: FileSystem): void {
  for (const folder of folders) {
    const [found] = olderFiles(folder, files);
    if (found === undefined) continue;
    throw new ExportError(
      `Cannot export: ${joinPath(folder, found)} is there already, and a ZooKeeper would mix ` +
        "both. Export to an empty folder, or use --force: it sets older files aside in a folder " +
        "beside theirs.",
    );
  }
}

/** Refuses at once what {@linkcode exportDatabase} would refuse at its end. */
export function requireExportable(options: ExportOptions): void {
  if (options.older === "refuse") refuseOlder(foldersOf(options), options.files);
}

function foldersOf({ dataDir, dataLogDir }: ExportOptions): string[] {
  return [...new Set([dataDir, dataLogDir ?? dataDir])].map((one) => joinPath(one, VERSION_FOLDER));
}

/** Makes a folder where it is missing, and its name durable. */
function makeDurableFolder(folder: string, files: FileSystem): void {
  if (files.isFolder(folder)) return;
  const parent = folderOf(folder);
  if (parent !== folder) makeDurableFolder(parent, files);
  files.makeFolder(folder);
  files.syncFolder(parent);
}

/**
 * Writes the snapshot. It has its name only when it is whole and on disk.
 *
 * @throws ExportError where older files are in the way, DiskFullError
 */
export async function exportDatabase(
  database: Database,
  options: ExportOptions,
): Promise<Exported> {
  const { files, older, onProgress } = options;
  requireExportable(options);
  const folder = joinPath(options.dataDir, VERSION_FOLDER);
  makeDurableFolder(folder, files);
  const unfinished = joinPath(folder, UNFINISHED_NAME);
  const file = files.open(unfinished, "create");
  try {
    file.truncate(0);
    await writeDatabase(database, new SnapshotWriter(file), {
      digestVersion: DIGEST_VERSION,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    await file.datasync();
  } catch (error) {
    await files.removeLater(unfinished).catch(() => {/* the error tells more */});
    throw error;
  } finally {
    file.close();
  }
  const kept = older === "refuse"
    ? []
    : foldersOf(options).flatMap((one) => setAside(one, files) ?? []);
  const path = joinPath(folder, snapshotName(database.lastProcessedZxid));
  files.rename(unfinished, path);
  files.syncFolder(folder);
  return { path, setAside: kept };
}
