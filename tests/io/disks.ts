/**
 * The file systems that one table of cases is run on: the machine's with and without the C
 * library's calls, and its twin in memory.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileSystem } from "../../lib/io/file.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { SystemFileSystem } from "../../lib/io/system_file.ts";

/** A file system and a folder in it for one test. */
export interface Disk {
  readonly files: FileSystem;
  readonly folder: string;
  remove(): void;
}

export const DISKS: readonly { name: string; make: () => Disk }[] = [
  { name: "the machine's", make: () => systemDisk(new SystemFileSystem()) },
  { name: "without a C library", make: () => systemDisk(new SystemFileSystem(() => null)) },
  { name: "in memory", make: memoryDisk },
];

function systemDisk(files: FileSystem): Disk {
  const folder = mkdtempSync(join(tmpdir(), "kedge-disk-"));
  return { files, folder, remove: () => rmSync(folder, { recursive: true }) };
}

function memoryDisk(): Disk {
  const files = new MemoryFileSystem({ nowMs: () => Date.now() });
  files.makeFolder("/disk");
  return { files, folder: "/disk", remove() {} };
}
