/**
 * The names on the in-memory disk of memory_file.ts: a tree of folders, of which each knows what
 * was on disk at its last sync and what has changed since. A power cut keeps a beginning of those
 * changes, because that is all that POSIX promises for a folder that nobody has synced.
 *
 * @module
 */
import type { Random } from "./random.ts";

/** A file's content, which outlives its names and handles. */
export interface FileNode {
  content: ArrayBuffer;
  /** What the last sync put on disk. */
  synced: Uint8Array;
  /** In ms since the epoch. */
  modifiedMs: number;
}

/** What a name leads to. */
export type TreeNode = FileNode | FolderNode;

/** Names that change together, for all time: a rename takes one away and sets another. */
type Change = readonly (readonly [name: string, node: TreeNode | null])[];

/** A folder. */
export class FolderNode {
  readonly #entries = new Map<string, TreeNode>();
  #synced = new Map<string, TreeNode>();
  #changes: Change[] = [];

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

  /** Makes every change so far durable. */
  sync(): void {
    this.#synced = new Map(this.#entries);
    this.#changes = [];
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
