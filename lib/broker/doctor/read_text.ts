/**
 * Small text files of the system, which may not be there: /proc, /sys, /run.
 *
 * @module
 */
import type { FileSystem } from "../../io/file.ts";

/** The file's text, or null where it cannot be read. */
export function readTextOrNull(files: FileSystem, path: string): string | null {
  try {
    return new TextDecoder().decode(files.readFile(path));
  } catch {
    return null;
  }
}

/** The number that a file holds, or null. */
export function readNumberOrNull(files: FileSystem, path: string): number | null {
  const text = readTextOrNull(files, path)?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** The reason in an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
