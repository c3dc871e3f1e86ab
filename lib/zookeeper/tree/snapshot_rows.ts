/**
 * The rows of a snapshot as bytes: what snapshot_encoding.ts writes and snapshot_reading.ts reads.
 * A row is its kind in one byte and then, big-endian:
 *
 *     head     zxid float64 | sessions uint32 | nodes uint32 | limit of their rows uint32
 *     session  id int64 | timeout in ms float64 | is local uint8 | password bytes
 *     list     entries uint32 | perms int32, scheme text, id text of each
 *     node     flags uint8 | row uint32 | parent's row uint32 | name bytes | czxid float64 |
 *              ctime in ms float64 | data bytes? | counters? | list uint32? | owner int64?
 *     counters mzxid, pzxid, mtime in ms float64 | version, children created, aversion int32
 *
 * Bytes and text have their length in front as a uint32, which is all ones for no text. Flags say
 * which of the last four a node has: without counters, it has not changed since it was made. Lists
 * are numbered from 1 as they come, each before the first node that has it; 0 is the open one.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import type { ACL } from "../protocol/data_records.ts";
import type { BlockWriter } from "./block_writer.ts";
import { MovableRange, wholeRange } from "./byte_range.ts";
import type { FrozenNode } from "./frozen_nodes.ts";
import type { Session } from "./session.ts";
import { SnapshotError } from "./snapshot_error.ts";

export const RowKind = { HEAD: 1, SESSION: 2, LIST: 3, NODE: 4 } as const;

const NodeFlag = { DATA: 1, COUNTERS: 2, LIST: 4, OWNER: 8 } as const;
/** The open list's number. */
export const OPEN_LIST = 0;
const NULL_LENGTH = 0xffffffff;

/** The first row. */
export interface SnapshotHead {
  readonly zxid: number;
  readonly sessions: number;
  readonly nodes: number;
  /** All nodes have smaller rows. */
  readonly limit: number;
}

export function writeHead(to: BlockWriter, head: SnapshotHead): void {
  to.uint8(RowKind.HEAD);
  to.float64(head.zxid);
  to.uint32(head.sessions);
  to.uint32(head.nodes);
  to.uint32(head.limit);
}

export function readHead(from: Reader): SnapshotHead {
  return {
    zxid: from.float64(),
    sessions: from.uint32(),
    nodes: from.uint32(),
    limit: from.uint32(),
  };
}

export function writeSession(to: BlockWriter, session: Session): void {
  to.uint8(RowKind.SESSION);
  to.bigint64(session.id);
  to.float64(session.timeoutMs);
  to.uint8(session.isLocal ? 1 : 0);
  to.range(wholeRange(session.password));
}

export function readSession(from: Reader): Session {
  return {
    id: from.bigint64(),
    timeoutMs: from.float64(),
    isLocal: from.boolean(),
    // A copy: a view would keep the whole block in memory.
    password: new Uint8Array(from.bytes(from.uint32())),
    isClosing: false,
  };
}

export function writeList(to: BlockWriter, acl: readonly ACL[]): void {
  to.uint8(RowKind.LIST);
  to.uint32(acl.length);
  for (const { perms, id } of acl) {
    to.int32(perms);
    to.textOrNull(id.scheme);
    to.textOrNull(id.id);
  }
}

function readTextOrNull(from: Reader): string | null {
  const length = from.uint32();
  return length === NULL_LENGTH ? null : from.text(length);
}

export function readList(from: Reader): ACL[] {
  const acl: ACL[] = [];
  for (let count = from.uint32(); count > 0; count--) {
    const perms = from.int32();
    acl.push({ perms, id: { scheme: readTextOrNull(from), id: readTextOrNull(from) } });
  }
  return acl;
}

function hasCounters(node: FrozenNode): boolean {
  const { czxid, mzxid, pzxid, ctimeMs, mtimeMs, version, childrenCreated, aversion } = node;
  return mzxid !== czxid || pzxid !== czxid || mtimeMs !== ctimeMs || version !== 0 ||
    childrenCreated !== 0 || aversion !== 0;
}

/** @param list the number of the node's list */
export function writeNode(to: BlockWriter, node: FrozenNode, list: number): void {
  const { data, ephemeralOwner } = node;
  const flags = (data === null ? 0 : NodeFlag.DATA) |
    (hasCounters(node) ? NodeFlag.COUNTERS : 0) |
    (list === OPEN_LIST ? 0 : NodeFlag.LIST) |
    (ephemeralOwner === 0n ? 0 : NodeFlag.OWNER);
  to.uint8(RowKind.NODE);
  to.uint8(flags);
  to.uint32(node.row);
  to.uint32(node.parent);
  to.range(node.name);
  to.float64(node.czxid);
  to.float64(node.ctimeMs);
  if (data !== null) to.range(data);
  if (flags & NodeFlag.COUNTERS) {
    to.float64(node.mzxid);
    to.float64(node.pzxid);
    to.float64(node.mtimeMs);
    to.int32(node.version);
    to.int32(node.childrenCreated);
    to.int32(node.aversion);
  }
  if (flags & NodeFlag.LIST) to.uint32(list);
  if (flags & NodeFlag.OWNER) to.bigint64(ephemeralOwner);
}

/** One node that was read, and then the next. Its name and its data are in what is read. */
export class NodeRow {
  row = 0;
  parent = 0;
  readonly name = new MovableRange();
  readonly #data = new MovableRange();
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

  /** @param lists the access lists by number */
  read(from: Reader, lists: readonly (readonly ACL[])[]): this {
    const flags = from.uint8();
    this.row = from.uint32();
    this.parent = from.uint32();
    takeRange(from, this.name);
    this.czxid = this.mzxid = this.pzxid = from.float64();
    this.ctimeMs = this.mtimeMs = from.float64();
    this.data = flags & NodeFlag.DATA ? takeRange(from, this.#data) : null;
    this.version = this.childrenCreated = this.aversion = 0;
    if (flags & NodeFlag.COUNTERS) this.#readCounters(from);
    this.acl = listAt(lists, flags & NodeFlag.LIST ? from.uint32() : OPEN_LIST);
    this.ephemeralOwner = flags & NodeFlag.OWNER ? from.bigint64() : 0n;
    return this;
  }

  #readCounters(from: Reader): void {
    this.mzxid = from.float64();
    this.pzxid = from.float64();
    this.mtimeMs = from.float64();
    this.version = from.int32();
    this.childrenCreated = from.int32();
    this.aversion = from.int32();
  }
}

function takeRange(from: Reader, range: MovableRange): MovableRange {
  range.bytes = from.buffer;
  range.length = from.uint32();
  range.start = from.take(range.length);
  return range;
}

function listAt(lists: readonly (readonly ACL[])[], number: number): readonly ACL[] {
  const acl = lists[number];
  if (acl !== undefined) return acl;
  throw new SnapshotError(`Cannot read snapshot: there is no access list ${number}`);
}
