/**
 * How much memory a process holds beyond pages of files.
 *
 * @module
 */
import { readFileSync } from "node:fs";

/** Anonymous memory of a process, in MiB. */
export function anonymousMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024;
}
