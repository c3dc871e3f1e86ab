/**
 * Where the tools that the conformance run and the benchmark fetch are kept: .cache in the
 * project's root, which git ignores. Each tool folder carries a stamp of what it was made from;
 * another list of packages makes it anew.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder of everything fetched. */
export const CACHE = resolve(import.meta.dirname, "../../../.cache");

/**
 * The folder `name` in the cache, made by `make` unless it was made from the same `recipe` before.
 *
 * @param recipe everything that decides the folder's content
 */
export async function cached(
  name: string,
  recipe: unknown,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(CACHE, name);
  const stamp = join(folder, ".made-from.json");
  const wanted = JSON.stringify(recipe);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`fetching ${name}`);
  await make(folder);
  writeFileSync(stamp, wanted);
  return folder;
}
