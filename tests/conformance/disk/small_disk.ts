/**
 * A small file system in a file, mounted, and filled to its last byte.
 *
 * @module
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { mustRun, run } from "../process.ts";
import { needProgram } from "../tools/apt.ts";

const DISK_BYTES = 384 << 20;

/** Mounts an empty file system; returns the reason where that cannot be done. */
export async function mountSmallDisk(
  image: string,
  mountPoint: string,
): Promise<string | undefined> {
  await needProgram("mkfs.ext4");
  await needProgram("mount");
  mkdirSync(mountPoint);
  const file = openSync(image, "w");
  ftruncateSync(file, DISK_BYTES);
  closeSync(file);
  await mustRun(["mkfs.ext4", "-q", "-m", "0", "-F", image]);
  const mounted = await run(["mount", "-o", "loop", image, mountPoint]);
  if (mounted.exitCode === 0) return undefined;
  // A container without loop devices may still have tmpfs, which refuses writes in the same way.
  const options = `size=${DISK_BYTES}`;
  const memory = await run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", mountPoint]);
  return memory.exitCode === 0 ? undefined : mounted.stderr.trim();
}

/** Writes to `path` until the disk has no byte left. */
export function fillDisk(path: string): void {
  const file = openSync(path, "w");
  for (let size = 1 << 20; size >= 1; size = Math.floor(size / 16)) {
    const chunk = new Uint8Array(size);
    try {
      while (writeSync(file, chunk) === chunk.length);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    }
  }
  closeSync(file);
}
