/**
 * The rows of a snapshot as bytes: what snapshot_encoding.ts writes and snapshot_reading.ts reads.
 * A row is a CBOR array that begins with its kind:
 *
 *     head     [1, zxid, sessions, nodes, limit of their rows]
 *     session  [2, id, timeout in ms, is local 0 or 1, password]
 *     list     [3, and of each entry: perms, scheme, id]
 *     node     [4, row, parent's row, name, czxid, ctime in ms, data or null, list]
 *              and where it has changed since it was made, or belongs to a session:
 *              [..., owner, mzxid, pzxid, mtime in ms, version, children created, aversion]
 *
 * Names, data and passwords are byte strings. Lists are numbered from 1 as they come, each before
 * the first node that has it; 0 is the open one.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import type { BlockReader } from "./block_reader.ts";
import type { BlockWriter } from "./block_writer.ts";
import { bytesOf, MovableRange, wholeRange } from "./byte_range.ts";
import { type FrozenNode, MovableNode } from "./frozen_nodes.ts";
import type { Session } from "./session.ts";
import { SnapshotError } from "./snapshot_error.ts";

export const RowKind = { HEAD: 1, SESSION: 2, LIST: 3, NODE: 4 } as const;

const HEAD_ITEMS = 5;
const SESSION_ITEMS = 5;
const ENTRY_ITEMS = 3;
const NODE_ITEMS = 8;
const CHANGED_NODE_ITEMS = 15;
/** The open list's number. */
export const OPEN_LIST = 0;

/** The first row. */
export interface SnapshotHead {
  readonly zxid: number;
  readonly sessions: number;
  readonly nodes: number;
  /** All nodes have smaller rows. */
  readonly limit: number;
}

export function writeHead(to: BlockWriter, head: SnapshotHead): void {
  to.array(HEAD_ITEMS);
  to.int(RowKind.HEAD);
  to.int(head.zxid);
  to.int(head.sessions);
  to.int(head.nodes);
  to.int(head.limit);
}

export function readHead(from: BlockReader): SnapshotHead {
  return { zxid: from.int(), sessions: from.int(), nodes: from.int(), limit: from.int() };
}

export function writeSession(to: BlockWriter, session: Session): void {
  to.array(SESSION_ITEMS);
  to.int(RowKind.SESSION);
  to.bigint64(session.id);
  to.int(session.timeoutMs);
  to.int(session.isLocal ? 1 : 0);
  to.rangeOrNull(wholeRange(session.password));
}

export function readSession(from: BlockReader): Session {
  const id = from.bigint64();
  const timeoutMs = from.int();
  const isLocal = from.int() === 1;
  const password = from.rangeOrNull(new MovableRange());
  if (password === null) {
    throw new SnapshotError("Cannot read snapshot: a session lacks a password");
  }
  // A copy: a view would keep the whole block in memory.
  return { id, timeoutMs, isLocal, password: bytesOf(password), isClosing: false };
}

export function writeList(to: BlockWriter, acl: readonly ACL[]): void {
  to.array(1 + acl.length * ENTRY_ITEMS);
  to.int(RowKind.LIST);
  for (const { perms, id } of acl) {
    to.int(perms);
    to.textOrNull(id.scheme);
    to.textOrNull(id.id);
  }
}

/** @param items of the row, with its kind */
export function readList(from: BlockReader, items: number): ACL[] {
  const acl: ACL[] = [];
  for (let left = items - 1; left >= ENTRY_ITEMS; left -= ENTRY_ITEMS) {
    const perms = from.int();
    acl.push({ perms, id: { scheme: from.textOrNull(), id: from.textOrNull() } });
  }
  return acl;
}

function hasChanged(node: FrozenNode): boolean {
  const { czxid, mzxid, pzxid, ctimeMs, mtimeMs, version, childrenCreated, aversion } = node;
  return mzxid !== czxid || pzxid !== czxid || mtimeMs !== ctimeMs || version !== 0 ||
    childrenCreated !== 0 || aversion !== 0;
}

/** @param list the number of the node's list */
export function writeNode(to: BlockWriter, node: FrozenNode, list: number): void {
  const isLong = node.ephemeralOwner !== 0n || hasChanged(node);
  to.array(isLong ? CHANGED_NODE_ITEMS : NODE_ITEMS);
  to.int(RowKind.NODE);
  to.int(node.row);
  to.int(node.parent);
  to.rangeOrNull(node.name);
  to.int(node.czxid);
  to.int(node.ctimeMs);
  to.rangeOrNull(node.data);
  to.int(list);
  if (!isLong) return;
  to.bigint64(node.ephemeralOwner);
  to.int(node.mzxid);
  to.int(node.pzxid);
  to.int(node.mtimeMs);
  to.int(node.version);
  to.int(node.childrenCreated);
  to.int(node.aversion);
}

/** One node that was read, and then the next. Its name and its data are in what is read. */
export class NodeRow extends MovableNode {
  readonly #data = new MovableRange();

  /** @param row `items`: how many it has, with its kind; `lists`: the access lists by number */
  read(
    from: BlockReader,
    { items, lists }: { items: number; lists: readonly (readonly ACL[])[] },
  ): this {
    this.row = from.int();
    this.parent = from.int();
    if (from.rangeOrNull(this.name) === null) {
      throw new SnapshotError(`Cannot read snapshot: row ${this.row} lacks a name`);
    }
    this.czxid = this.mzxid = this.pzxid = from.int();
    this.ctimeMs = this.mtimeMs = from.int();
    this.data = from.rangeOrNull(this.#data);
    this.acl = listAt(lists, from.int());
    this.version = this.childrenCreated = this.aversion = 0;
    this.ephemeralOwner = 0n;
    if (items === CHANGED_NODE_ITEMS) this.#readChanges(from);
    return this;
  }

  #readChanges(from: BlockReader): void {
    this.ephemeralOwner = from.bigint64();
    this.mzxid = from.int();
    this.pzxid = from.int();
    this.mtimeMs = from.int();
    this.version = from.int();
    this.childrenCreated = from.int();
    this.aversion = from.int();
  }
}

function listAt(lists: readonly (readonly ACL[])[], number: number): readonly ACL[] {
  const acl = lists[number];
  if (acl !== undefined) return acl;
  throw new SnapshotError(`Cannot read snapshot: there is no access list ${number}`);
}
