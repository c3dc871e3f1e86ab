/**
 * The tree of znodes, by full path, with an index of each session's ephemeral nodes. Only the
 * apply half of an operation changes it, with what a logged transaction says; checks come before.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import { utf8Length } from "../../bytes/writer.ts";
import { OPEN_ACL_UNSAFE, READ_ACL_UNSAFE } from "./acl.ts";
import { FrozenNodes } from "./frozen_nodes.ts";
import { type NodeKind, nodeKind } from "./node_kind.ts";
import { childPath, nodeName, parentPath } from "./path.ts";
import { countedAt, QuotaPaths, readQuota, statsPath, writeUse } from "./quota.ts";
import { Znode, type ZnodeFields } from "./znode.ts";

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

function bareNode(acl: readonly ACL[], data: Uint8Array | null): Znode {
  return new Znode({
    data,
    acl,
    czxid: 0,
    mzxid: 0,
    pzxid: 0,
    ctimeMs: 0,
    mtimeMs: 0,
    version: 0,
    childrenCreated: 0,
    aversion: 0,
    ephemeralOwner: 0n,
  });
}

/** All znodes. A new tree holds what a new ZooKeeper's does: the root and `/zookeeper`. */
export class DataTree {
  readonly #nodes = new Map<string, Znode>();
  readonly #ephemerals = new Map<bigint, Set<string>>();
  readonly #expirable = new Set<string>();
  /** Which paths have a quota. */
  readonly quotas = new QuotaPaths();
  #ephemeralCount = 0;
  #dataSize = 0;
  /** What a snapshot that is under way reads: it is told of changes before they are made. */
  #frozen: FrozenNodes | null = null;
  #freezes = 0;

  constructor() {
    const empty = new Uint8Array(0);
    this.insert("/", bareNode(OPEN_ACL_UNSAFE, empty));
    this.insert("/zookeeper", bareNode(OPEN_ACL_UNSAFE, empty));
    this.insert("/zookeeper/config", bareNode(READ_ACL_UNSAFE, empty));
    // Its list was set once, without a version, as ZooKeeper does it.
    this.#require("/zookeeper/config").aversion = -1;
    this.insert("/zookeeper/quota", bareNode(OPEN_ACL_UNSAFE, empty));
  }

  /** Nodes, the root twice: as every ZooKeeper counts them, so that figures compare. */
  get nodeCount(): number {
    return this.#nodes.size + 1;
  }

  get ephemeralCount(): number {
    return this.#ephemeralCount;
  }

  /** Bytes of all paths and data. */
  get approximateDataSize(): number {
    return this.#dataSize;
  }

  /** The node at `path`; the empty path is the root's, as in ZooKeeper. */
  get(path: string): Znode | undefined {
    return this.#nodes.get(path === "" ? "/" : path);
  }

  /** Every node with its path, parents before children. */
  entries(): IterableIterator<[string, Znode]> {
    return this.#nodes.entries();
  }

  /**
   * The nodes as they are now, to be read while the tree changes. One at a time, until it is ended.
   */
  freeze(): FrozenNodes {
    if (this.#frozen !== null) throw new Error("Cannot freeze the tree: it is frozen already");
    this.#freezes += 1;
    const onEnd = () => {
      if (this.#frozen === frozen) this.#frozen = null;
    };
    const frozen = new FrozenNodes(this.#nodes, { number: this.#freezes, onEnd });
    this.#frozen = frozen;
    return frozen;
  }

  /** The paths of the ephemeral nodes of a session. */
  ephemeralsOf(sessionId: bigint): ReadonlySet<string> {
    return this.#ephemerals.get(sessionId) ?? new Set();
  }

  /** Sessions that own ephemeral nodes, with their paths. */
  ephemeralOwners(): ReadonlyMap<bigint, ReadonlySet<string>> {
    return this.#ephemerals;
  }

  /** The paths of containers and of nodes with a time to live. */
  expirablePaths(): ReadonlySet<string> {
    return this.#expirable;
  }

  /** Nodes below `path`, not counting itself; below the empty path there is the root, too. */
  countDescendants(path: string): number {
    if (path === "") return this.#nodes.size;
    const node = this.#nodes.get(path);
    if (node === undefined) return 0;
    if (path === "/") return this.#nodes.size - 1;
    let count = 0;
    const pending = [{ path, node }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const name of next.node.children()) {
        count += 1;
        const child = `${next.path}/${name}`;
        const childNode = this.#require(child);
        if (childNode.childCount > 0) pending.push({ path: child, node: childNode });
      }
    }
    return count;
  }

  create(creation: NodeCreation): Znode {
    const parent = this.#require(parentPath(creation.path));
    if (this.#nodes.has(creation.path)) {
      throw new Error(`Cannot create ${creation.path}: the tree has it already`);
    }
    if (creation.parentChildrenCreated > parent.childrenCreated) {
      this.#frozen?.beforeChange(parent);
      parent.childrenCreated = creation.parentChildrenCreated;
      parent.pzxid = creation.zxid;
    }
    const node = new Znode({
      data: creation.data,
      acl: creation.acl,
      czxid: creation.zxid,
      mzxid: creation.zxid,
      pzxid: creation.zxid,
      ctimeMs: creation.timeMs,
      mtimeMs: creation.timeMs,
      version: 0,
      childrenCreated: 0,
      aversion: 0,
      ephemeralOwner: creation.ephemeralOwner,
    });
    this.insert(creation.path, node);
    const counted = countedAt(creation.path);
    if (counted !== null) this.#setUse(counted, this.#useOf(counted));
    this.#addUse(creation.path, { count: 1, bytes: node.dataLength });
    return node;
  }

  /** Puts in a node as it is (from a snapshot), without touching its parent's counters. */
  insert(path: string, fields: Znode | ZnodeFields): void {
    const node = fields instanceof Znode ? fields : new Znode(fields);
    this.#nodes.set(path, node);
    this.#frozen?.created(node);
    this.#dataSize += utf8Length(path) + node.dataLength;
    if (path !== "/") this.#require(parentPath(path)).addChild(nodeName(path));
    const kind = nodeKind(node.ephemeralOwner);
    if (kind !== "persistent") this.#index(path, { kind, owner: node.ephemeralOwner });
    this.quotas.created(path);
  }

  /** Puts `nodes`, parents before children, in the place of all there is. */
  replaceAll(nodes: Iterable<readonly [string, ZnodeFields]>): void {
    if (this.#frozen !== null) throw new Error("Cannot replace all nodes: a snapshot reads them");
    this.#nodes.clear();
    this.#ephemerals.clear();
    this.#expirable.clear();
    this.quotas.clear();
    this.#ephemeralCount = 0;
    this.#dataSize = 0;
    for (const [path, fields] of nodes) this.insert(path, fields);
  }

  #index(path: string, { kind, owner }: { kind: NodeKind; owner: bigint }): void {
    if (kind !== "ephemeral") {
      this.#expirable.add(path);
      return;
    }
    const paths = this.#ephemerals.get(owner);
    if (paths === undefined) this.#ephemerals.set(owner, new Set([path]));
    else paths.add(path);
    this.#ephemeralCount += 1;
  }

  /** Removes a node that has no children. */
  delete(path: string, zxid: number): Znode {
    const node = this.#require(path);
    if (node.childCount > 0) {
      throw new Error(`Cannot delete ${path}: it has ${node.childCount} children`);
    }
    this.#nodes.delete(path);
    this.#frozen?.removed(path, node);
    this.#dataSize -= utf8Length(path) + node.dataLength;
    const parent = this.#require(parentPath(path));
    this.#frozen?.beforeChange(parent);
    parent.removeChild(nodeName(path));
    parent.pzxid = Math.max(parent.pzxid, zxid);
    this.#expirable.delete(path);
    this.quotas.deleted(path);
    this.#addUse(path, { count: -1, bytes: -node.dataLength });
    const paths = this.#ephemerals.get(node.ephemeralOwner);
    if (paths?.delete(path)) {
      this.#ephemeralCount -= 1;
      if (paths.size === 0) this.#ephemerals.delete(node.ephemeralOwner);
    }
    return node;
  }

  setData(
    path: string,
    change: { data: Uint8Array | null; version: number; zxid: number; timeMs: number },
  ): Znode {
    const node = this.#require(path);
    this.#frozen?.beforeChange(node);
    const before = node.dataLength;
    node.data = change.data;
    this.#dataSize += node.dataLength - before;
    this.#addUse(path, { count: 0, bytes: node.dataLength - before });
    node.version = change.version;
    node.mzxid = change.zxid;
    node.mtimeMs = change.timeMs;
    return node;
  }

  setAcl(path: string, change: { acl: readonly ACL[]; aversion: number }): Znode {
    const node = this.#require(path);
    this.#frozen?.beforeChange(node);
    node.acl = change.acl;
    node.aversion = change.aversion;
    return node;
  }

  /** Adds to what the nearest quota at or above `path` says is used. */
  #addUse(path: string, { count, bytes }: { count: number; bytes: number }): void {
    const limited = this.quotas.nearest(path);
    if (limited === null) return;
    const used = readQuota(this.#nodes.get(statsPath(limited))?.data ?? null);
    this.#setUse(limited, { count: used.count + count, bytes: used.bytes + bytes });
  }

  /** Says what the tree at `limited` uses. The node that says it gets no new version by that. */
  #setUse(limited: string, use: { count: number; bytes: number }): void {
    const node = this.#nodes.get(statsPath(limited));
    if (node === undefined) return;
    this.#frozen?.beforeChange(node);
    this.#dataSize -= node.dataLength;
    node.data = writeUse(use);
    this.#dataSize += node.dataLength;
  }

  /** Counts the nodes of the tree at `path` and their bytes. */
  #useOf(path: string): { count: number; bytes: number } {
    const use = { count: 0, bytes: 0 };
    const pending = this.#nodes.has(path) ? [path] : [];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const node = this.#require(next);
      use.count += 1;
      use.bytes += node.dataLength;
      for (const name of node.children()) pending.push(childPath(next, name));
    }
    return use;
  }

  #require(path: string): Znode {
    const node = this.#nodes.get(path);
    if (node === undefined) throw new Error(`Cannot find ${path}: the tree does not have it`);
    return node;
  }
}
