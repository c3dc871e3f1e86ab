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
    throw endsWithin(bytes.length - taken);
  }
  reading.finish();
}

/**
 * As {@linkcode restoreSnapshot}, a part at a time.
 *
 * @param options `partBytes` at least, more where a block is longer; `between` is awaited after
 * each part
 * @throws SnapshotError where it is damaged or of another version; the database is as it was
 */
export async function restoreSnapshotInParts(
  database: Database,
  bytes: Uint8Array,
  { partBytes, between }: { partBytes: number; between: () => Promise<void> },
): Promise<void> {
  const reading = new SnapshotReading(database);
  let at = 0;
  for (let length = partBytes; at < bytes.length;) {
    const taken = reading.take(bytes.subarray(at, at + length));
    if (taken === 0 && at + length >= bytes.length) throw endsWithin(bytes.length - at);
    if (taken === 0) length *= 2;
    at += taken;
    await between();
  }
  reading.finish();
}

function endsWithin(bytes: number): SnapshotError {
  return new SnapshotError(
    `Cannot read snapshot: it ends within a block, ${bytes} bytes into it`,
  );
}
