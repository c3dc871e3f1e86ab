/**
 * The database that a ZooKeeper left in its folders: the newest snapshot that is whole, then what
 * the logs have beyond it.
 *
 * @module
 */
import type { FileSystem } from "../../io/file.ts";
import { Database } from "../tree/database.ts";
import { DatabaseFilling, digestOf } from "./database_snapshot.ts";
import { DamagedFileError } from "./damaged_file_error.ts";
import { listLogs, listSnapshots, logsAfter, type NumberedFile, zxidText } from "./file_form.ts";
import { type LogVisitor, readTransactionLog, type TornEnd } from "./log_reader.ts";
import type { LoggedTransaction } from "./logged_transaction.ts";
import { replayTransaction } from "./replay.ts";
import { type Settled, settleDatabase } from "./settle.ts";
import { DIGEST_VERSION, type SnapshotFrame } from "./snapshot_form.ts";
import { readSnapshot } from "./snapshot_reader.ts";

/** The low half of a zxid counts within an epoch, the time of one leader. */
const EPOCH = 2 ** 32;

/** Thrown where the folders do not hold a whole database; the message says what to do. */
export class RestoreError extends Error {
  override name = "RestoreError";
}

/** Where to read. */
export interface RestoreOptions {
  /** The folder with the snapshots: `version-2` of dataDir. */
  readonly snapshotFolder: string;
  /** The folder with the logs: `version-2` of dataLogDir, which is dataDir unless set. */
  readonly logFolder: string;
  readonly files: FileSystem;
  /** Told now and then which file is read, and how many of its bytes are. */
  readonly onProgress?: (path: string, readBytes: number) => void;
}

/** What was found. */
export interface Restored {
  readonly database: Database;
  /** Null where there is none and the logs begin with the first transaction. */
  readonly snapshot: NumberedFile | null;
  /** Newer snapshots that are damaged and were passed over. */
  readonly damaged: readonly DamagedFileError[];
  /** Logs that were read. */
  readonly logs: readonly NumberedFile[];
  /** Transactions applied on top of the snapshot. */
  readonly transactions: number;
  readonly torn: readonly TornEnd[];
  /** Transactions that are missing between two that are there: the zxids of both. */
  readonly gaps: readonly (readonly [number, number])[];
  /** Whether the tree adds up to what ZooKeeper noted: nothing to compare with before 3.6.1. */
  readonly digest: "same" | "different" | "unknown";
  readonly settled: Settled;
}

/** Takes the transactions after a snapshot. */
class LogReplay implements LogVisitor {
  readonly torn: TornEnd[] = [];
  readonly gaps: (readonly [number, number])[] = [];
  transactions = 0;
  /** What ZooKeeper noted of the tree as it is now; null where it did not. */
  digest: LoggedTransaction["digest"];
  readonly #database: Database;
  readonly #from: number;
  readonly #onProgress: (readBytes: number) => void;

  constructor({ database, frame }: Loaded, onProgress: (readBytes: number) => void) {
    this.#database = database;
    this.#from = database.lastProcessedZxid;
    // One of a later zxid tells that the snapshot has a part of what comes in the log.
    this.digest = frame?.digest?.zxid === this.#from ? frame.digest : null;
    this.#onProgress = onProgress;
  }

  transaction(transaction: LoggedTransaction): void {
    const { zxid, digest } = transaction;
    if (zxid <= this.#from) return;
    const before = this.#database.lastProcessedZxid;
    if (!follows(before, zxid)) this.gaps.push([before, zxid]);
    replayTransaction(this.#database, transaction);
    this.transactions += 1;
    if (digest !== null || changesTree(transaction)) this.digest = digest;
  }

  endedTorn(end: TornEnd): void {
    this.torn.push(end);
  }

  progress(readBytes: number): void {
    this.#onProgress(readBytes);
  }
}

function changesTree({ changes }: LoggedTransaction): boolean {
  return changes.some(({ kind }) => kind !== "createSession");
}

/** True where no transaction can be between the two: a new epoch begins with 1. */
function follows(before: number, zxid: number): boolean {
  if (zxid <= before + 1) return true;
  return Math.floor(zxid / EPOCH) > Math.floor(before / EPOCH) && zxid % EPOCH <= 1;
}

/** A database as a snapshot has it. */
interface Loaded {
  readonly database: Database;
  readonly snapshot: NumberedFile | null;
  readonly frame: SnapshotFrame | null;
  readonly damaged: readonly DamagedFileError[];
}

async function loadSnapshot(options: RestoreOptions): Promise<Loaded> {
  const { files, onProgress } = options;
  const damaged: DamagedFileError[] = [];
  for (const snapshot of listSnapshots(options.snapshotFolder, files)) {
    const database = new Database();
    const filling = new DatabaseFilling(database);
    try {
      const frame = await readSnapshot(snapshot.path, filling, {
        files,
        onProgress: (readBytes) => onProgress?.(snapshot.path, readBytes),
      });
      filling.end();
      database.lastProcessedZxid = snapshot.zxid;
      return { database, snapshot, frame, damaged };
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error;
      damaged.push(error);
    }
  }
  return { database: new Database(), snapshot: null, frame: null, damaged };
}

/** Nothing may be missing where what ZooKeeper would begin with is not there. */
function requireWhole(
  { snapshot, damaged }: Loaded,
  { gaps: [gap] }: { gaps: readonly (readonly [number, number])[] },
): void {
  if (gap === undefined || (snapshot !== null && damaged.length === 0)) return;
  const [before, after] = gap;
  const missing = `the logs do not have the transactions between ${zxidText(before)} and ` +
    zxidText(after);
  const [newest] = damaged;
  if (newest === undefined) {
    throw new RestoreError(
      `Cannot restore: there is no snapshot, and ${missing}. Copy the snapshots and logs that ` +
        "are missing into the folder; dataLogDir of zoo.cfg says whether logs are elsewhere.",
    );
  }
  throw new RestoreError(
    `Cannot restore: ${newest.message}; and from ${snapshot?.name ?? "the beginning"} on ` +
      `${missing}. Copy that file, or the logs, from another server of the ensemble or a backup.`,
  );
}

function compareDigest(
  noted: LoggedTransaction["digest"],
  database: Database,
): Restored["digest"] {
  if (noted?.version !== DIGEST_VERSION) return "unknown";
  return noted.digest === digestOf(database) ? "same" : "different";
}

/**
 * Reads what a ZooKeeper left. It must be stopped: nothing in its folders tells whether it is.
 *
 * @throws RestoreError where there is nothing, or not all of it; DamagedFileError for a log
 */
export async function restoreDatabase(options: RestoreOptions): Promise<Restored> {
  const { files, logFolder, snapshotFolder } = options;
  const allLogs = listLogs(logFolder, files);
  if (allLogs.length === 0 && listSnapshots(snapshotFolder, files).length === 0) {
    throw new RestoreError(
      `Cannot restore: there is neither a snapshot in ${snapshotFolder} nor a log in ` +
        `${logFolder}. Give the folder that zoo.cfg calls dataDir, and where it has one, that ` +
        "called dataLogDir.",
    );
  }
  const loaded = await loadSnapshot(options);
  const { database, snapshot, damaged } = loaded;
  const logs = logsAfter(database.lastProcessedZxid, allLogs);
  let path = "";
  const replay = new LogReplay(loaded, (bytes) => options.onProgress?.(path, bytes));
  for (const log of logs) {
    path = log.path;
    await readTransactionLog(path, replay, files);
  }
  requireWhole(loaded, replay);
  if (snapshot === null && replay.transactions === 0) throw damaged[0] ?? emptyLogs(logFolder);
  const digest = compareDigest(replay.digest, database);
  const { transactions, torn, gaps } = replay;
  const settled = settleDatabase(database);
  return { database, snapshot, damaged, logs, transactions, torn, gaps, digest, settled };
}

function emptyLogs(logFolder: string): RestoreError {
  return new RestoreError(`Cannot restore: no log in ${logFolder} has a transaction.`);
}
