/**
 * A snapshot in one piece, for trees that are small.
 *
 * @module
 */
import type { SnapshotEncoding } from "../../../lib/zookeeper/tree/snapshot_encoding.ts";

/** All the bytes of a snapshot, which is ended. */
export function wholeSnapshot(encoding: SnapshotEncoding): Uint8Array {
  const pieces: Uint8Array[] = [];
  try {
    for (let piece = encoding.next(); piece !== null; piece = encoding.next()) {
      pieces.push(piece.slice());
    }
  } finally {
    encoding.end();
  }
  return Buffer.concat(pieces);
}
