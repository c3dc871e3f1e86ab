/**
 * What the operating system says of this process, read at a scrape only.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";

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

/** Descriptors that this process has open, 0 where the system does not say. */
export function openFileDescriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

/** Descriptors that this process may have open, 0 where the system does not say. */
export function maxFileDescriptors(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
