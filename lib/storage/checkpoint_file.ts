/**
 * Kafka's checkpoint files: a version line, a count line, then one line an entry. The same form
 * holds recovery points and log start offsets ("topic partition offset") and leader epochs
 * ("epoch startOffset").
 *
 * @module
 */
import type { FileSystem } from "../io/file.ts";

const VERSION = "0";

/** Replaces a checkpoint file. Each entry is one line without its line end. */
export function writeCheckpoint(files: FileSystem, path: string, entries: string[]): void {
  const text = [VERSION, String(entries.length), ...entries, ""].join("\n");
  files.replaceFile(path, Buffer.from(text));
}

/**
 * The entries of a checkpoint file; empty where there is no file.
 *
 * @throws Error where the file is not of this form: guessing at a recovery point could lose data
 */
export function readCheckpoint(files: FileSystem, path: string): string[] {
  if (!files.exists(path)) return [];
  const [version, count, ...entries] = Buffer.from(files.readFile(path)).toString().trimEnd()
    .split("\n");
  if (version !== VERSION || Number(count) !== entries.length) {
    throw new Error(
      `Cannot read checkpoint ${path}: expected version ${VERSION} and as many lines as counted, ` +
        `found version ${version}, count ${count} and ${entries.length} lines. ` +
        "Remove the file to have every log checked from its start.",
    );
  }
  return entries;
}

/** Offsets by log name, from lines such as `orders 0 1234`. */
export function parseOffsets(entries: string[]): Map<string, number> {
  const offsets = new Map<string, number>();
  for (const entry of entries) {
    const [topic, partition, offset] = entry.split(" ");
    offsets.set(`${topic}-${partition}`, Number(offset));
  }
  return offsets;
}

/** Lines such as `orders 0 1234` from offsets by log name. */
export function formatOffsets(offsets: Iterable<[string, number]>): string[] {
  const entries: string[] = [];
  for (const [name, offset] of offsets) {
    const dash = name.lastIndexOf("-");
    entries.push(`${name.slice(0, dash)} ${name.slice(dash + 1)} ${offset}`);
  }
  return entries;
}
