/**
 * How much memory there is for this process: the machine's, or less where a control group (a
 * container, a systemd unit with MemoryMax) allows less.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** A bound, and who sets it. */
export interface MemoryLimit {
  readonly bytes: number;
  readonly origin: "the machine" | "the control group";
}

/** Reads a small file; null where there is none. */
export type ReadText = (path: string) => string | null;

const CGROUP_FOLDER = "/sys/fs/cgroup";
/** How the two versions of control groups name their bound. */
const V2_FILE = "memory.max";
const V1_FILE = "memory.limit_in_bytes";

/** The memory that this process may use, in bytes. */
export function memoryLimit(
  { read = readText, machineBytes = totalmem() }: { read?: ReadText; machineBytes?: number } = {},
): MemoryLimit {
  const groupBytes = Math.min(...cgroupLimits(read), Infinity);
  // Without a bound, version 1 writes a number larger than any memory, version 2 "max".
  if (groupBytes < machineBytes) return { bytes: groupBytes, origin: "the control group" };
  return { bytes: machineBytes, origin: "the machine" };
}

/** The bounds of this process' groups and of all around them: the smallest counts. */
function* cgroupLimits(read: ReadText): Generator<number> {
  // Each line is `id:controllers:path`; version 2 has no controllers there.
  for (const line of (read("/proc/self/cgroup") ?? "").split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (controllers === "") yield* limitsUpwards(CGROUP_FOLDER, path, { file: V2_FILE, read });
    else if (controllers.split(",").includes("memory")) {
      yield* limitsUpwards(`${CGROUP_FOLDER}/memory`, path, { file: V1_FILE, read });
    }
  }
}

/** In a container the path may be that of the host, which is not there: its top is the group's. */
function* limitsUpwards(
  top: string,
  path: string,
  { file, read }: { file: string; read: ReadText },
): Generator<number> {
  const names = path.split("/").filter((name) => name !== "" && name !== "..");
  for (let depth = names.length; depth >= 0; depth--) {
    const folder = [top, ...names.slice(0, depth)].join("/");
    const text = read(`${folder}/${file}`)?.trim();
    if (text !== undefined && /^\d+$/.test(text)) yield Number(text);
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
