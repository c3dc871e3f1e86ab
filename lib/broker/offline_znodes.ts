/**
 * The znodes of a kedge that does not run: its data folders are opened and locked, read or given
 * new znodes, and closed as a shutdown leaves them. What import and export have in common.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock } from "../io/clock.ts";
import { type FileSystem, folderOf, joinPath } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import { LOG_SUFFIX } from "../storage/log_files.ts";
import { Store } from "../storage/store.ts";
import { decodeTransaction } from "../zookeeper/operations/transaction_record.ts";
import { Database } from "../zookeeper/tree/database.ts";
import { SnapshotEncoding } from "../zookeeper/tree/snapshot_encoding.ts";
import { SnapshotReading } from "../zookeeper/tree/snapshot_reading.ts";
import { IMPORT_NAME, SNAPSHOT_SUFFIX, ZNODE_LOG_NAME, ZnodeLog } from "./znode_log.ts";
import { writeSnapshotFile } from "./znode_snapshot_file.ts";

/** How long a piece of it may take to make, in ms. */
const SLICE_MS = 100;

/** The machine, or its in-memory twins. */
export interface OfflineServices {
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Opened data folders. {@linkcode OfflineZnodes.close} them in any case. */
export class OfflineZnodes {
  readonly #store: Store;
  readonly #services: OfflineServices;

  /** @throws LockedError where a kedge, or a Kafka, runs on one of the folders */
  constructor(config: ServerConfig, services: OfflineServices) {
    this.#services = services;
    this.#store = new Store({
      ...services,
      folders: [...config.logDirs],
      reservedBytes: config.logReservedDiskBytes,
    });
  }

  /** The folders of znodes that are there, empty ones left out: more than one is a fault. */
  foldersWithZnodes(): string[] {
    const { files } = this.#services;
    return this.#store.folderPaths(ZNODE_LOG_NAME).filter((folder) =>
      files.list(folder).some((name) =>
        name.endsWith(SNAPSHOT_SUFFIX) ||
        (name.endsWith(LOG_SUFFIX) && files.size(joinPath(folder, name)) > 0)
      )
    );
  }

  /**
   * The database as it was when the process ended, a crash or not.
   *
   * @throws SnapshotError, LogOfflineError for what is damaged
   */
  async load(): Promise<Database> {
    const database = new Database();
    await this.#openLog().load({
      get lastProcessedZxid() {
        return database.lastProcessedZxid;
      },
      beginSnapshot: () => new SnapshotEncoding(database),
      beginRestore: () => new SnapshotReading(database),
      replay: (record) => replayRecord(database, record),
    });
    return database;
  }

  /**
   * Makes `database` what the next start begins with. Folders of znodes that are there get other
   * names, which nobody looks for, when the new ones are on disk: a full disk changes nothing, and
   * what a crash breaks off then, the next start ends.
   */
  async replace(database: Database): Promise<void> {
    const { files, clock } = this.#services;
    const store = this.#store;
    const before = store.folderPath(ZNODE_LOG_NAME);
    const folder = before === null ? store.folders[0]! : store.folderAt(folderOf(before))!;
    await writeSnapshotFile(joinPath(folder.path, IMPORT_NAME), {
      pieces: new SnapshotEncoding(database),
      ...{ files, clock, sliceMs: SLICE_MS },
      ready: () => Promise.resolve(),
      isDropped: () => false,
    });
    if (this.foldersWithZnodes().length > 0) await this.#setAside();
    store.wishFolder(ZNODE_LOG_NAME, folder);
    await this.#openLog().finishImport();
  }

  async #setAside(): Promise<void> {
    for (const folder of this.#store.folderPaths(ZNODE_LOG_NAME)) {
      await this.#store.setAside(folder, "znodes are imported over those here");
    }
  }

  #openLog(): ZnodeLog {
    return new ZnodeLog({ ...this.#services, store: this.#store });
  }

  /** Everything on disk, the locks released. */
  async close(): Promise<void> {
    await this.#store.close();
  }
}

/** Applies a record of kedge's own log, as a start does. */
function replayRecord(database: Database, record: Uint8Array): void {
  const { header, transaction } = decodeTransaction(record);
  const wanted = database.lastProcessedZxid + 1;
  if (header.zxid < wanted) return;
  if (header.zxid > wanted) {
    throw new Error(
      `Cannot read the znodes: transaction ${wanted} is missing from the log, ` +
        `which goes on with ${header.zxid}`,
    );
  }
  transaction.apply({ database, watches: null, header });
  database.lastProcessedZxid = header.zxid;
}
