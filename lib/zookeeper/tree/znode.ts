/**
 * One node of the tree: its data, who may use it, its counters and its children's names.
 *
 * @module
 */
import type { ACL, StatInput } from "../protocol/data_records.ts";
import { nodeKind } from "./node_kind.ts";

/** What a node starts with. */
export interface ZnodeFields {
  data: Uint8Array | null;
  acl: readonly ACL[];
  czxid: number;
  mzxid: number;
  pzxid: number;
  ctimeMs: number;
  mtimeMs: number;
  version: number;
  /** Children ever created: the counter that names sequential children. */
  childrenCreated: number;
  aversion: number;
  /** The owning session of an ephemeral node, 0 for others; see node_kind.ts. */
  ephemeralOwner: bigint;
}

/** A node. Its data is never changed in place, only replaced. */
export class Znode implements ZnodeFields {
  data: Uint8Array | null;
  acl: readonly ACL[];
  readonly czxid: number;
  mzxid: number;
  pzxid: number;
  readonly ctimeMs: number;
  mtimeMs: number;
  version: number;
  childrenCreated: number;
  aversion: number;
  readonly ephemeralOwner: bigint;
  /** The number of the last FrozenNodes that has this node already or came before it. */
  frozenBy = 0;
  #children: Set<string> | null = null;

  constructor(fields: ZnodeFields) {
    this.data = fields.data;
    this.acl = fields.acl;
    this.czxid = fields.czxid;
    this.mzxid = fields.mzxid;
    this.pzxid = fields.pzxid;
    this.ctimeMs = fields.ctimeMs;
    this.mtimeMs = fields.mtimeMs;
    this.version = fields.version;
    this.childrenCreated = fields.childrenCreated;
    this.aversion = fields.aversion;
    this.ephemeralOwner = fields.ephemeralOwner;
  }

  get childCount(): number {
    return this.#children === null ? 0 : this.#children.size;
  }

  get dataLength(): number {
    return this.data === null ? 0 : this.data.length;
  }

  /** The names of the children, in order of creation. */
  children(): string[] {
    return this.#children === null ? [] : [...this.#children];
  }

  addChild(name: string): void {
    this.#children ??= new Set();
    this.#children.add(name);
  }

  removeChild(name: string): void {
    this.#children?.delete(name);
    if (this.#children?.size === 0) this.#children = null;
  }

  /**
   * The node's metadata as clients see it. `cversion` counts creates and deletes of children:
   * each child ever created counts one, and one more when it is gone.
   */
  stat(): StatInput {
    return {
      czxid: this.czxid,
      mzxid: this.mzxid,
      ctime: this.ctimeMs,
      mtime: this.mtimeMs,
      version: this.version,
      cversion: this.childrenCreated * 2 - this.childCount,
      aversion: this.aversion,
      // What makes a container or a node with a time to live is no session: it is not shown.
      ephemeralOwner: nodeKind(this.ephemeralOwner) === "ephemeral" ? this.ephemeralOwner : 0n,
      dataLength: this.dataLength,
      numChildren: this.childCount,
      pzxid: this.pzxid,
    };
  }
}
