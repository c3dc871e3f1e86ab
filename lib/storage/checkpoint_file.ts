/**
 * Kafka's checkpoint files: a version line, a count line, then one line an entry. The same form
 * holds recovery points and log start offsets ("topic partition offset") and leader epochs
 * ("epoch startOffset").
 *
 * @module
 */
import type { FileSystem } from "../io/file.ts";

const VERSION = "0";

/** The content of a checkpoint file. Each entry is one line without its line end. */
export function encodeCheckpoint(entries: string[]): Uint8Array {
  return Buffer.from([VERSION, String(entries.length), ...entries, ""].join("\n"));
}

/** Replaces a checkpoint file. */
export function writeCheckpoint(files: FileSystem, path: string, entries: string[]): void {
  files.replaceFile(path, encodeCheckpoint(entries));
}

/**
 * The entries of a checkpoint file; empty where there is no file.
 *
 * @throws Error where the file is not of this form: guessing at a recovery point could lose data
 */
export function readCheckpoint(files: FileSystem, path: string): string[] {
  if (!files.exists(path)) return [];
  const text = Buffer.from(files.readFile(path)).toString();
  // Kafka makes the files before it has anything to write into them.
  if (text === "") return [];
  const [version, count, ...entries] = text.trimEnd().split("\n");
  if (version !== VERSION || Number(count) !== entries.length) {
    throw new Error(
      `Cannot read checkpoint ${path}: expected version ${VERSION} and as many lines as counted, ` +
        `found version ${version}, count ${count} and ${entries.length} lines. ` +
        "Remove the file to have every log checked from its start.",
    );
  }
  return entries;
}

/**
 * Offsets by log name, from lines such as `orders 0 1234`.
 *
 * @throws Error where a line is not of this form
 */
export function parseOffsets(entries: string[]): Map<string, number> {
  const offsets = new Map<string, number>();
  for (const entry of entries) {
    const [topic, partition, text, ...rest] = entry.trimEnd().split(" ");
    const offset = Number(text);
    if (!partition || !text || rest.length > 0 || !Number.isSafeInteger(offset) || offset < 0) {
      throw new Error(
        `Cannot read checkpoint line ${JSON.stringify(entry)}: expected "topic partition offset"`,
      );
    }
    offsets.set(`${topic}-${partition}`, offset);
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
