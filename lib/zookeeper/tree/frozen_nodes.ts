/**
 * The nodes of a tree as they were at one moment, given out one by one while the tree goes on
 * changing. The tree tells of each change before it makes it: a node that was not given out yet is
 * copied then (its data is shared, as data is only ever replaced), one that is removed is kept, and
 * one that is made later is not part of it. data_tree.ts begins it, snapshot_encoding.ts reads it.
 *
 * @module
 */
import type { Znode, ZnodeFields } from "./znode.ts";

function copyOf(node: Znode): ZnodeFields {
  return {
    data: node.data,
    acl: node.acl,
    czxid: node.czxid,
    mzxid: node.mzxid,
    pzxid: node.pzxid,
    ctimeMs: node.ctimeMs,
    mtimeMs: node.mtimeMs,
    version: node.version,
    childrenCreated: node.childrenCreated,
    aversion: node.aversion,
    ephemeralOwner: node.ephemeralOwner,
  };
}

/** What a tree held at one moment. It keeps at most that much beside the tree. */
export class FrozenNodes {
  /** Nodes that there are to give out in all. */
  readonly count: number;
  readonly #number: number;
  readonly #live: Iterator<[string, Znode]>;
  /** How nodes that changed since, and are to be given out yet, were. */
  readonly #changed = new Map<Znode, ZnodeFields>();
  /** Those that were removed before they were given out, children before parents. */
  readonly #removed: [string, ZnodeFields][] = [];
  readonly #onEnd: () => void;
  /** Nodes to give out that the tree still has. */
  #remaining: number;

  /**
   * @param nodes the tree's own table, parents before children
   * @param options.number larger than that of any before it
   * @param options.onEnd called when the tree need not tell of changes any more
   */
  constructor(nodes: Map<string, Znode>, options: { number: number; onEnd: () => void }) {
    this.count = nodes.size;
    this.#remaining = nodes.size;
    this.#number = options.number;
    this.#onEnd = options.onEnd;
    this.#live = nodes.entries();
  }

  /** A node was made: it is not part of this. */
  created(node: Znode): void {
    node.frozenBy = this.#number;
  }

  /** A node is about to change. */
  beforeChange(node: Znode): void {
    if (node.frozenBy === this.#number || this.#changed.has(node)) return;
    this.#changed.set(node, copyOf(node));
  }

  /** A node has been removed from the tree and will not change any more. */
  removed(path: string, node: Znode): void {
    if (node.frozenBy === this.#number) return;
    node.frozenBy = this.#number;
    this.#removed.push([path, this.#changed.get(node) ?? node]);
    this.#changed.delete(node);
    this.#remaining -= 1;
  }

  /** The next node with its path, parents before children; null where that was all. */
  next(): [string, ZnodeFields] | null {
    while (this.#remaining > 0) {
      const { value } = this.#live.next();
      if (value === undefined) throw new Error(`Cannot find ${this.#remaining} nodes of the tree`);
      const [path, node] = value;
      if (node.frozenBy === this.#number) continue;
      node.frozenBy = this.#number;
      this.#remaining -= 1;
      const before = this.#changed.get(node);
      if (before === undefined) return value;
      this.#changed.delete(node);
      return [path, before];
    }
    // A parent was removed after its children, so backwards it comes before them.
    return this.#removed.pop() ?? null;
  }

  /** Lets the tree go on alone. */
  end(): void {
    this.#onEnd();
  }
}
