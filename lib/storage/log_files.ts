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
/** Ends the name of a folder that is to be removed; start-up removes those left over. */
export const DELETE_FOLDER_SUFFIX = "-delete";
/** Ends the name of a file that is to be removed. */
export const DELETED_SUFFIX = ".deleted";

const OFFSET_DIGITS = 20;

/** The path of a segment's file. */
export function segmentPath(folder: string, baseOffset: number, suffix: string): string {
  return joinPath(folder, String(baseOffset).padStart(OFFSET_DIGITS, "0") + suffix);
}

/** The base offset in the name of a file with this suffix, or null where it is no such name. */
export function baseOffsetOf(name: string, suffix: string): number | null {
  if (!name.endsWith(suffix)) return null;
  const digits = name.slice(0, -suffix.length);
  return /^\d{20}$/.test(digits) ? Number(digits) : null;
}
