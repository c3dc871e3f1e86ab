/**
 * Where a server's files are: its zoo.cfg, its log, the file with its process id. The variables are
 * those of ZooKeeper's scripts: ZOOCFGDIR, ZOOCFG, ZOO_LOG_DIR, ZOOPIDFILE.
 *
 * @module
 */
import { folderOf, joinPath } from "../../io/file.ts";
import type { ServerHost } from "./server_host.ts";

const CONFIG_NAME = "zoo.cfg";
const PID_NAME = "zookeeper_server.pid";
/** A link to kedge that stands where ZooKeeper's script was. */
const SCRIPT = /(^|\/)zkServer(\.sh)?$/;

/**
 * The zoo.cfg: a path as it is, a name in the folder of configurations. That is ZOOCFGDIR, or
 * `conf` beside the folder of the script; where neither has the file, the first of the places
 * where it usually is.
 *
 * @param options.named what the call names
 * @param options.configFolder what `--config` names
 */
export function configPath(
  { variables, files, invokedAs }: ServerHost,
  { named, configFolder }: { named: string | undefined; configFolder: string | undefined },
): string {
  const name = named ?? (variables["ZOOCFG"] || CONFIG_NAME);
  if (name.includes("/")) return name;
  const folder = configFolder ?? variables["ZOOCFGDIR"];
  if (folder !== undefined && folder !== "") {
    const path = joinPath(folder, name);
    // A name that was typed may mean the file that lies here.
    return named !== undefined && !files.exists(path) && files.exists(name) ? name : path;
  }
  const own = SCRIPT.test(invokedAs) ? scriptFolder({ variables, files, invokedAs }) : null;
  const usual = [
    ...(own === null ? [] : [joinPath(own, "../conf"), joinPath(own, "../etc/zookeeper")]),
    "conf",
    ".",
    "/etc/zookeeper/conf",
    "/etc/zookeeper",
  ].map((each) => joinPath(each, name));
  return usual.find((path) => files.exists(path)) ?? (own === null ? name : usual[0]!);
}

/** The folder of the script, by the path that it was called by; null where it has none. */
function scriptFolder(
  { variables, files, invokedAs }: Pick<ServerHost, "variables" | "files" | "invokedAs">,
): string | null {
  if (invokedAs.includes("/")) return folderOf(invokedAs);
  const folders = (variables["PATH"] ?? "").split(":").filter((folder) => folder !== "");
  return folders.find((folder) => files.exists(joinPath(folder, invokedAs))) ?? null;
}

/** The file with the process id. */
export function pidPath({ variables }: ServerHost, dataDir: string): string {
  return variables["ZOOPIDFILE"] || joinPath(dataDir, PID_NAME);
}

/** Where what the server writes goes. */
export function outputPath({ variables, user, hostname }: ServerHost, dataDir: string): string {
  const folder = variables["ZOO_LOG_DIR"] || joinPath(dataDir, "logs");
  return joinPath(folder, `zookeeper-${user}-server-${hostname}.out`);
}
