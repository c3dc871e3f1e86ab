/**
 * The tree as it will be once all transactions on their way to the disk are applied: requests are
 * checked against this, so that the second of two racing creates is refused before either is on
 * disk. Each prepared transaction notes the nodes it will change; applying it drops the notes.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import type { DataTree } from "./data_tree.ts";

/** A node as checks need it. */
export interface NodeView {
  readonly path: string;
  readonly version: number;
  readonly aversion: number;
  readonly childrenCreated: number;
  readonly childCount: number;
  readonly dataLength: number;
  readonly ephemeralOwner: bigint;
  readonly acl: readonly ACL[];
}

interface ChangeRecord {
  readonly zxid: number;
  readonly path: string;
  /** Null where the node will be gone. */
  readonly node: NodeView | null;
}

/** Applied records are cut from the list's start once there are this many. */
const APPLIED_COUNT_MAX = 1024;

/** The changes not applied yet, over a tree. */
export class OutstandingChanges {
  readonly #tree: DataTree;
  readonly #byPath = new Map<string, ChangeRecord>();
  /** Those of them that leave a node which somebody owns, so that nobody looks through all. */
  readonly #owned = new Map<string, NodeView>();
  #records: ChangeRecord[] = [];
  #appliedCount = 0;
  #notedCount = 0;
  /** What the changes since {@linkcode begin} replaced, in order. */
  #replaced: (ChangeRecord | undefined)[] = [];

  constructor(tree: DataTree) {
    this.#tree = tree;
  }

  /** The tree without what is on its way. */
  get tree(): DataTree {
    return this.#tree;
  }

  /** Changes not applied yet. */
  get size(): number {
    return this.#records.length - this.#appliedCount;
  }

  /** Changes ever noted. */
  get noted(): number {
    return this.#notedCount;
  }

  find(path: string): NodeView | null {
    const change = this.#byPath.get(path);
    if (change !== undefined) return change.node;
    const node = this.#tree.get(path);
    if (node === undefined) return null;
    return {
      path,
      version: node.version,
      aversion: node.aversion,
      childrenCreated: node.childrenCreated,
      childCount: node.childCount,
      dataLength: node.dataLength,
      ephemeralOwner: node.ephemeralOwner,
      acl: node.acl,
    };
  }

  /** @throws KeeperError NONODE */
  require(path: string): NodeView {
    const node = this.find(path);
    if (node === null) throw new KeeperError(ErrorCode.NONODE, path);
    return node;
  }

  /** Notes that transaction `zxid` leaves a node so. */
  put(node: NodeView, zxid: number): void {
    this.#note({ zxid, path: node.path, node });
  }

  /** Notes that transaction `zxid` removes a node. */
  remove(path: string, zxid: number): void {
    this.#note({ zxid, path, node: null });
  }

  #note(record: ChangeRecord): void {
    this.#replaced.push(this.#byPath.get(record.path));
    this.#set(record.path, record);
    this.#records.push(record);
    this.#notedCount += 1;
  }

  #set(path: string, record: ChangeRecord | undefined): void {
    if (record === undefined) this.#byPath.delete(path);
    else this.#byPath.set(path, record);
    const node = record?.node ?? null;
    if (node !== null && node.ephemeralOwner !== 0n) this.#owned.set(path, node);
    else if (this.#owned.size > 0) this.#owned.delete(path);
  }

  /** The ephemeral nodes a session will own. */
  ephemeralsOf(sessionId: bigint): Set<string> {
    const paths = new Set<string>();
    for (const path of this.#tree.ephemeralsOf(sessionId)) {
      if (!this.#byPath.has(path)) paths.add(path);
    }
    for (const [path, { ephemeralOwner }] of this.#owned) {
      if (ephemeralOwner === sessionId) paths.add(path);
    }
    return paths;
  }

  /** Starts the changes of one transaction. */
  begin(): void {
    this.#replaced.length = 0;
  }

  /** Takes back every change since {@linkcode begin}: that transaction will not be. */
  rollback(): void {
    for (let i = this.#replaced.length - 1; i >= 0; i--) {
      const { path } = this.#records.pop()!;
      this.#set(path, this.#replaced[i]);
    }
    this.#replaced.length = 0;
  }

  /** Drops the changes of transactions up to `zxid`: the tree has them now. */
  applied(zxid: number): void {
    while (this.#appliedCount < this.#records.length) {
      const record = this.#records[this.#appliedCount]!;
      if (record.zxid > zxid) break;
      if (this.#byPath.get(record.path) === record) this.#set(record.path, undefined);
      this.#appliedCount += 1;
    }
    if (
      this.#appliedCount === this.#records.length || this.#appliedCount >= APPLIED_COUNT_MAX
    ) {
      this.#records.splice(0, this.#appliedCount);
      this.#appliedCount = 0;
    }
  }

  /** Forgets all changes: they will not be applied. */
  clear(): void {
    this.#byPath.clear();
    this.#owned.clear();
    this.#records = [];
    this.#appliedCount = 0;
    this.#replaced = [];
  }
}
