/**
 * The znodes of a running server as a snapshot of ZooKeeper's, which a ZooKeeper can be started
 * from: what the AdminServer's command `snapshot` gives. The tree of one moment is put together
 * once more in slices while writes go on, then written in ZooKeeper's form, in slices too.
 * That is done in memory, so it is for trees of some size only; `kedge zookeeper export` has no
 * such bound.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { writeDatabase } from "../zookeeper/files/database_snapshot.ts";
import { DIGEST_VERSION } from "../zookeeper/files/snapshot_form.ts";
import { SnapshotWriter } from "../zookeeper/files/snapshot_writer.ts";
import type { ZookeeperServer } from "../zookeeper/server/zookeeper_server.ts";
import { Database } from "../zookeeper/tree/database.ts";
import { SnapshotReading } from "../zookeeper/tree/snapshot_reading.ts";
import type { ZnodeLog } from "./znode_log.ts";

/** What is exported while the server runs: it is in memory three times over. */
const ZNODES_MAX = 20_000;
const BYTES_MAX = 16 << 20;
/** How long a slice of reading may be, in ms. */
const SLICE_MS = 2;

/** A snapshot in ZooKeeper's form. */
export interface LiveSnapshot {
  /** Its last transaction. */
  readonly zxid: number;
  readonly bytes: Uint8Array;
}

/** What it is made from. */
export interface LiveExportServices {
  readonly server: ZookeeperServer;
  readonly log: ZnodeLog;
  readonly clock: Clock;
}

/** Makes a snapshot; null where the tree is too large for that. */
export async function exportLive(services: LiveExportServices): Promise<LiveSnapshot | null> {
  const { server, log } = services;
  const { znodes, approximateDataBytes } = server.report();
  if (znodes > ZNODES_MAX || approximateDataBytes > BYTES_MAX) return null;
  const database = await log.whileNoneIsSaved(() => copyDatabase(services));
  const bytes = new GrowingBytes();
  await writeDatabase(database, new SnapshotWriter(bytes), { digestVersion: DIGEST_VERSION });
  return { zxid: database.lastProcessedZxid, bytes: bytes.whole() };
}

/** The database of one moment. */
async function copyDatabase({ server, clock }: LiveExportServices): Promise<Database> {
  const database = new Database();
  const reading = new SnapshotReading(database);
  const pieces = server.beginSnapshot();
  try {
    for (;;) {
      const startedMs = clock.monotonicMs();
      const piece = pieces.next(() => clock.monotonicMs() - startedMs > SLICE_MS);
      if (piece === null) break;
      await nextTurn();
      // Each piece is the header or a whole block, so all of it is taken.
      reading.take(piece);
      await nextTurn();
    }
  } finally {
    pieces.end();
  }
  reading.finish();
  return database;
}

/** Requests that came meanwhile are done first. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What is written to it one piece behind the other. */
class GrowingBytes {
  readonly #pieces: Uint8Array[] = [];

  write(bytes: Uint8Array): Promise<void> {
    this.#pieces.push(bytes.slice());
    return nextTurn();
  }

  whole(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#pieces));
  }
}
