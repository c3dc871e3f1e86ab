/**
 * What ZooKeeper's snapshots and logs have in common: their folder, their names and their header.
 *
 * @module
 */
import { type FileSystem, joinPath } from "../../io/file.ts";
import { int, long, record } from "../protocol/jute.ts";

/** The folder within dataDir and dataLogDir. */
export const VERSION_FOLDER = "version-2";
export const SNAPSHOT_MAGIC = 0x5a4b534e;
export const LOG_MAGIC = 0x5a4b4c47;
/** Of both forms, since ZooKeeper 3.0. */
export const FORM_VERSION = 2;

/** The first record of both files. */
export const FileHeader = record("FileHeader", { magic: int, version: int, dbId: long });

/** A file that is named after a transaction. */
export interface NumberedFile {
  readonly path: string;
  readonly name: string;
  /** A snapshot's: all transactions up to it are in it. A log's: of its first transaction. */
  readonly zxid: number;
}

/** `0x500000012`: a zxid as ZooKeeper writes it. */
export function zxidText(zxid: number): string {
  return `0x${zxid.toString(16)}`;
}

/** The name of the snapshot that has all transactions up to `zxid`. */
export function snapshotName(zxid: number): string {
  return `snapshot.${zxid.toString(16)}`;
}

/** The snapshots in a folder, newest first; of one zxid a plain one before a compressed one. */
export function listSnapshots(folder: string, files: FileSystem): NumberedFile[] {
  const found = numberedFiles(folder, { files, form: /^snapshot\.([0-9a-f]+)(\.gz|\.snappy)?$/i });
  return found.sort((one, other) => other.zxid - one.zxid);
}

/** The logs in a folder, oldest first. */
export function listLogs(folder: string, files: FileSystem): NumberedFile[] {
  const found = numberedFiles(folder, { files, form: /^log\.([0-9a-f]+)$/i });
  return found.sort((one, other) => one.zxid - other.zxid);
}

function numberedFiles(
  folder: string,
  { files, form }: { files: FileSystem; form: RegExp },
): NumberedFile[] {
  return files.list(folder).flatMap((name) => {
    const digits = form.exec(name)?.[1];
    if (digits === undefined) return [];
    const zxid = Number.parseInt(digits, 16);
    return Number.isSafeInteger(zxid) ? [{ path: joinPath(folder, name), name, zxid }] : [];
  });
}

/** Of `logs` (oldest first) those that may have transactions after `zxid`. */
export function logsAfter(zxid: number, logs: readonly NumberedFile[]): NumberedFile[] {
  const first = logs.findLastIndex((log) => log.zxid <= zxid + 1);
  return logs.slice(Math.max(0, first));
}
