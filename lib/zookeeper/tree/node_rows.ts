/**
 * What each znode has, as rows of numbers and byte strings: a million of them are some thousands of
 * objects to the garbage collector, and a node takes 64 bytes beside its name and its data.
 * node_table.ts makes a tree of the rows, znode.ts shows one of them.
 *
 * A node has a row, and a second one once it has changed or has had a child. Row 0 is the root, and
 * stands for none where a row cannot be the root.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import { AclTable } from "./acl_table.ts";
import { ByteHeap } from "./byte_heap.ts";
import { type ByteRange, MovableRange, textOf, wholeRange } from "./byte_range.ts";
import { RowTable } from "./row_table.ts";
import type { ZnodeFields } from "./znode.ts";

/** No row. */
export const NONE = 0;

/** What is in a node's row, which is a line of the processor's cache: two doubles, then words. */
const ROW_DOUBLES = 8;
const CZXID = 0;
const CTIME = 1;
const NAME = 4;
/** One more than the name's length, so that 0 is a row without a node. */
const NAME_LENGTH = 5;
const DATA = 6;
/** One more than the data's length, so that 0 is null. */
const DATA_LENGTH = 7;
const ACL_NUMBER = 8;
/** The second row. */
const MORE = 9;

/** What is in the second row: three doubles, then words. */
const MORE_DOUBLES = 6;
const MZXID = 0;
const PZXID = 1;
const MTIME = 2;
const VERSION = 6;
const CHILDREN_CREATED = 7;
const AVERSION = 8;

/** Words of a node's row that are {@linkcode NodeTable}'s. */
export const Link = {
  PARENT: 10,
  NEXT: 11,
  PREVIOUS: 12,
  NEXT_IN_BUCKET: 13,
  PATH_HASH: 14,
  PATH_LENGTH: 15,
} as const;
/** Words of a node's second row that are. */
export const ParentLink = { CHILD_COUNT: 9, LAST_CHILD: 10 } as const;

/** A node to put in. */
export interface NodeFields extends Omit<ZnodeFields, "data"> {
  /** Its own name, in UTF-8. */
  readonly name: ByteRange;
  readonly data: ByteRange | null;
}

/** The rows of all nodes. */
export class NodeRows {
  readonly #rows = new RowTable(ROW_DOUBLES);
  readonly #more = new RowTable(MORE_DOUBLES);
  readonly #bytes = new ByteHeap();
  readonly #acls = new AclTable();
  readonly #owners = new Map<number, bigint>();
  readonly #range = new MovableRange();
  #size = 0;

  constructor() {
    // What nodes without a second row have in it: all of it is zero.
    this.#more.add();
  }

  get size(): number {
    return this.#size;
  }

  /** All rows have smaller numbers. */
  get limit(): number {
    return this.#rows.limit;
  }

  /** True where a row, of any number below the limit, is a node. */
  has(row: number): boolean {
    return this.#rows.hasPage(row) && this.#rows.word(row, NAME_LENGTH) !== 0;
  }

  /** Puts in a node, which has no links yet. The first of all has row 0. */
  add(fields: NodeFields): number {
    const rows = this.#rows;
    const { name, czxid, ctimeMs } = fields;
    const row = rows.add();
    rows.setDouble(row, CZXID, czxid);
    rows.setDouble(row, CTIME, ctimeMs);
    rows.setWord(row, NAME, this.#bytes.put(name));
    rows.setWord(row, NAME_LENGTH, name.length + 1);
    rows.setWord(row, ACL_NUMBER, this.#acls.take(fields.acl));
    this.#putData(row, fields.data);
    this.#putCounters(row, fields);
    if (fields.ephemeralOwner !== 0n) this.#owners.set(row, fields.ephemeralOwner);
    this.#size += 1;
    return row;
  }

  #putCounters(row: number, fields: NodeFields): void {
    const { czxid, ctimeMs, mzxid, pzxid, mtimeMs, version, childrenCreated, aversion } = fields;
    if (
      mzxid === czxid && pzxid === czxid && mtimeMs === ctimeMs && version === 0 &&
      childrenCreated === 0 && aversion === 0
    ) return;
    const more = this.#ensureMore(row);
    this.#more.setDouble(more, MZXID, mzxid);
    this.#more.setDouble(more, PZXID, pzxid);
    this.#more.setDouble(more, MTIME, mtimeMs);
    this.#more.setWord(more, VERSION, version);
    this.#more.setWord(more, CHILDREN_CREATED, childrenCreated);
    this.#more.setWord(more, AVERSION, aversion);
  }

  #putData(row: number, data: ByteRange | null): void {
    if (data === null) return this.#rows.setWord(row, DATA_LENGTH, 0);
    this.#rows.setWord(row, DATA, this.#bytes.put(data));
    this.#rows.setWord(row, DATA_LENGTH, data.length + 1);
  }

  #releaseData(row: number): void {
    this.#bytes.release(this.#rows.word(row, DATA), this.dataLength(row));
  }

  #ensureMore(row: number): number {
    let more = this.#rows.word(row, MORE);
    if (more !== NONE) return more;
    more = this.#more.add();
    this.#rows.setWord(row, MORE, more);
    const czxid = this.czxid(row);
    this.#more.setDouble(more, MZXID, czxid);
    this.#more.setDouble(more, PZXID, czxid);
    this.#more.setDouble(more, MTIME, this.ctimeMs(row));
    return more;
  }

  /** Takes out a node that nothing links to. */
  remove(row: number): void {
    const rows = this.#rows;
    this.#releaseData(row);
    this.#bytes.release(rows.word(row, NAME), this.nameLength(row));
    this.#acls.release(rows.word(row, ACL_NUMBER));
    const more = rows.word(row, MORE);
    if (more !== NONE) this.#more.remove(more);
    this.#owners.delete(row);
    rows.remove(row);
    this.#size -= 1;
  }

  setData(
    row: number,
    change: { data: Uint8Array | null; version: number; zxid: number; timeMs: number },
  ): void {
    this.replaceData(row, change.data);
    const more = this.#ensureMore(row);
    this.#more.setWord(more, VERSION, change.version);
    this.#more.setDouble(more, MZXID, change.zxid);
    this.#more.setDouble(more, MTIME, change.timeMs);
  }

  /** Other data, without a trace. */
  replaceData(row: number, data: Uint8Array | null): void {
    this.#releaseData(row);
    this.#putData(row, data && wholeRange(data));
  }

  setAcl(row: number, { acl, aversion }: { acl: readonly ACL[]; aversion: number }): void {
    const before = this.#rows.word(row, ACL_NUMBER);
    this.#rows.setWord(row, ACL_NUMBER, this.#acls.take(acl));
    this.#acls.release(before);
    this.#more.setWord(this.#ensureMore(row), AVERSION, aversion);
  }

  setChildrenCreated(row: number, count: number): void {
    this.#more.setWord(this.#ensureMore(row), CHILDREN_CREATED, count);
  }

  setPzxid(row: number, zxid: number): void {
    this.#more.setDouble(this.#ensureMore(row), PZXID, zxid);
  }

  czxid(row: number): number {
    return this.#rows.double(row, CZXID);
  }

  ctimeMs(row: number): number {
    return this.#rows.double(row, CTIME);
  }

  mzxid(row: number): number {
    const more = this.#rows.word(row, MORE);
    return more === NONE ? this.czxid(row) : this.#more.double(more, MZXID);
  }

  pzxid(row: number): number {
    const more = this.#rows.word(row, MORE);
    return more === NONE ? this.czxid(row) : this.#more.double(more, PZXID);
  }

  mtimeMs(row: number): number {
    const more = this.#rows.word(row, MORE);
    return more === NONE ? this.ctimeMs(row) : this.#more.double(more, MTIME);
  }

  version(row: number): number {
    return this.#more.word(this.#rows.word(row, MORE), VERSION) | 0;
  }

  childrenCreated(row: number): number {
    return this.#more.word(this.#rows.word(row, MORE), CHILDREN_CREATED) | 0;
  }

  aversion(row: number): number {
    return this.#more.word(this.#rows.word(row, MORE), AVERSION) | 0;
  }

  acl(row: number): readonly ACL[] {
    return this.#acls.get(this.#rows.word(row, ACL_NUMBER));
  }

  ephemeralOwner(row: number): bigint {
    return this.#owners.size === 0 ? 0n : this.#owners.get(row) ?? 0n;
  }

  /** 0 where there is no data. */
  dataLength(row: number): number {
    const length = this.#rows.word(row, DATA_LENGTH);
    return length === 0 ? 0 : length - 1;
  }

  /** Moves `range` to the data, until the node changes; false where there is none. */
  findData(row: number, range: MovableRange): boolean {
    const length = this.#rows.word(row, DATA_LENGTH);
    if (length === 0) return false;
    range.length = length - 1;
    this.#bytes.find(this.#rows.word(row, DATA), range);
    return true;
  }

  nameLength(row: number): number {
    return this.#rows.word(row, NAME_LENGTH) - 1;
  }

  /** Moves `range` to the name, until the node is removed. */
  findName(row: number, range: MovableRange): void {
    range.length = this.nameLength(row);
    this.#bytes.find(this.#rows.word(row, NAME), range);
  }

  name(row: number): string {
    this.findName(row, this.#range);
    return textOf(this.#range);
  }

  /** A word of a node's row. */
  link(row: number, link: number): number {
    return this.#rows.word(row, link);
  }

  setLink(row: number, link: number, to: number): void {
    this.#rows.setWord(row, link, to);
  }

  /** A word of a node's second row, 0 where it has none. */
  parentLink(row: number, link: number): number {
    return this.#more.word(this.#rows.word(row, MORE), link);
  }

  setParentLink(row: number, link: number, to: number): void {
    this.#more.setWord(this.#ensureMore(row), link, to);
  }
}
