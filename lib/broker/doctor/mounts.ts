/**
 * Which file system a path lies on, by /proc/mounts.
 *
 * @module
 */
import type { FileSystem } from "../../io/file.ts";
import { readTextOrNull } from "./read_text.ts";

/** A mounted file system. */
export interface Mount {
  readonly device: string;
  readonly point: string;
  readonly type: string;
  readonly isReadOnly: boolean;
}

/** The one that a path from the root lies on; null where the system does not tell. */
export function mountOf(files: FileSystem, absolutePath: string): Mount | null {
  let found: Mount | null = null;
  for (const line of (readTextOrNull(files, "/proc/mounts") ?? "").split("\n")) {
    const [device = "", escaped = "", type = "", options = ""] = line.split(" ");
    // Spaces and tabs are written as octal numbers.
    const point = escaped.replace(
      /\\(\d{3})/g,
      (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)),
    );
    if (point === "" || !isWithin(absolutePath, point)) continue;
    // Of several on one point the last covers the others.
    if (found !== null && point.length < found.point.length) continue;
    found = { device, point, type, isReadOnly: options.split(",").includes("ro") };
  }
  return found;
}

function isWithin(path: string, point: string): boolean {
  return point === "/" || path === point || path.startsWith(`${point}/`);
}
