/**
 * What a start looks at before it opens anything for clients: listeners that it can serve, data
 * folders that are this broker's.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { FileSystem } from "../io/file.ts";
import { PropertiesError } from "../config/properties.ts";
import type { Logger } from "../io/logger.ts";
import { brokerIdFault, type MetaProperties, readMetaProperties } from "./meta_properties.ts";
import { StartError } from "./start_error.ts";

/** The id of a broker that has none in its config or data folder. */
const DEFAULT_BROKER_ID = 1;

/**
 * A listener that should be secured must not be served in the clear.
 *
 * @throws StartError
 */
export function requirePlaintext(config: ServerConfig): void {
  for (const { name, protocol, host, port } of config.listeners) {
    if (protocol === "PLAINTEXT") continue;
    throw new StartError(
      `Cannot serve listener ${name}://${host}:${port}: its protocol is ${protocol}, and kedge ` +
        "serves PLAINTEXT only so far. Use a PLAINTEXT listener on a network you trust.",
    );
  }
}

/**
 * Which broker this is: the config says, or the data folder remembers.
 *
 * @throws StartError where the folder is another broker's
 */
export function identityOf(
  config: ServerConfig,
  { folders, files }: { folders: readonly string[]; files: FileSystem },
): { brokerId: number; clusterId: string | null } {
  let brokerId = config.brokerId;
  let clusterId: string | null = null;
  for (const folder of folders) {
    const meta = metaOf(folder, files);
    const fault = brokerIdFault(brokerId, { ...meta, folder });
    if (fault !== null) throw new StartError(fault);
    if (brokerId < 0 && meta.brokerId !== null) brokerId = meta.brokerId;
    if (clusterId !== null && meta.clusterId !== null && meta.clusterId !== clusterId) {
      throw new StartError(clusterIdFault(folder, { found: meta.clusterId, expected: clusterId }));
    }
    clusterId ??= meta.clusterId;
  }
  return { brokerId: brokerId < 0 ? DEFAULT_BROKER_ID : brokerId, clusterId };
}

/**
 * Data folders of one cluster belong to the znodes of that cluster.
 *
 * @throws StartError
 */
export function requireSameCluster(
  expected: string,
  { folders, files }: { folders: readonly string[]; files: FileSystem },
): void {
  for (const folder of folders) {
    const found = metaOf(folder, files).clusterId;
    if (found === null || found === expected) continue;
    throw new StartError(clusterIdFault(folder, { found, expected }));
  }
}

function metaOf(folder: string, files: FileSystem): MetaProperties {
  try {
    return readMetaProperties(files, folder);
  } catch (error) {
    if (!(error instanceof PropertiesError)) throw error;
    throw new StartError(
      `Cannot use data folder ${folder}: its meta.properties is damaged (${error.message}). ` +
        "Restore the file from a copy, or write broker.id and cluster.id anew.",
    );
  }
}

function clusterIdFault(
  folder: string,
  { found, expected }: { found: string; expected: string },
): string {
  return `Cannot use data folder ${folder}: it belongs to cluster ${found}, and the others and ` +
    `the znodes to ${expected}. Choose another log.dirs; or, where its logs are of this cluster ` +
    `all the same, set cluster.id=${expected} in its meta.properties.`;
}

/** Files of logs that are kept open, and as many for clients. */
const FILES_MIN = 1024;

/** @param filesMax of the process; 0 where the system does not say */
export function warnOfFewFiles(filesMax: number, logger: Logger): void {
  if (filesMax === 0 || filesMax >= FILES_MIN) return;
  logger.warn(
    `this process may have only ${filesMax} files and connections open: clients beyond that wait ` +
      "and time out. Allow more: ulimit -n 65536, or LimitNOFILE=65536 in systemd's unit",
  );
}

/** What is told apart from a clock that was set: no kedge ran before. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

/**
 * Records are stamped with the machine's clock, and removed by their age.
 *
 * @throws StartError
 */
export function requireSetClock(nowMs: number): void {
  if (nowMs >= EARLIEST_MS) return;
  throw new StartError(
    `Cannot start: this machine's clock says ${new Date(nowMs).toISOString()}. Records would be ` +
      "stamped with that, and removed as old when the clock is right. Set it (timedatectl " +
      "set-ntp true, or date -s), and start again.",
  );
}
