/**
 * Names of the files and folders of a log, as Kafka's LogFileUtils gives them.
 *
 * @module
 */
import { joinPath } from "../io/file.ts";

/** What a segment's files are called: its base offset in 20 digits and a suffix. */
export const LOG_SUFFIX = ".log";
export const OFFSET_INDEX_SUFFIX = ".index";
export const TIME_INDEX_SUFFIX = ".timeindex";
/** Aborted transactions; only beside segments in which one ended. */
export const TRANSACTION_INDEX_SUFFIX = ".txnindex";
/** Ends the name of a folder that is to be removed; start-up removes those left over. */
export const DELETE_FOLDER_SUFFIX = "-delete";
/** Ends the name of a folder that nobody's log is: it is kept until somebody removes it. */
export const STRAY_FOLDER_SUFFIX = "-stray";
/** Ends the name of a folder that a log is being copied to from another data folder. */
export const FUTURE_FOLDER_SUFFIX = "-future";
/** Ends the name of a file that is to be removed. */
export const DELETED_SUFFIX = ".deleted";
/** Ends the name of a compacted segment's file that is being written; a start removes it. */
export const CLEANED_SUFFIX = ".cleaned";
/** Ends the name of one that is complete and about to take its place; a start finishes that. */
export const SWAP_SUFFIX = ".swap";

const OFFSET_DIGITS = 20;
/** The longest name that file systems take. */
const NAME_BYTES_MAX = 255;

/** The path of a segment's file. */
export function segmentPath(folder: string, baseOffset: number, suffix: string): string {
  return joinPath(folder, String(baseOffset).padStart(OFFSET_DIGITS, "0") + suffix);
}

/**
 * What a log's folder is called when it is no longer the log's: `NAME.UNIQUE-SUFFIX`. A long name
 * is cut where the whole would be more than a file system takes.
 *
 * @param unique 32 hexadecimal digits, so that the same name can go more than once
 */
export function retiredName(name: string, { unique, suffix }: {
  unique: string;
  suffix: string;
}): string {
  const end = `.${unique}${suffix}`;
  return name.slice(0, NAME_BYTES_MAX - end.length) + end;
}

/** The base offset in the name of a file with this suffix, or null where it is no such name. */
export function baseOffsetOf(name: string, suffix: string): number | null {
  if (!name.endsWith(suffix)) return null;
  const digits = name.slice(0, -suffix.length);
  return /^\d{20}$/.test(digits) ? Number(digits) : null;
}
