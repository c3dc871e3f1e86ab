/**
 * A snapshot in one piece, for trees that are small.
 *
 * @module
 */
import type { Database } from "../../../lib/zookeeper/tree/database.ts";
import type { SnapshotEncoding } from "../../../lib/zookeeper/tree/snapshot_encoding.ts";
import { SnapshotError } from "../../../lib/zookeeper/tree/snapshot_error.ts";
import { SnapshotReading } from "../../../lib/zookeeper/tree/snapshot_reading.ts";

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

/**
 * Puts what a snapshot holds in the place of all that `database` holds.
 *
 * @throws SnapshotError where it is damaged or of another version; the database is as it was
 */
export function restoreSnapshot(database: Database, bytes: Uint8Array): void {
  const reading = new SnapshotReading(database);
  const taken = reading.take(bytes);
  if (taken !== bytes.length) {
    throw new SnapshotError(
      `Cannot read snapshot: it ends within a block, ${bytes.length - taken} bytes into it`,
    );
  }
  reading.finish();
}
