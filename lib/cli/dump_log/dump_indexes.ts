/**
 * Prints offset and time indexes, and checks them against their log.
 *
 * @module
 */

import { resolve } from "node:path";
import {
  BATCH_MAGIC,
  batchBaseOffset,
  batchLastOffset,
  int64At,
} from "../../bytes/batch_header.ts";
import { readMessageSet } from "../../kafka/record/message_set.ts";
import { readRecords } from "../../kafka/record/read_records.ts";
import type { FileParts } from "../environment.ts";
import { TerseError } from "../terse_error.ts";
import { type FileBatch, LogBatches } from "./log_batches.ts";
import type { IndexMode } from "./options.ts";

/** How to print. */
export interface IndexDumpOptions {
  readonly files: FileParts;
  readonly print: (line: string) => void;
  readonly mode: IndexMode;
}

const OFFSET_ENTRY_BYTES = 8;
const TIME_ENTRY_BYTES = 12;

interface OffsetEntry {
  readonly offset: number;
  readonly position: number;
}

/** Entries that say something else than the log: the index's number, and the log's. */
export type Mismatch = readonly [number, number];

/** Prints an offset index; returns the entries that the log does not bear out, last ones first. */
export function dumpOffsetIndex(path: string, options: IndexDumpOptions): Mismatch[] {
  const { files, print, mode } = options;
  const log = new LogBatches(files, siblingOf(path, ".log"));
  const sizeInBytes = files.size(path);
  if (Math.floor(sizeInBytes / OFFSET_ENTRY_BYTES) === 0) {
    print(`${path} is empty.`);
    return [];
  }
  if (mode === "sanity") {
    checkLength(path, { sizeInBytes, entryBytes: OFFSET_ENTRY_BYTES, kind: "Index" });
    print(`${path} passed sanity check.`);
    return [];
  }
  const mismatches: Mismatch[] = [];
  for (const { offset, position } of offsetEntries(files, path)) {
    const batch = log.batches({ from: position }).next().value;
    const found = batch === undefined ? -1 : lastOffsetOf(batch);
    if (found !== offset) mismatches.unshift([offset, found]);
    if (mode === "print") print(`offset: ${offset} position: ${position}`);
  }
  return mismatches;
}

/** What is wrong with a time index. */
export interface TimeIndexFaults {
  /** Indexed time, and the batch's. */
  readonly mismatches: Mismatch[];
  /** Indexed time, and the one before it. */
  readonly unordered: Mismatch[];
  /** Indexed offset, and the end of the batch found. */
  readonly missing: Mismatch[];
}

/** Prints a time index; returns what the log does not bear out. */
export function dumpTimeIndex(path: string, options: IndexDumpOptions): TimeIndexFaults {
  const { files, print, mode } = options;
  const faults: TimeIndexFaults = { mismatches: [], unordered: [], missing: [] };
  const log = new LogBatches(files, siblingOf(path, ".log"));
  if (mode === "sanity") {
    checkTimeIndex(path, files);
    print(`${path} passed sanity check.`);
    return faults;
  }
  const positionFor = positionFinder(offsetEntries(files, siblingOf(path, ".index")));
  let previous = -1;
  for (const { offset, timestamp } of timeEntries(files, path)) {
    const from = positionFor(offset);
    const batch = firstBatchTo(log, { from, offset });
    const lastOffset = batch === null ? -1 : lastOffsetOf(batch);
    if (batch === null || lastOffset !== offset) faults.missing.push([offset, lastOffset]);
    else {
      const found = maxTimestampOf(batch);
      if (found !== timestamp) faults.mismatches.push([timestamp, found]);
      if (previous >= timestamp) faults.unordered.push([timestamp, previous]);
    }
    if (mode === "print") print(`timestamp: ${timestamp} offset: ${offset}`);
    previous = timestamp;
  }
  return faults;
}

/** The file beside `path` with another ending. */
function siblingOf(path: string, suffix: string): string {
  const name = path.lastIndexOf("/") + 1;
  return path.slice(0, name) + path.slice(name).split(".")[0] + suffix;
}

/** The offset in a file's name. @throws {TerseError} where there is none */
export function offsetInName(path: string): number {
  const [name = ""] = path.slice(path.lastIndexOf("/") + 1).split(".");
  if (/^\d+$/.test(name)) return Number(name);
  throw new TerseError(
    `Cannot dump ${path}: its name must begin with an offset, as 00000000000000000000.log does`,
  );
}

/** The entries, up to where a broker has only reserved room. */
function offsetEntries(files: FileParts, path: string): OffsetEntry[] {
  const base = offsetInName(path);
  const entries: OffsetEntry[] = [];
  for (const view of entriesOf(files, path, OFFSET_ENTRY_BYTES)) {
    const offset = base + view.getInt32(0);
    if (offset === base && entries.length > 0) break;
    entries.push({ offset, position: view.getInt32(4) });
  }
  return entries;
}

/** Finds the position of the last entry at or below an offset; 0 where there is none. */
function positionFinder(entries: readonly OffsetEntry[]): (offset: number) => number {
  // The lowest offset from each entry on: these ascend, even where the index is damaged.
  const lowest = entries.map(({ offset }) => offset);
  for (let at = lowest.length - 2; at >= 0; at--) {
    lowest[at] = Math.min(lowest[at]!, lowest[at + 1]!);
  }
  return (offset) => {
    let low = 0;
    let high = lowest.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (lowest[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : entries[low - 1]!.position;
  };
}

function* timeEntries(files: FileParts, path: string) {
  const base = offsetInName(path);
  let isFirst = true;
  for (const view of entriesOf(files, path, TIME_ENTRY_BYTES)) {
    const offset = base + view.getInt32(8);
    if (offset === base && !isFirst) return;
    isFirst = false;
    yield { timestamp: int64At(view, 0), offset };
  }
}

/** Entries are read so many at a time: most of an index may be reserved room. */
const READ_ENTRIES = 4096;

function* entriesOf(files: FileParts, path: string, entryBytes: number): Generator<DataView, void> {
  const length = READ_ENTRIES * entryBytes;
  for (let position = 0;; position += length) {
    const bytes = files.read(path, position, length);
    for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes) {
      yield new DataView(bytes.buffer, bytes.byteOffset + at, entryBytes);
    }
    if (bytes.length < length) return;
  }
}

function checkLength(
  path: string,
  { sizeInBytes, entryBytes, kind }: { sizeInBytes: number; entryBytes: number; kind: string },
): void {
  if (sizeInBytes % entryBytes === 0) return;
  throw new TerseError(
    `${kind} file ${resolve(path)} is corrupt, found ${sizeInBytes} bytes which is neither ` +
      `positive nor a multiple of ${entryBytes}.`,
  );
}

/** As a broker does when it starts. @throws {TerseError} where it would make the index anew */
function checkTimeIndex(path: string, files: FileParts): void {
  const sizeInBytes = files.size(path);
  const base = offsetInName(path);
  const count = Math.floor(sizeInBytes / TIME_ENTRY_BYTES);
  if (count > 0) {
    const first = entryAt(files, path, 0);
    const last = entryAt(files, path, count - 1);
    const words = `Corrupt time index found, time index file (${resolve(path)}) has non-zero size`;
    if (last.timestamp < first.timestamp) {
      throw new TerseError(
        `${words} but the last timestamp is ${last.timestamp} which is less than the first ` +
          `timestamp ${first.timestamp}`,
      );
    }
    if (last.offset < base) {
      throw new TerseError(
        `${words} but the last offset is ${last.offset} which is less than the first offset ` +
          base,
      );
    }
  }
  checkLength(path, { sizeInBytes, entryBytes: TIME_ENTRY_BYTES, kind: "Time index" });
}

function entryAt(files: FileParts, path: string, index: number) {
  const bytes = files.read(path, index * TIME_ENTRY_BYTES, TIME_ENTRY_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { timestamp: int64At(view, 0), offset: offsetInName(path) + view.getInt32(8) };
}

function firstBatchTo(
  log: LogBatches,
  { from, offset }: { from: number; offset: number },
): FileBatch | null {
  for (const batch of log.batches({ from })) {
    if (lastOffsetOf(batch) >= offset) return batch;
  }
  return null;
}

/** An old format's wrapper has its last message's offset. */
function lastOffsetOf({ magic, view }: FileBatch): number {
  return magic >= BATCH_MAGIC ? batchLastOffset(view, 0) : batchBaseOffset(view, 0);
}

function maxTimestampOf({ magic, bytes }: FileBatch): number {
  const records = magic >= BATCH_MAGIC ? readRecords(bytes) : readMessageSet(bytes);
  let maxTimestamp = -1;
  for (const { timestamp } of records) maxTimestamp = Math.max(maxTimestamp, timestamp);
  return maxTimestamp;
}
