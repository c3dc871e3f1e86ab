/**
 * Which process listens on a TCP port of this machine, from /proc (Linux).
 *
 * @module
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Who has a port. */
export interface PortHolder {
  readonly pid: number;
  /** Its program and arguments. */
  readonly command: string;
}

const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];
/** The state of a listening socket in these tables (TCP_LISTEN). */
const LISTENING = "0A";
const INODE_COLUMN = 9;
/** Longer ones are Java's, and their beginning says enough. */
const COMMAND_LENGTH_MAX = 60;

/** Null where nobody listens, or the system does not say who: it tells of one's own processes. */
export function portHolder(port: number): PortHolder | null {
  const sockets = new Set(TABLES.flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return null;
  for (const pid of namesIn("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    for (const fd of namesIn(`/proc/${pid}/fd`)) {
      if (!sockets.has(targetOf(`/proc/${pid}/fd/${fd}`))) continue;
      return { pid: Number(pid), command: commandLine(Number(pid)) };
    }
  }
  return null;
}

/** As descriptors show them: `socket:[12345]`. */
function listeningSockets(table: string, port: number): string[] {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return textOf(table).split("\n").slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTENING && local?.endsWith(ending))
    .map((columns) => `socket:[${columns[INODE_COLUMN]}]`);
}

/** A process's program and arguments, cut where they are long; empty where there is none. */
export function commandLine(pid: number): string {
  const command = textOf(`/proc/${pid}/cmdline`).replace(/[\0\s]+/g, " ").trim();
  if (command.length <= COMMAND_LENGTH_MAX) return command;
  return `${command.slice(0, COMMAND_LENGTH_MAX)}...`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Another user's, or it has ended meanwhile.
    return [];
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
