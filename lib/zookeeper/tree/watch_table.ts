/**
 * Who watches which path, and how: one-shot, until removed, or until removed and for everything
 * below. tree/watch.ts has two of these, one for a node's data and one for its children.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import type { Watcher } from "./watch.ts";
import { parentPath } from "./path.ts";

/** How a path is watched; a watcher may have several of these on one path. */
export const WatchMode = { STANDARD: 1, PERSISTENT: 2, PERSISTENT_RECURSIVE: 4 } as const;

const ANY_MODE = 7;

/** Watchers by path and paths by watcher. */
export class WatchTable {
  readonly #byPath = new Map<string, Map<Watcher, number>>();
  readonly #byWatcher = new Map<Watcher, Set<string>>();
  readonly #limit: number;
  #size = 0;
  #recursiveCount = 0;

  /** @param limit watches to hold; one more is refused with THROTTLEDOP */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Watches: pairs of a path and a watcher. */
  get size(): number {
    return this.#size;
  }

  get pathCount(): number {
    return this.#byPath.size;
  }

  get watcherCount(): number {
    return this.#byWatcher.size;
  }

  watchers(): IterableIterator<Watcher> {
    return this.#byWatcher.keys();
  }

  pathsOf(watcher: Watcher): Iterable<string> {
    return this.#byWatcher.get(watcher) ?? [];
  }

  watchersOf(path: string): Iterable<Watcher> {
    return this.#byPath.get(path)?.keys() ?? [];
  }

  paths(): IterableIterator<string> {
    return this.#byPath.keys();
  }

  /** Adds a mode of {@linkcode WatchMode}; once more is the same as once. */
  add(path: string, { watcher, mode }: { watcher: Watcher; mode: number }): void {
    const modes = this.#byPath.get(path)?.get(watcher) ?? 0;
    if ((modes & mode) !== 0) return;
    if (modes === 0 && this.#size >= this.#limit) {
      throw new KeeperError(ErrorCode.THROTTLEDOP, path);
    }
    this.#set(path, { watcher, before: modes, after: modes | mode });
  }

  /** True where `watcher` has one of the modes `mode` (any by default) on `path`. */
  has(path: string, { watcher, mode = ANY_MODE }: { watcher: Watcher; mode?: number }): boolean {
    return ((this.#byPath.get(path)?.get(watcher) ?? 0) & mode) !== 0;
  }

  /** Removes the modes `mode` (all by default); false where there were none. */
  remove(path: string, { watcher, mode = ANY_MODE }: { watcher: Watcher; mode?: number }): boolean {
    const before = this.#byPath.get(path)?.get(watcher) ?? 0;
    if ((before & mode) === 0) return false;
    this.#set(path, { watcher, before, after: before & ~mode });
    return true;
  }

  /** Removes all that a watcher has. */
  removeWatcher(watcher: Watcher): void {
    for (const path of [...this.pathsOf(watcher)]) this.remove(path, { watcher });
  }

  /**
   * Collects who is to hear of a change at `path` and takes their one-shot watches away.
   *
   * @returns null where nobody watches
   */
  trigger(path: string): Set<Watcher> | null {
    let heard: Set<Watcher> | null = null;
    const here = this.#byPath.get(path);
    if (here !== undefined) {
      heard = new Set(here.keys());
      for (const watcher of heard) this.remove(path, { watcher, mode: WatchMode.STANDARD });
    }
    if (this.#recursiveCount === 0 || path === "/") return heard;
    for (let above = parentPath(path);; above = parentPath(above)) {
      for (const [watcher, modes] of this.#byPath.get(above) ?? []) {
        if ((modes & WatchMode.PERSISTENT_RECURSIVE) === 0) continue;
        heard ??= new Set();
        heard.add(watcher);
      }
      if (above === "/") return heard;
    }
  }

  #set(path: string, change: { watcher: Watcher; before: number; after: number }): void {
    const { watcher, before, after } = change;
    const recursive = WatchMode.PERSISTENT_RECURSIVE;
    this.#recursiveCount += Number((after & recursive) !== 0) - Number((before & recursive) !== 0);
    if (after !== 0) {
      let here = this.#byPath.get(path);
      if (here === undefined) this.#byPath.set(path, here = new Map());
      here.set(watcher, after);
      let paths = this.#byWatcher.get(watcher);
      if (paths === undefined) this.#byWatcher.set(watcher, paths = new Set());
      paths.add(path);
      if (before === 0) this.#size += 1;
      return;
    }
    this.#size -= 1;
    const here = this.#byPath.get(path)!;
    here.delete(watcher);
    if (here.size === 0) this.#byPath.delete(path);
    const paths = this.#byWatcher.get(watcher)!;
    paths.delete(path);
    if (paths.size === 0) this.#byWatcher.delete(watcher);
  }
}
