/**
 * The file of one snapshot of the znode tree: a CRC-32C, then what the tree's owner gives. It is
 * written piece by piece beside its place and takes it at the end, so a crash, a full disk or a
 * shutdown leaves what was there before.
 *
 * @module
 */
import { crc32c } from "../bytes/crc32c.ts";
import type { Clock } from "../io/clock.ts";
import { type File, type FileSystem, folderOf } from "../io/file.ts";

const CRC_BYTES = 4;
/** Read at a time: taking it in holds up the loop for some milliseconds. */
const PART_BYTES = 1 << 20;
const UNFINISHED_SUFFIX = ".tmp";

/** A snapshot on its way out. It is of one moment, whatever changes between its pieces. */
export interface SnapshotPieces {
  /** The next bytes, or null after the last; they end soon after `isTimeOver` says so. */
  next(isTimeOver: () => boolean): Uint8Array | null;
  /** No more is wanted, whether it is complete or not. */
  end(): void;
}

/** How a snapshot is written. */
export interface SnapshotWriting {
  readonly files: FileSystem;
  readonly clock: Clock;
  /** How long a piece may hold up the loop, in ms. */
  readonly sliceMs: number;
  /** Resolves when what the snapshot holds is on disk otherwise: it must not be ahead of that. */
  readonly ready: () => Promise<void>;
  /** Asked between pieces: true where the file is not wanted any more. */
  readonly isDropped: () => boolean;
}

/** Writes what follows the checksum, then that; false where the file is not wanted any more. */
async function writePieces(
  file: File,
  { pieces, writing }: { pieces: SnapshotPieces; writing: SnapshotWriting },
): Promise<boolean> {
  const { clock, sliceMs, isDropped } = writing;
  let checksum = 0;
  let position = CRC_BYTES;
  file.truncate(0);
  while (!isDropped()) {
    const begunMs = clock.monotonicMs();
    const piece = pieces.next(() => clock.monotonicMs() - begunMs >= sliceMs);
    if (piece === null) {
      const head = new Uint8Array(CRC_BYTES);
      new DataView(head.buffer).setUint32(0, checksum);
      await file.write(head, 0);
      await file.datasync();
      return !isDropped();
    }
    checksum = crc32c(piece, checksum);
    // Others have their turn on the loop while the disk has this one.
    await file.write(piece, position);
    position += piece.length;
  }
  return false;
}

/**
 * Writes a snapshot to `path`, where it is on disk afterwards.
 *
 * @returns false where it was dropped on the way
 * @throws DiskFullError; `path` has what it had before
 */
export async function writeSnapshotFile(
  path: string,
  { pieces, ...writing }: SnapshotWriting & { pieces: SnapshotPieces },
): Promise<boolean> {
  const { files } = writing;
  const unfinished = path + UNFINISHED_SUFFIX;
  let isWhole = false;
  try {
    const file = files.open(unfinished, "create");
    try {
      isWhole = await writePieces(file, { pieces, writing });
    } finally {
      file.close();
    }
    if (isWhole) await writing.ready();
  } catch (error) {
    isWhole = false;
    await files.removeLater(unfinished).catch(() => {});
    throw error;
  } finally {
    pieces.end();
  }
  if (!isWhole) {
    await files.removeLater(unfinished);
    return false;
  }
  files.rename(unfinished, path);
  await files.syncFolderLater(folderOf(path));
  return true;
}

/** A snapshot on its way in. */
export interface SnapshotParts {
  /**
   * Takes what is next.
   *
   * @returns how much of it was taken: the rest comes again with what follows it; 0 where it is too
   * little
   */
  take(bytes: Uint8Array): number;
  /** All was taken: from now on the snapshot is what there is. */
  finish(): void;
}

/**
 * Reads a snapshot, part by part.
 *
 * @returns false where its checksum is wrong; it is not finished then
 * @throws what `parts` throws although the checksum is right: the content is not at fault
 */
export async function readSnapshotFile(
  path: string,
  { files, parts }: { files: FileSystem; parts: SnapshotParts },
): Promise<boolean> {
  const file = files.open(path, "existing");
  try {
    const reading = await readParts(file, parts);
    if (reading === null) return false;
    if (reading.fault !== null) throw reading.fault;
  } finally {
    file.close();
  }
  parts.finish();
  return true;
}

/** Null where the checksum is wrong, else what `parts` threw, if anything. */
async function readParts(
  file: File,
  parts: SnapshotParts,
): Promise<{ fault: unknown } | null> {
  const sizeBytes = file.size();
  const head = await file.read(0, CRC_BYTES);
  if (sizeBytes <= CRC_BYTES || head.length < CRC_BYTES) return null;
  let room = new Uint8Array(PART_BYTES);
  let fault: unknown = null;
  let checksum = 0;
  for (let position = CRC_BYTES; position < sizeBytes;) {
    const bytes = await file.read(position, Math.min(room.length, sizeBytes - position), room);
    if (bytes.length === 0) return null;
    let taken = bytes.length;
    try {
      if (fault === null) taken = parts.take(bytes);
    } catch (error) {
      // Whether the file is damaged, or of a version to come, the checksum of all of it tells.
      fault = error;
    }
    if (taken === 0 && position + bytes.length < sizeBytes) {
      room = new Uint8Array(room.length * 2);
      continue;
    }
    if (taken === 0) taken = bytes.length;
    checksum = crc32c(bytes.subarray(0, taken), checksum);
    position += taken;
  }
  const wanted = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  return checksum === wanted ? { fault } : null;
}

/** True for the name of a file that was not finished: a crash left it. */
export function isUnfinishedSnapshot(name: string, suffix: string): boolean {
  return name.endsWith(suffix + UNFINISHED_SUFFIX);
}
