/**
 * The nodes of a tree as they were at one moment, given out one by one while the tree goes on
 * changing. The tree tells of each change before it makes it: a node that was not given out yet is
 * copied then, one that is removed is kept, and one that is made later is not part of it.
 * data_tree.ts begins it, snapshot_encoding.ts reads it.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import { bytesOf, MovableRange, wholeRange } from "./byte_range.ts";
import type { NodeFields } from "./node_rows.ts";
import type { NodeTable } from "./node_table.ts";

/** A node as it was. Rows tell nodes of one moment apart; the root's own parent is itself. */
export interface FrozenNode extends NodeFields {
  readonly row: number;
  readonly parent: number;
}

/** One node, and then the next. Its name and its data are in bytes that others have. */
export class MovableNode implements FrozenNode {
  row = 0;
  parent = 0;
  readonly name = new MovableRange();
  data: MovableRange | null = null;
  acl: readonly ACL[] = [];
  czxid = 0;
  mzxid = 0;
  pzxid = 0;
  ctimeMs = 0;
  mtimeMs = 0;
  version = 0;
  childrenCreated = 0;
  aversion = 0;
  ephemeralOwner = 0n;
}

/** One that the table still has, with the table's own bytes. */
class LiveNode extends MovableNode {
  readonly #data = new MovableRange();

  take(table: NodeTable, row: number): this {
    this.row = row;
    this.parent = table.parent(row);
    table.rows.findName(row, this.name);
    this.data = table.rows.findData(row, this.#data) ? this.#data : null;
    this.acl = table.rows.acl(row);
    this.czxid = table.rows.czxid(row);
    this.mzxid = table.rows.mzxid(row);
    this.pzxid = table.rows.pzxid(row);
    this.ctimeMs = table.rows.ctimeMs(row);
    this.mtimeMs = table.rows.mtimeMs(row);
    this.version = table.rows.version(row);
    this.childrenCreated = table.rows.childrenCreated(row);
    this.aversion = table.rows.aversion(row);
    this.ephemeralOwner = table.rows.ephemeralOwner(row);
    return this;
  }
}

/** A node as it is, with bytes of its own. */
export function keptOf(node: FrozenNode): FrozenNode {
  const { name, data } = node;
  return { ...node, name: wholeRange(bytesOf(name)), data: data && wholeRange(bytesOf(data)) };
}

/** What a tree held at one moment. It keeps at most that much beside the tree. */
export class FrozenNodes {
  /** Nodes that there are to give out in all. */
  readonly count: number;
  /** All of them have smaller rows. */
  readonly limit: number;
  readonly #table: NodeTable;
  /** By row: 1 where the node is not to be given out any more, or came later. */
  readonly #isDone: Uint8Array;
  /** How nodes that changed since, and are to be given out yet, were. */
  readonly #changed = new Map<number, FrozenNode>();
  /** Those that were removed before they were given out, children before parents. */
  readonly #removed: FrozenNode[] = [];
  readonly #live = new LiveNode();
  readonly #onEnd: () => void;
  /** Nodes to give out that the tree still has. */
  #remaining: number;
  #next = 0;

  /** @param onEnd called when the tree need not tell of changes any more */
  constructor(table: NodeTable, onEnd: () => void) {
    this.#table = table;
    this.count = table.rows.size;
    this.limit = table.rows.limit;
    this.#isDone = new Uint8Array(table.rows.limit);
    this.#remaining = table.rows.size;
    this.#onEnd = onEnd;
  }

  #isOver(row: number): boolean {
    return row >= this.limit || this.#isDone[row] === 1;
  }

  #copy(row: number): FrozenNode {
    return keptOf(new LiveNode().take(this.#table, row));
  }

  /** A node was made: it is not part of this. */
  created(row: number): void {
    if (row < this.limit) this.#isDone[row] = 1;
  }

  /** A node is about to change. */
  beforeChange(row: number): void {
    if (this.#isOver(row) || this.#changed.has(row)) return;
    this.#changed.set(row, this.#copy(row));
  }

  /** A node is about to be removed. */
  beforeRemoval(row: number): void {
    if (this.#isOver(row)) return;
    this.#isDone[row] = 1;
    this.#removed.push(this.#changed.get(row) ?? this.#copy(row));
    this.#changed.delete(row);
    this.#remaining -= 1;
  }

  /** The next node, which is good until the one after it is asked for; null where that was all. */
  next(): FrozenNode | null {
    while (this.#remaining > 0) {
      if (this.#next === this.limit) {
        throw new Error(`Cannot find ${this.#remaining} nodes of the tree`);
      }
      const row = this.#next++;
      if (this.#isDone[row] === 1 || !this.#table.rows.has(row)) continue;
      this.#isDone[row] = 1;
      this.#remaining -= 1;
      const before = this.#changed.get(row);
      if (before === undefined) return this.#live.take(this.#table, row);
      this.#changed.delete(row);
      return before;
    }
    return this.#removed.pop() ?? null;
  }

  /** Lets the tree go on alone. */
  end(): void {
    this.#onEnd();
  }
}
