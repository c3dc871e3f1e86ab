/**
 * Config files and data folders that cannot be used: each start names the path, what is wrong with
 * it, and the way out.
 *
 * @module
 */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kedgeCommand } from "../broker/kedge.ts";
import { overrides, type RefusedStart } from "./refused.ts";

/** The first port that any user may listen on. */
const UNPRIVILEGED_PORTS = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
const LOW_PORT = 92;
/** A user that owns nothing. */
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Makes the files and folders; the starts come with them. */
export function fileRefusals(scratch: string): RefusedStart[] {
  const file = join(scratch, "a-file");
  writeFileSync(file, "text");
  const binary = join(scratch, "binary.properties");
  writeFileSync(binary, new Uint8Array(64));
  const none = join(scratch, "none.properties");
  return [
    { name: "a config file that is not there", args: [none], told: [`no file ${none}`, "Check"] },
    { name: "a folder for a config file", args: [scratch], told: [scratch, "it is a folder"] },
    { name: "a config file that is no text", args: [binary], told: [binary, "it is no text"] },
    { name: "a file for a data folder", args: [], logDir: file, told: [file, "Move that file"] },
    {
      name: "a data folder below a file",
      args: [],
      logDir: join(file, "data"),
      told: [join(file, "data"), "Move that file away", "another log.dirs"],
    },
    ...identityRefusals(scratch),
    ...(process.getuid?.() === 0 ? permissionRefusals(scratch) : []),
  ];
}

/** Folders that are somebody else's by what is in them. */
function identityRefusals(scratch: string): RefusedStart[] {
  const folders = ["other-broker", "two-clusters", "damaged"].map((name) => join(scratch, name));
  const [broker = "", cluster = "", damaged = ""] = folders;
  const first = join(scratch, "first-cluster");
  for (const folder of [...folders, first]) mkdirSync(folder);
  writeFileSync(join(broker, "meta.properties"), "version=0\nbroker.id=7\ncluster.id=one\n");
  writeFileSync(join(first, "meta.properties"), "version=0\nbroker.id=1\ncluster.id=one\n");
  writeFileSync(join(cluster, "meta.properties"), "version=0\nbroker.id=1\ncluster.id=two\n");
  writeFileSync(join(damaged, "meta.properties"), "version=0\nbroker.id=\\u1\n");
  return [
    {
      name: "a data folder of another broker",
      args: overrides("broker.id=9"),
      logDir: broker,
      told: [broker, "it belongs to broker 7, and broker.id is 9", "Set broker.id=7"],
    },
    {
      name: "data folders of two clusters",
      args: overrides(`log.dirs=${first},${cluster}`),
      told: [cluster, "it belongs to cluster two, and the others", "set cluster.id=one"],
    },
    {
      name: "a damaged meta.properties",
      args: [],
      logDir: damaged,
      told: [damaged, "its meta.properties is damaged", "Restore the file"],
    },
  ];
}

/** What a user who may not is told; root may everything, and starts these as nobody. */
function permissionRefusals(scratch: string): RefusedStart[] {
  const [program = "", ...more] = kedgeCommand();
  // From source, the program and its modules may lie where nobody may not read.
  if (more.length > 0) return [];
  chmodSync(scratch, 0o755);
  const copy = join(scratch, "kedge");
  copyFileSync(program, copy);
  chmodSync(copy, 0o755);
  const command = [...NOBODY, copy];
  const roots = join(scratch, "roots");
  mkdirSync(roots, { mode: 0o755 });
  const secret = join(scratch, "secret.properties");
  writeFileSync(secret, "broker.id=1\n", { mode: 0o600 });
  const owned = ["user nobody may not", "belongs to root"];
  return [
    { name: "a config file of another user", args: [secret], command, told: [secret, ...owned] },
    {
      name: "a data folder of another user",
      args: [],
      command,
      logDir: roots,
      told: [...owned, `chown -R nobody ${roots}`, "start as root", "another log.dirs"],
    },
    {
      name: "a data folder in a folder of another user",
      args: [],
      command,
      logDir: join(roots, "data"),
      told: [...owned, `install -d -o nobody ${join(roots, "data")}`],
    },
    ...portRefusals(scratch, command),
  ];
}

/** In containers every port is often anybody's. */
function portRefusals(scratch: string, command: readonly string[]): RefusedStart[] {
  if (Number(readFileSync(UNPRIVILEGED_PORTS, "utf8")) <= LOW_PORT) return [];
  const logDir = join(scratch, "anybodys");
  mkdirSync(logDir);
  chmodSync(logDir, 0o777);
  return [{
    name: "a port below 1024",
    args: overrides(`listeners=PLAINTEXT://127.0.0.1:${LOW_PORT}`),
    command,
    logDir,
    told: [`Cannot listen on 127.0.0.1:${LOW_PORT}: not allowed`, "CAP_NET_BIND_SERVICE"],
  }];
}
