/**
 * `kedge zookeeper export`: the znodes of a kedge become a snapshot that an Apache ZooKeeper starts
 * from. Nothing of the kedge is changed.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import {
  exportDatabase,
  type ExportOptions,
  requireExportable,
} from "../zookeeper/files/export.ts";
import type { Database } from "../zookeeper/tree/database.ts";
import { nodeKind } from "../zookeeper/tree/node_kind.ts";
import { OfflineZnodes } from "./offline_znodes.ts";
import type { ZookeeperArguments } from "./zookeeper_arguments.ts";
import { MoveError, type MoveServices, summary } from "./zookeeper_import.ts";

/** Exports the znodes of the kedge that `config` describes to what `args` name. */
export async function exportToZookeeper(
  args: ZookeeperArguments,
  config: ServerConfig,
  services: MoveServices,
): Promise<void> {
  const { files, progress, tell } = services;
  const { dataDir, dataLogDir, inTheWay: older } = args;
  const onProgress = (nodes: number) => progress.show(() => `${nodes} znodes written`);
  const options: ExportOptions = { dataDir, dataLogDir, files, older, onProgress };
  requireExportable(options);
  requireFolders(config, services);
  const znodes = new OfflineZnodes(config, services);
  try {
    if (znodes.foldersWithZnodes().length === 0) throw nothingThere(config);
    const database = await znodes.load();
    tell(`${summary(database)}.`);
    const { path, setAside } = await exportDatabase(database, options);
    progress.end();
    for (const folder of setAside) tell(`What was there before is in ${folder}.`);
    tell(`Exported to ${path}. ZooKeeper can be started on ${dataDir} now.`);
    for (const line of advice(database)) tell(line);
  } finally {
    progress.end();
    await znodes.close();
  }
}

/** Opening a folder makes it: one that is misspelt must not come to be. */
function requireFolders(config: ServerConfig, { files }: MoveServices): void {
  if (!config.logDirs.some((folder) => files.isFolder(folder))) throw nothingThere(config);
}

function nothingThere({ logDirs }: ServerConfig): MoveError {
  return new MoveError(
    `Cannot export: there are no znodes in ${logDirs.join(", ")}. Give kedge's data folder with ` +
      "--from, or its server.properties.",
  );
}

/** What a ZooKeeper needs beside the files. */
function advice({ tree }: Database): string[] {
  const hasTtl = [...tree.expirablePaths()].some((path) =>
    nodeKind(tree.get(path)?.ephemeralOwner ?? 0n) === "ttl"
  );
  if (!hasTtl) return [];
  return [
    "There are znodes with a time to live: ZooKeeper needs extendedTypesEnabled=true in zoo.cfg, " +
    "or it takes them for ephemeral znodes of sessions that have ended.",
  ];
}
