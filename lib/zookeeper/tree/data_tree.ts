/**
 * The tree of znodes, by full path, with an index of each session's ephemeral nodes. Only the
 * apply half of an operation changes it, with what a logged transaction says; checks come before.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import { OPEN_ACL_UNSAFE, READ_ACL_UNSAFE } from "./acl.ts";
import { FrozenNodes } from "./frozen_nodes.ts";
import { wholeRange } from "./byte_range.ts";
import type { NodeFields } from "./node_rows.ts";
import { MISSING, NodeTable, ROOT } from "./node_table.ts";
import { OwnedPaths } from "./owned_paths.ts";
import { nodeName, parentPath } from "./path.ts";
import { countedAt, LIMITS, QuotaPaths, readQuota, statsPath, writeUse } from "./quota.ts";
import { copyFields, Znode, type ZnodeFields } from "./znode.ts";

/** A node to create: what its transaction says. */
export interface NodeCreation {
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: readonly ACL[];
  readonly ephemeralOwner: bigint;
  /** The parent's count of children created, this one included. */
  readonly parentChildrenCreated: number;
  readonly zxid: number;
  readonly timeMs: number;
}

/** What its parent notes of it. */
type ChildCreation = Pick<NodeCreation, "parentChildrenCreated" | "zxid">;

function bareNode(acl: readonly ACL[], { aversion }: { aversion: number }): ZnodeFields {
  return {
    data: new Uint8Array(0),
    acl,
    czxid: 0,
    mzxid: 0,
    pzxid: 0,
    ctimeMs: 0,
    mtimeMs: 0,
    version: 0,
    childrenCreated: 0,
    aversion,
    ephemeralOwner: 0n,
  };
}

/** What every server has: `/zookeeper/config` since 3.5. */
const OWN_NODES: readonly (readonly [string, ZnodeFields])[] = [
  ["/", bareNode(OPEN_ACL_UNSAFE, { aversion: 0 })],
  ["/zookeeper", bareNode(OPEN_ACL_UNSAFE, { aversion: 0 })],
  // Its list was set once, without a version, as ZooKeeper does it.
  ["/zookeeper/config", bareNode(READ_ACL_UNSAFE, { aversion: -1 })],
  ["/zookeeper/quota", bareNode(OPEN_ACL_UNSAFE, { aversion: 0 })],
];

/** All znodes. A new tree holds what a new ZooKeeper's does: the root and `/zookeeper`. */
export class DataTree {
  #table: NodeTable;
  #owned = new OwnedPaths();
  #quotas = new QuotaPaths();
  #dataSize = 0;
  /** What a snapshot that is under way reads: it is told of changes before they are made. */
  #frozen: FrozenNodes | null = null;

  /** @param filling to begin without even a root, and how many nodes will be put in then */
  constructor(filling: { expected: number } | null = null) {
    this.#table = new NodeTable(filling?.expected ?? 0);
    if (filling === null) this.insertOwn();
  }

  /** Which paths have a quota. */
  get quotas(): QuotaPaths {
    return this.#quotas;
  }

  /** Nodes, the root twice: as every ZooKeeper counts them, so that figures compare. */
  get nodeCount(): number {
    return this.#table.rows.size + 1;
  }

  get ephemeralCount(): number {
    return this.#owned.ephemeralCount;
  }

  /** Bytes of all paths and data. */
  get approximateDataSize(): number {
    return this.#dataSize;
  }

  /** The node at `path`; the empty path is the root's, as in ZooKeeper. For use at once. */
  get(path: string): Znode | undefined {
    const row = this.#find(path);
    return row === MISSING ? undefined : new Znode(this.#table, row);
  }

  #find(path: string): number {
    return this.#table.find(path, path.length);
  }

  #require(path: string): number {
    const row = this.#find(path);
    if (row === MISSING) throw new Error(`Cannot find ${path}: the tree does not have it`);
    return row;
  }

  #requireParent(path: string): number {
    const row = this.#table.find(path, Math.max(0, path.lastIndexOf("/")));
    if (row === MISSING) {
      throw new Error(`Cannot find ${parentPath(path)}: the tree does not have it`);
    }
    return row;
  }

  /** Every node at and below `top` with its path, parents before children. */
  *entries(top = "/"): Generator<[string, Znode]> {
    const table = this.#table;
    const root = this.#find(top);
    if (root === MISSING) return;
    for (const row of table.within(root)) yield [table.path(row), new Znode(table, row)];
  }

  /**
   * The nodes as they are now, to be read while the tree changes. One at a time, until it is ended.
   */
  freeze(): FrozenNodes {
    if (this.#frozen !== null) throw new Error("Cannot freeze the tree: it is frozen already");
    const frozen = new FrozenNodes(this.#table, () => {
      if (this.#frozen === frozen) this.#frozen = null;
    });
    this.#frozen = frozen;
    return frozen;
  }

  /** The paths of the ephemeral nodes of a session. */
  ephemeralsOf(sessionId: bigint): ReadonlySet<string> {
    return this.#owned.ephemeralsOf(sessionId);
  }

  /** Sessions that own ephemeral nodes, with their paths. */
  ephemeralOwners(): ReadonlyMap<bigint, ReadonlySet<string>> {
    return this.#owned.ephemerals;
  }

  /** The paths of containers and of nodes with a time to live. */
  expirablePaths(): ReadonlySet<string> {
    return this.#owned.expirable;
  }

  /** Nodes below `path`, not counting itself; below the empty path there is the root, too. */
  countDescendants(path: string): number {
    const table = this.#table;
    if (path === "") return table.rows.size;
    const root = this.#find(path);
    if (root === MISSING) return 0;
    if (root === ROOT) return table.rows.size - 1;
    let count = -1;
    for (const _ of table.within(root)) count += 1;
    return count;
  }

  create(creation: NodeCreation): Znode {
    const { path, zxid, timeMs } = creation;
    const table = this.#table;
    const parent = this.#requireParent(path);
    if (this.#find(path) !== MISSING) {
      throw new Error(`Cannot create ${path}: the tree has it already`);
    }
    this.#countCreation(parent, creation);
    const row = this.insertChild(parent, {
      name: table.encodeName(nodeName(path)),
      data: creation.data && wholeRange(creation.data),
      acl: creation.acl,
      czxid: zxid,
      mzxid: zxid,
      pzxid: zxid,
      ctimeMs: timeMs,
      mtimeMs: timeMs,
      version: 0,
      childrenCreated: 0,
      aversion: 0,
      ephemeralOwner: creation.ephemeralOwner,
    });
    const counted = countedAt(path);
    if (counted !== null) this.#setUse(counted, this.#useOf(counted));
    this.#addUse(path, { count: 1, bytes: table.rows.dataLength(row) });
    return new Znode(table, row);
  }

  /** Counts at `parent` that a child was created, where that is not counted yet. */
  countCreation(parent: string, creation: ChildCreation): void {
    this.#countCreation(this.#require(parent), creation);
  }

  /** The counter only grows: a later creation may be counted already. */
  #countCreation(parent: number, { parentChildrenCreated, zxid }: ChildCreation): void {
    const { rows } = this.#table;
    if (parentChildrenCreated <= rows.childrenCreated(parent)) return;
    this.#frozen?.beforeChange(parent);
    rows.setChildrenCreated(parent, parentChildrenCreated);
    rows.setPzxid(parent, zxid);
  }

  /** Puts in what every server has, where it is not there. */
  insertOwn(): void {
    for (const [path, fields] of OWN_NODES) {
      if (this.#find(path) === MISSING) this.insert(path, fields);
    }
  }

  /** Puts in a node as it is (from a snapshot), without touching its parent's counters. */
  insert(path: string, fields: ZnodeFields): void {
    const parent = path === "/" ? ROOT : this.#requireParent(path);
    const name = this.#table.encodeName(nodeName(path));
    const data = fields.data && wholeRange(fields.data);
    this.insertChild(parent, { ...copyFields(fields), name, data });
  }

  /**
   * As {@linkcode DataTree.insert}, for who has the parent's row; the root is the first.
   *
   * @returns the node's row
   */
  insertChild(parent: number, fields: NodeFields): number {
    const table = this.#table;
    const row = table.add(parent, fields);
    this.#frozen?.created(row);
    this.#dataSize += table.pathLength(row) + table.rows.dataLength(row);
    const { ephemeralOwner } = fields;
    if (ephemeralOwner !== 0n) this.#owned.add(table.path(row), ephemeralOwner);
    if (table.rows.nameLength(row) === LIMITS.length) this.#quotas.created(table.path(row));
    return row;
  }

  /** Puts `nodes`, parents before children, in the place of all there is. */
  replaceAll(nodes: Iterable<readonly [string, ZnodeFields]>): void {
    const fresh = new DataTree({ expected: 0 });
    for (const [path, fields] of nodes) fresh.insert(path, fields);
    this.takeOver(fresh);
  }

  /** Takes all that another tree has, which is not to be used any more. */
  takeOver(other: DataTree): void {
    if (this.#frozen !== null) throw new Error("Cannot replace all nodes: a snapshot reads them");
    this.#table = other.#table;
    this.#owned = other.#owned;
    this.#quotas = other.#quotas;
    this.#dataSize = other.#dataSize;
  }

  /**
   * Removes a node that has no children.
   *
   * @returns the access list that it had
   */
  delete(path: string, zxid: number): { acl: readonly ACL[] } {
    const table = this.#table;
    const row = this.#require(path);
    const childCount = table.childCount(row);
    if (childCount > 0) {
      throw new Error(`Cannot delete ${path}: it has ${childCount} children`);
    }
    const parent = table.parent(row);
    this.#frozen?.beforeRemoval(row);
    this.#noteDeletion(parent, zxid);
    const acl = table.rows.acl(row);
    const bytes = table.rows.dataLength(row);
    const owner = table.rows.ephemeralOwner(row);
    this.#dataSize -= table.pathLength(row) + bytes;
    table.remove(row);
    if (owner !== 0n) this.#owned.delete(path, owner);
    this.#quotas.deleted(path);
    this.#addUse(path, { count: -1, bytes: -bytes });
    return { acl };
  }

  /** Notes at `parent` that a child was deleted, where that is not noted yet. */
  noteDeletion(parent: string, zxid: number): void {
    this.#noteDeletion(this.#require(parent), zxid);
  }

  #noteDeletion(parent: number, zxid: number): void {
    const { rows } = this.#table;
    this.#frozen?.beforeChange(parent);
    rows.setPzxid(parent, Math.max(rows.pzxid(parent), zxid));
  }

  setData(
    path: string,
    change: { data: Uint8Array | null; version: number; zxid: number; timeMs: number },
  ): Znode {
    const table = this.#table;
    const row = this.#require(path);
    this.#frozen?.beforeChange(row);
    const before = table.rows.dataLength(row);
    table.rows.setData(row, change);
    const bytes = table.rows.dataLength(row) - before;
    this.#dataSize += bytes;
    this.#addUse(path, { count: 0, bytes });
    return new Znode(table, row);
  }

  setAcl(path: string, change: { acl: readonly ACL[]; aversion: number }): Znode {
    const row = this.#require(path);
    this.#frozen?.beforeChange(row);
    this.#table.rows.setAcl(row, change);
    return new Znode(this.#table, row);
  }

  /** Adds to what the nearest quota at or above `path` says is used. */
  #addUse(path: string, { count, bytes }: { count: number; bytes: number }): void {
    const limited = this.#quotas.nearest(path);
    if (limited === null) return;
    const used = readQuota(this.get(statsPath(limited))?.data ?? null);
    this.#setUse(limited, { count: used.count + count, bytes: used.bytes + bytes });
  }

  /** Counts anew what all quotas say is used. */
  recountUse(): void {
    for (const limited of this.#quotas) this.#setUse(limited, this.#useOf(limited));
  }

  /** Says what the tree at `limited` uses. The node that says it gets no new version by that. */
  #setUse(limited: string, use: { count: number; bytes: number }): void {
    const table = this.#table;
    const path = statsPath(limited);
    const row = this.#find(path);
    if (row === MISSING) return;
    this.#frozen?.beforeChange(row);
    this.#dataSize -= table.rows.dataLength(row);
    table.rows.replaceData(row, writeUse(use));
    this.#dataSize += table.rows.dataLength(row);
  }

  /** Counts the nodes of the tree at `path` and their bytes. */
  #useOf(path: string): { count: number; bytes: number } {
    const use = { count: 0, bytes: 0 };
    const root = this.#find(path);
    if (root === MISSING) return use;
    const table = this.#table;
    for (const row of table.within(root)) {
      use.count += 1;
      use.bytes += table.rows.dataLength(row);
    }
    return use;
  }
}
