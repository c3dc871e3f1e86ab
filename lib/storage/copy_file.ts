/**
 * Copying one small file, such as an index or a producer snapshot, where a log moves to another
 * data folder.
 *
 * @module
 */
import type { FileSystem } from "../io/file.ts";

/**
 * Copies a file off the loop: it is read in one go, and the copy is on disk when this resolves.
 *
 * @throws DiskFullError where there is no room for the copy
 */
export async function copyFile(
  files: FileSystem,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const file = files.open(from, "existing");
  let content: Uint8Array;
  try {
    content = await file.read(0, file.size());
  } finally {
    file.close();
  }
  await files.replaceFileLater(to, content);
}
