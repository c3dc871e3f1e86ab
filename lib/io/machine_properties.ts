/**
 * What the process runs on, by the names that Java's system properties have, as ZooKeeper's command
 * `envi` shows them. What only a Java process has is `<NA>`, as ZooKeeper writes it.
 *
 * @module
 */
import {
  arch,
  freemem,
  homedir,
  hostname,
  platform,
  release,
  tmpdir,
  totalmem,
  userInfo,
} from "node:os";

const NOT_THERE = "<NA>";
const MEGABYTE = 1 << 20;
/** Java's words for the processors that it calls otherwise. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "aarch64" };
const SYSTEMS: Readonly<Record<string, string>> = { linux: "Linux", darwin: "Mac OS X" };

/** Names and values, in ZooKeeper's order. */
export function* machineProperties(): Generator<readonly [string, string]> {
  yield ["host.name", hostname()];
  for (const name of ["version", "vendor", "home", "class.path", "library.path"]) {
    yield [`java.${name}`, NOT_THERE];
  }
  yield ["java.io.tmpdir", tmpdir()];
  yield ["java.compiler", NOT_THERE];
  yield ["os.name", SYSTEMS[platform()] ?? platform()];
  yield ["os.arch", ARCHITECTURES[arch()] ?? arch()];
  yield ["os.version", release()];
  yield ["user.name", userName()];
  yield ["user.home", homedir()];
  yield ["user.dir", process.cwd()];
  yield ["os.memory.free", megabytes(freemem())];
  yield ["os.memory.max", megabytes(totalmem())];
  yield ["os.memory.total", megabytes(totalmem())];
}

/** A container may run under a number that no user has; the runtime says "unknown" then. */
function userName(): string {
  if (process.getuid?.() === 0) return "root";
  try {
    const { username } = userInfo();
    return username === "unknown" ? NOT_THERE : username;
  } catch {
    return NOT_THERE;
  }
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / MEGABYTE)}MB`;
}
