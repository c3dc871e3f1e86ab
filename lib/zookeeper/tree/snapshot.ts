/**
 * The database as bytes: what a restart begins with, before it replays the log's tail.
 *
 *     magic "KZSN" | version uint16 | reserved uint16 | blocks, of which the last is empty
 *
 * The blocks are a CBOR sequence (RFC 8742): their form is in block_writer.ts, that of the rows in
 * them in snapshot_rows.ts. A snapshot holds what was there between two transactions, so it is
 * exact, not fuzzy: transactions up to its `zxid` are in it and no later one is. Versions 1 and 2,
 * which are read too, are one CBOR object (snapshot_cbor.ts).
 *
 * @module
 */
import type { Database } from "./database.ts";
import { SnapshotError } from "./snapshot_error.ts";
import { SnapshotReading } from "./snapshot_reading.ts";

export { SnapshotError } from "./snapshot_error.ts";

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
