/**
 * `kedge zookeeper import`: the znodes that an Apache ZooKeeper left in its folders become those of
 * a kedge's data folder, as its first snapshot. Topics of a Kafka that lie in the same folder are
 * then found through their znodes, as for any topic.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import { joinPath } from "../io/file.ts";
import { listLogs, listSnapshots, VERSION_FOLDER, zxidText } from "../zookeeper/files/file_form.ts";
import { type Restored, restoreDatabase, RestoreError } from "../zookeeper/files/restore.ts";
import type { Database } from "../zookeeper/tree/database.ts";
import { nodeKind } from "../zookeeper/tree/node_kind.ts";
import { type OfflineServices, OfflineZnodes } from "./offline_znodes.ts";
import type { ProgressLine } from "../io/progress_line.ts";
import type { ZookeeperArguments } from "./zookeeper_arguments.ts";

/** Thrown where nothing was moved; the message says why and what to do. */
export class MoveError extends Error {
  override name = "MoveError";
}

/** What a move works with. */
export interface MoveServices extends OfflineServices {
  readonly progress: ProgressLine;
  /** Takes a line for standard output, without its end. */
  readonly tell: (line: string) => void;
}

interface Folders {
  readonly snapshotFolder: string;
  readonly logFolder: string;
}

/** Imports what `args` name into the kedge that `config` describes. */
export async function importFromZookeeper(
  args: ZookeeperArguments,
  config: ServerConfig,
  services: MoveServices,
): Promise<void> {
  const { progress, tell } = services;
  const folders: Folders = {
    snapshotFolder: joinPath(args.dataDir, VERSION_FOLDER),
    logFolder: joinPath(args.dataLogDir ?? args.dataDir, VERSION_FOLDER),
  };
  const znodes = new OfflineZnodes(config, services);
  try {
    const [taken] = znodes.foldersWithZnodes();
    if (taken !== undefined && args.inTheWay === "refuse") throw alreadyThere(taken);
    tell(
      `Reading ${folders.snapshotFolder}. ZooKeeper must be stopped: there is no way to tell ` +
        "whether one still writes there.",
    );
    const restored = await readFolders(folders, services);
    for (const line of describe(restored)) tell(line);
    progress.show(() => "writing");
    await znodes.replace(restored.database);
    progress.end();
  } finally {
    progress.end();
    await znodes.close();
  }
  tell(`Imported into ${config.logDirs.join(", ")}. kedge can be started on it now.`);
}

/** Where a Kafka had its znodes below another path than the root: kedge must be told. */
function chrootAdvice({ tree }: Database): string[] {
  const tops = tree.get("/")?.children() ?? [];
  return tops.filter((name) => tree.get(`/${name}/brokers/topics`) !== undefined).map((name) =>
    `The topics of a Kafka are below /${name}: with its log.dirs, start kedge with ` +
    `zookeeper.connect=localhost:2181/${name}.`
  );
}

function alreadyThere(folder: string): MoveError {
  return new MoveError(
    `Cannot import: ${folder} has znodes already. Choose another data folder with --into, or use ` +
      "--force: what is there is set aside in a folder beside it.",
  );
}

/** What a running ZooKeeper changes: the files' names, lengths and times. */
function traces({ snapshotFolder, logFolder }: Folders, { files }: MoveServices): string {
  const found = [...listSnapshots(snapshotFolder, files), ...listLogs(logFolder, files)];
  return found.map(({ path }) => `${path} ${files.size(path)} ${files.modifiedMs(path)}`).join();
}

async function readFolders(folders: Folders, services: MoveServices): Promise<Restored> {
  const { files, progress } = services;
  const before = traces(folders, services);
  const restored = await restoreDatabase({
    ...folders,
    files,
    onProgress: (path, readBytes) =>
      progress.show(() =>
        `${path}: ${Math.floor(readBytes / 1e6)} of ${Math.ceil(files.size(path) / 1e6)} MB`
      ),
  });
  progress.end();
  if (traces(folders, services) === before) return restored;
  throw new RestoreError(
    `Cannot import: files in ${folders.logFolder} changed while they were read, so a ZooKeeper ` +
      "runs on them. Stop it and import again.",
  );
}

/** What was found, and what is not as it should be. */
function describe(restored: Restored): string[] {
  const { database, snapshot, damaged, logs, transactions, torn, gaps, settled } = restored;
  const begin = snapshot?.name ?? "the first transaction";
  const names = logs.map(({ name }) => name).join(", ");
  const from = transactions === 0 ? "" : `, then ${count(transactions, "transaction")} of ${names}`;
  const lines = damaged.map((error) => `Passed over: ${error.message}`);
  lines.push(`From ${begin}${from}.`, `${summary(database)}.`);
  if (restored.digest === "same") {
    lines.push("The digest of the tree is the one that ZooKeeper noted.");
  } else if (restored.digest === "different") {
    lines.push(
      "WARNING: the digest of the tree is not the one that ZooKeeper noted. Compare the znodes " +
        "with those of another server before you go on.",
    );
  }
  for (const { path, position } of torn) {
    lines.push(`${path} ends within an entry at byte ${position}, which was never acknowledged.`);
  }
  for (const [before, after] of gaps) {
    lines.push(
      `WARNING: the logs have nothing between transactions ${zxidText(before)} and ` +
        `${zxidText(after)}. Is a log missing?`,
    );
  }
  if (settled.deadSessions > 0) {
    lines.push(`Removed what ${count(settled.deadSessions, "session")} that had ended left.`);
  }
  if (settled.ensembleConfig !== null) {
    lines.push(
      "Emptied /zookeeper/config: it named the servers of an ensemble, and clients would look " +
        "for them.",
    );
  }
  return [...lines, ...chrootAdvice(database)];
}

/** `12 znodes (2 ephemeral, 1 container), 3 sessions, up to transaction 0x1f`. */
export function summary(database: Database): string {
  const { tree, sessions, lastProcessedZxid } = database;
  let [containers, timed] = [0, 0];
  for (const path of tree.expirablePaths()) {
    if (nodeKind(tree.get(path)?.ephemeralOwner ?? 0n) === "ttl") timed += 1;
    else containers += 1;
  }
  const kinds = [
    tree.ephemeralCount > 0 ? `${tree.ephemeralCount} ephemeral` : [],
    containers > 0 ? count(containers, "container") : [],
    timed > 0 ? `${timed} with a time to live` : [],
  ].flat().join(", ");
  // The tree counts the root twice, as ZooKeeper's figures do.
  return `${count(tree.nodeCount - 1, "znode")}${kinds === "" ? "" : ` (${kinds})`}, ` +
    `${count(sessions.size, "session")}, up to transaction ${zxidText(lastProcessedZxid)}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
