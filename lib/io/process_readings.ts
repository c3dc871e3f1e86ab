/**
 * What the operating system says of this process, read at a scrape only.
 *
 * @module
 */
import { readFileSync } from "node:fs";

/** The text of /proc/self/status, empty where there is none (not Linux). */
export function processStatus(): string {
  try {
    return readFileSync("/proc/self/status", "utf8");
  } catch {
    return "";
  }
}

/** User and system time used since the start, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
