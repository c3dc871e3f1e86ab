/**
 * Which process holds the POSIX lock on a file, from /proc/locks (Linux).
 *
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { commandLine } from "./port_holder.ts";

/** Columns of /proc/locks: `1: POSIX ADVISORY WRITE 4242 08:01:131 0 EOF`. */
const PID_COLUMN = 4;
const PLACE_COLUMN = 5;

/** `process 4242 (kedge start)`, or null where the system does not tell. */
export function lockHolder(path: string): string | null {
  try {
    const inode = String(statSync(path).ino);
    for (const line of readFileSync("/proc/locks", "utf8").split("\n")) {
      const columns = line.trim().split(/\s+/);
      const pid = Number(columns[PID_COLUMN]);
      if (columns[PLACE_COLUMN]?.split(":").at(-1) !== inode || !(pid > 0)) continue;
      const command = commandLine(pid);
      // A file of another disk may have the same number: then this process may not be the one.
      if (command !== "") return `process ${pid} (${command})`;
    }
  } catch {
    // No such system file, or the lock's file is gone.
  }
  return null;
}
