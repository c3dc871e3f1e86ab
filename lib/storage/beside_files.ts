/**
 * The files beside a log's segments, where a log moves to another data folder: producer snapshots,
 * aborted transactions, partition.metadata, leader epochs. All go along, whatever they are, and are
 * compared at the last moment, since they may be replaced while the log moves.
 *
 * @module
 */
import { type FileSystem, joinPath } from "../io/file.ts";
import { copyFile } from "./copy_file.ts";
import {
  CLEANED_SUFFIX,
  DELETED_SUFFIX,
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  SWAP_SUFFIX,
  TIME_INDEX_SUFFIX,
} from "./log_files.ts";

/** How often a log has moved: of two folders that have it, the one that tells more is the log's. */
const MOVE_COUNT_FILE = "kedge-move-count";
/** Ends the names of files that are the segments' own, or on their way in or out. */
const OTHER_SUFFIXES = [
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  TIME_INDEX_SUFFIX,
  CLEANED_SUFFIX,
  DELETED_SUFFIX,
  SWAP_SUFFIX,
  ".tmp",
];

/** Copies the files beside the segments, which are on disk when this resolves. */
export async function copyBeside(
  files: FileSystem,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const wanted = besideSizes(files, from);
  for (const name of besideSizes(files, to).keys()) {
    if (!wanted.has(name)) files.remove(joinPath(to, name));
  }
  for (const name of wanted.keys()) {
    const path = joinPath(from, name);
    // Snapshots are replaced while this goes on; the comparison that follows finds the new ones.
    if (!files.exists(path)) continue;
    await copyFile(files, { from: path, to: joinPath(to, name) });
  }
}

/** True where both folders have the same files beside their segments. */
export function isBesideSame(
  files: FileSystem,
  { from, to }: { from: string; to: string },
): boolean {
  const copied = besideSizes(files, to);
  const wanted = besideSizes(files, from);
  return copied.size === wanted.size &&
    [...wanted].every(([name, sizeBytes]) => copied.get(name) === sizeBytes);
}

function besideSizes(files: FileSystem, folder: string): Map<string, number> {
  const names = files.list(folder).filter((name) => {
    return name !== MOVE_COUNT_FILE && !OTHER_SUFFIXES.some((suffix) => name.endsWith(suffix));
  });
  return new Map(names.map((name) => [name, files.size(joinPath(folder, name))]));
}

/** How often the log in a folder has moved from data folder to data folder. */
export function readMoveCount(files: FileSystem, folder: string): number {
  const path = joinPath(folder, MOVE_COUNT_FILE);
  if (!files.exists(path)) return 0;
  const count = Number(Buffer.from(files.readFile(path)).toString().trim());
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/** Notes a folder's count; that is on disk when this resolves. */
export async function writeMoveCount(
  files: FileSystem,
  folder: string,
  count: number,
): Promise<void> {
  await files.replaceFileLater(joinPath(folder, MOVE_COUNT_FILE), Buffer.from(`${count}\n`));
}
