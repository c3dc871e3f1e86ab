/**
 * What the in-memory disk of memory_file.ts holds: a tree of folders, of which each knows what was
 * on disk at its last sync and what has changed since, and the files' contents. A power cut keeps a
 * beginning of a folder's changes, because that is all that POSIX promises where nobody synced it.
 *
 * @module
 */
import type { Random } from "./random.ts";

const PAGE_BYTES = 4096;

/** A file's content, which outlives its names and handles. */
export interface FileNode {
  content: ArrayBuffer;
  /** What the last sync put on disk. */
  synced: Uint8Array;
  /** In ms since the epoch. */
  modifiedMs: number;
  /** Syncs begun and ended: one that ends late takes nothing back. */
  syncsBegun: number;
  syncedBy: number;
}

/** What a name leads to. */
export type TreeNode = FileNode | FolderNode;

/** Names that change together, for all time: a rename takes one away and sets another. */
type Change = readonly (readonly [name: string, node: TreeNode | null])[];

/** A folder. */
export class FolderNode {
  readonly #entries = new Map<string, TreeNode>();
  readonly #synced = new Map<string, TreeNode>();
  /** Those that are not on disk. */
  #changes: Change[] = [];
  #syncedCount = 0;

  get names(): string[] {
    return [...this.#entries.keys()].sort();
  }

  get nodes(): IterableIterator<TreeNode> {
    return this.#entries.values();
  }

  get(name: string): TreeNode | undefined {
    return this.#entries.get(name);
  }

  set(name: string, node: TreeNode): void {
    this.#change([[name, node]]);
  }

  delete(name: string): void {
    this.#change([[name, null]]);
  }

  /** Renames within this folder; what had the new name is gone. */
  rename(from: string, to: string): void {
    const node = this.#entries.get(from);
    if (node !== undefined && from !== to) this.#change([[from, null], [to, node]]);
  }

  #change(change: Change): void {
    apply(change, this.#entries);
    this.#changes.push(change);
  }

  /** How many changes there were so far: what a sync that begins now makes durable. */
  get changeCount(): number {
    return this.#syncedCount + this.#changes.length;
  }

  /** Makes the first `changeCount` changes durable. */
  sync(changeCount = this.changeCount): void {
    const count = Math.max(0, changeCount - this.#syncedCount);
    for (const change of this.#changes.slice(0, count)) apply(change, this.#synced);
    this.#changes = this.#changes.slice(count);
    this.#syncedCount += count;
  }

  /** The names after a power cut: 0 from `random` means that nothing was lost. */
  survivors(random: Random): Map<string, TreeNode> {
    const names = new Map(this.#synced);
    const lost = this.#changes.length === 0 ? 0 : random.int(this.#changes.length + 1);
    for (const change of this.#changes.slice(0, this.#changes.length - lost)) apply(change, names);
    return names;
  }
}

function apply(change: Change, names: Map<string, TreeNode>): void {
  for (const [name, node] of change) {
    if (node === null) names.delete(name);
    else names.set(name, node);
  }
}

/** A file's bytes after a power cut: 0 from `random` means that a page, or the length, was kept. */
export function crashedContent(node: FileNode, random: Random): Uint8Array {
  const { synced } = node;
  let kept = new Uint8Array(node.content).slice();
  if (kept.length !== synced.length && random.int(2) === 1) {
    const resized = new Uint8Array(synced.length);
    resized.set(kept.subarray(0, synced.length));
    kept = resized;
  }
  for (let page = 0; page < kept.length; page += PAGE_BYTES) {
    if (random.int(2) === 0) continue;
    const end = Math.min(page + PAGE_BYTES, kept.length);
    kept.fill(0, page, end);
    kept.set(synced.subarray(page, end), page);
  }
  return kept;
}
