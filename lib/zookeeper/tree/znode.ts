/**
 * One node of the tree as its readers see it: its data, who may use it, its counters and its
 * children's names.
 *
 * @module
 */
import type { Writer } from "../../bytes/writer.ts";
import type { ACL, StatInput } from "../protocol/data_records.ts";
import { bytesOf, MovableRange } from "./byte_range.ts";
import { nodeKind } from "./node_kind.ts";
import type { NodeTable } from "./node_table.ts";

/** What a node starts with. */
export interface ZnodeFields {
  readonly data: Uint8Array | null;
  readonly acl: readonly ACL[];
  readonly czxid: number;
  readonly mzxid: number;
  readonly pzxid: number;
  readonly ctimeMs: number;
  readonly mtimeMs: number;
  readonly version: number;
  /** Children ever created: the counter that names sequential children. */
  readonly childrenCreated: number;
  readonly aversion: number;
  /** The owning session of an ephemeral node, 0 for others; see node_kind.ts. */
  readonly ephemeralOwner: bigint;
}

/** The fields of a node as they are. */
export function copyFields(node: ZnodeFields): ZnodeFields {
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

/** A node in its table. It is for use at once: once the node is gone, its row may be another's. */
export class Znode implements ZnodeFields {
  readonly #table: NodeTable;
  readonly #row: number;

  constructor(table: NodeTable, row: number) {
    this.#table = table;
    this.#row = row;
  }

  /** A copy of the data. */
  get data(): Uint8Array | null {
    const range = new MovableRange();
    return this.#table.rows.findData(this.#row, range) ? bytesOf(range) : null;
  }

  get acl(): readonly ACL[] {
    return this.#table.rows.acl(this.#row);
  }

  get czxid(): number {
    return this.#table.rows.czxid(this.#row);
  }

  get mzxid(): number {
    return this.#table.rows.mzxid(this.#row);
  }

  get pzxid(): number {
    return this.#table.rows.pzxid(this.#row);
  }

  get ctimeMs(): number {
    return this.#table.rows.ctimeMs(this.#row);
  }

  get mtimeMs(): number {
    return this.#table.rows.mtimeMs(this.#row);
  }

  get version(): number {
    return this.#table.rows.version(this.#row);
  }

  get childrenCreated(): number {
    return this.#table.rows.childrenCreated(this.#row);
  }

  get aversion(): number {
    return this.#table.rows.aversion(this.#row);
  }

  get ephemeralOwner(): bigint {
    return this.#table.rows.ephemeralOwner(this.#row);
  }

  get childCount(): number {
    return this.#table.childCount(this.#row);
  }

  get dataLength(): number {
    return this.#table.rows.dataLength(this.#row);
  }

  /** The names of the children, in order of creation. */
  children(): string[] {
    const names: string[] = [];
    const table = this.#table;
    for (let child = table.firstChild(this.#row); child !== 0; child = table.nextSibling(child)) {
      names.push(table.rows.name(child));
    }
    return names;
  }

  /**
   * Writes what {@linkcode Znode.children} gives as jute has a vector of strings: a text for each
   * of a million names, only to be encoded again, would hold up everybody for a second.
   */
  writeChildren(writer: Writer): void {
    const table = this.#table;
    const name = new MovableRange();
    writer.int32(this.childCount);
    for (let child = table.firstChild(this.#row); child !== 0; child = table.nextSibling(child)) {
      table.rows.findName(child, name);
      writer.int32(name.length);
      writer.bytes(name.bytes.subarray(name.start, name.start + name.length));
    }
  }

  /**
   * The node's metadata as clients see it. `cversion` counts creates and deletes of children:
   * each child ever created counts one, and one more when it is gone.
   */
  stat(): StatInput {
    const { ephemeralOwner, childCount } = this;
    return {
      czxid: this.czxid,
      mzxid: this.mzxid,
      ctime: this.ctimeMs,
      mtime: this.mtimeMs,
      version: this.version,
      cversion: this.childrenCreated * 2 - childCount,
      aversion: this.aversion,
      // What makes a container or a node with a time to live is no session: it is not shown.
      ephemeralOwner: nodeKind(ephemeralOwner) === "ephemeral" ? ephemeralOwner : 0n,
      dataLength: this.dataLength,
      numChildren: childCount,
      pzxid: this.pzxid,
    };
  }
}
