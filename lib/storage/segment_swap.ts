/**
 * Putting a compacted segment in the place of those it was made from, so that a crash at any
 * moment leaves a log of either or of the other, never of both.
 *
 * ```
 * X.log.cleaned  being written, or complete and not wanted yet: a start removes it
 * X.log.swap     complete and on disk: from here on, a start finishes what is below
 *                1. the sources get the suffix .deleted, but for the indexes of X
 *                2. the indexes lose .swap, over those of X, then the log does
 * X.log          in place
 * ```
 *
 * The indexes go from name to name before their `.log`, so that one of them without its `.log` in
 * the same state means a step that was not reached, or was finished.
 *
 * @module
 */
import { BATCH_HEADER_BYTES, batchLastOffset, batchSizeInBytes } from "../bytes/batch_header.ts";
import { type File, type FileSystem, joinPath } from "../io/file.ts";
import type { Log } from "./log.ts";
import {
  baseOffsetOf,
  CLEANED_SUFFIX,
  DELETED_SUFFIX,
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  segmentPath,
  SWAP_SUFFIX,
  TIME_INDEX_SUFFIX,
  TRANSACTION_INDEX_SUFFIX,
} from "./log_files.ts";
import { OffsetIndex } from "./offset_index.ts";
import { Segment } from "./segment.ts";

/** The suffixes of a segment's files, the log's own last. */
const SUFFIXES = [OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX, TRANSACTION_INDEX_SUFFIX, LOG_SUFFIX];

/** A complete segment under its `.cleaned` names, on disk. */
export interface ReplacementSegment {
  baseOffset: number;
  /** Base offsets of the segments that it takes the place of. */
  sources: readonly number[];
  sizeBytes: number;
  /** In ms, -1 for none. */
  maxTimestamp: number;
  maxTimestampOffset: number;
}

/**
 * Puts a compacted segment into its log. Readers that are at the old ones find the new one at
 * their next read; what they hold of the old ones stays readable.
 *
 * @param onSwapped called as soon as readers see the new one
 * @returns false where the log has not all of the sources any more: the new segment is removed then
 */
export async function swapSegment(
  log: Log,
  replacement: ReplacementSegment,
  onSwapped: () => void,
): Promise<boolean> {
  const { files } = log.resources;
  const { baseOffset } = replacement;
  let sources: Segment[] | null = null;
  try {
    sources = await makeReady(log, replacement);
  } finally {
    // A `.swap` that stayed would be put in by a later start, whatever the log holds by then.
    if (sources === null) giveUp(log, baseOffset);
  }
  if (sources === null) return false;
  try {
    takeOut(log, sources);
    moveIn(files, log.folder, { baseOffset, removed: replacement.sources });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw log.setOffline(`a compacted segment could not be put in place: ${reason}`);
  }
  const segment = new Segment(log.resources, log.folder, {
    baseOffset,
    sizeBytes: replacement.sizeBytes,
    createdMs: sources[sources.length - 1]!.createdMs,
  });
  segment.maxTimestamp = replacement.maxTimestamp;
  segment.maxTimestampOffset = replacement.maxTimestampOffset;
  log.segments.splice(log.segments.indexOf(sources[0]!), sources.length, segment);
  onSwapped();
  await files.syncFolderLater(log.folder);
  await removeDeleted(log);
  return true;
}

/** Gives the new files their `.swap` names, on disk. Null where the sources are not there. */
async function makeReady(log: Log, replacement: ReplacementSegment): Promise<Segment[] | null> {
  const { files } = log.resources;
  // The `.cleaned` names come before the rename: a crash must not leave a `.swap` log alone.
  await files.syncFolderLater(log.folder);
  const sources = sourcesOf(log, replacement);
  if (sources === null) return null;
  const logPath = segmentPath(log.folder, replacement.baseOffset, LOG_SUFFIX) + CLEANED_SUFFIX;
  // The age of records without timestamps, which is what retention goes by after a restart.
  files.setModifiedMs(logPath, sources.at(-1)!.createdMs);
  for (const suffix of SUFFIXES) {
    const path = segmentPath(log.folder, replacement.baseOffset, suffix);
    if (files.exists(path + CLEANED_SUFFIX)) {
      files.rename(path + CLEANED_SUFFIX, path + SWAP_SUFFIX);
    }
  }
  await files.syncFolderLater(log.folder);
  return sourcesOf(log, replacement);
}

/** Ends the use of the sources' files. */
function takeOut(log: Log, sources: readonly Segment[]): void {
  for (const source of sources) {
    source.retire();
    const indexPath = segmentPath(log.folder, source.baseOffset, TRANSACTION_INDEX_SUFFIX);
    log.resources.openFiles.close(indexPath);
  }
}

/** The log's segments that are to be replaced, null where one is missing or active. */
function sourcesOf(log: Log, { sources }: ReplacementSegment): Segment[] | null {
  if (log.offline !== null || log.isMoving) return null;
  const first = log.segments.findIndex((segment) => segment.baseOffset === sources[0]);
  if (first < 0) return null;
  const found = log.segments.slice(first, first + sources.length);
  const same = found.length === sources.length &&
    found.every((segment, index) => segment.baseOffset === sources[index]);
  return same && !found.includes(log.active) ? found : null;
}

/** Removes what is there of the new segment. */
function giveUp(log: Log, baseOffset: number): void {
  // Where the folder is not the log's any more, its files go with it.
  if (log.offline !== null) return;
  const { files } = log.resources;
  // The log first: without it a start takes the rest for left over.
  for (const suffix of SUFFIXES.toReversed()) {
    for (const state of [SWAP_SUFFIX, CLEANED_SUFFIX]) {
      files.remove(segmentPath(log.folder, baseOffset, suffix + state));
    }
  }
}

/** Steps 1 and 2, which may have been begun before. */
function moveIn(
  files: FileSystem,
  folder: string,
  place: { baseOffset: number; removed: readonly number[] },
): void {
  for (const baseOffset of place.removed) {
    // X's own indexes are small and replaced; a large log that is replaced would hold up the loop.
    const isOwn = baseOffset === place.baseOffset;
    for (const suffix of isOwn ? [LOG_SUFFIX] : SUFFIXES.toReversed()) {
      const path = segmentPath(folder, baseOffset, suffix);
      if (files.exists(path)) files.rename(path, path + DELETED_SUFFIX);
    }
  }
  for (const suffix of SUFFIXES) {
    const path = segmentPath(folder, place.baseOffset, suffix);
    if (files.exists(path + SWAP_SUFFIX)) files.rename(path + SWAP_SUFFIX, path);
  }
}

async function removeDeleted(log: Log): Promise<void> {
  const { files } = log.resources;
  for (const name of files.list(log.folder)) {
    if (!name.endsWith(DELETED_SUFFIX)) continue;
    await files.removeLater(joinPath(log.folder, name)).catch(() => {/* the next start does it */});
  }
}

/** True for a file that compaction was making or moving. */
export function isOfSwap(name: string): boolean {
  return name.endsWith(CLEANED_SUFFIX) || name.endsWith(SWAP_SUFFIX);
}

/** Finishes or takes back what compaction was doing in a log's folder when the process ended. */
export function finishSwaps(folder: string, files: FileSystem): void {
  const names = files.list(folder);
  for (const name of names) {
    if (name.endsWith(CLEANED_SUFFIX)) files.remove(joinPath(folder, name));
  }
  for (const name of names) {
    const baseOffset = baseOffsetOf(name, LOG_SUFFIX + SWAP_SUFFIX);
    if (baseOffset !== null) finishSwap(folder, files, baseOffset);
  }
  // Indexes whose log never got as far.
  for (const name of files.list(folder)) {
    if (name.endsWith(SWAP_SUFFIX)) files.remove(joinPath(folder, name));
  }
}

function finishSwap(folder: string, files: FileSystem, baseOffset: number): void {
  const endOffset = endOffsetOf(files, segmentPath(folder, baseOffset, ""), baseOffset);
  const removed = files.list(folder)
    .map((name) => baseOffsetOf(name, LOG_SUFFIX))
    .filter((source) => source !== null && source > baseOffset && source < endOffset)
    .map(Number);
  moveIn(files, folder, { baseOffset, removed });
  files.syncFolder(folder);
}

/** The offset after the last batch of a segment that is being swapped in. */
function endOffsetOf(files: FileSystem, stem: string, baseOffset: number): number {
  const file = files.open(stem + LOG_SUFFIX + SWAP_SUFFIX, "existing");
  try {
    const sizeBytes = file.size();
    const indexPath = [SWAP_SUFFIX, ""].map((state) => stem + OFFSET_INDEX_SUFFIX + state)
      .find((path) => files.exists(path));
    const index = OffsetIndex.decode(
      indexPath === undefined ? new Uint8Array(0) : files.readFile(indexPath),
    );
    let endOffset = baseOffset;
    for (let position = index.lastPosition; position < sizeBytes;) {
      const header = headerAt(file, position);
      endOffset = batchLastOffset(header, 0) + 1;
      position += batchSizeInBytes(header, 0);
    }
    return endOffset;
  } finally {
    file.close();
  }
}

function headerAt(file: File, position: number): DataView {
  const bytes = file.readSync(position, BATCH_HEADER_BYTES);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
