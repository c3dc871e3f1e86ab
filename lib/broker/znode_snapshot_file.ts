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

/** A snapshot's content, or null where its checksum is wrong. */
export function readSnapshotFile(path: string, files: FileSystem): Uint8Array | null {
  const bytes = files.readFile(path);
  const content = bytes.subarray(CRC_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length > CRC_BYTES && view.getUint32(0) === crc32c(content) ? content : null;
}

/** True for the name of a file that was not finished: a crash left it. */
export function isUnfinishedSnapshot(name: string, suffix: string): boolean {
  return name.endsWith(suffix + UNFINISHED_SUFFIX);
}
