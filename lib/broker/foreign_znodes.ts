/**
 * The data folder of an Apache ZooKeeper must not be passed over in silence: its clients would meet
 * an empty tree.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import { type FileSystem, joinPath } from "../io/file.ts";
import { StartError } from "./start_error.ts";

/** Where Apache ZooKeeper keeps its files, below dataDir and dataLogDir. */
const THEIR_FOLDER = "version-2";
const THEIR_FILES = /^(snapshot|log)\.[0-9a-f]+(\..*)?$/;

/**
 * Looks beside the folder of a ZooKeeper server that has never run.
 *
 * @throws StartError where an Apache ZooKeeper has left its znodes there
 */
export function requireNoForeignZnodes(config: ServerConfig, files: FileSystem): void {
  const [own] = config.logDirs;
  if (config.brokerEnable || own === undefined || files.exists(own)) return;
  const folder = own.replace(/\/[^/]*$/, "");
  const theirs = joinPath(folder, THEIR_FOLDER);
  if (!files.exists(theirs)) return;
  const left = files.list(theirs).find((name) => THEIR_FILES.test(name));
  if (left === undefined) return;
  throw new StartError(
    `Cannot start empty beside ${joinPath(theirs, left)}: an Apache ZooKeeper has left its ` +
      `znodes there, and kedge keeps its own in ${own}. Take them over with \`kedge zookeeper ` +
      `import --data-dir ${folder} --into ${own}\`; or, to begin without them, make the folder: ` +
      `mkdir ${own}`,
  );
}
