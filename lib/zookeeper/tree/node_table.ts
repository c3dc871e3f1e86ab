/**
 * The tree that the rows of all znodes are: each knows its parent; its children are a ring in order
 * of creation, of which it knows the last; and a node is found by its path.
 *
 * @module
 */
import { type ByteRange, MovableRange } from "./byte_range.ts";
import { Link, type NodeFields, NodeRows, NONE, ParentLink } from "./node_rows.ts";
import { EMPTY_HASH, hashByte, type HashedRows, hashOn, PathIndex } from "./path_index.ts";

/** The root's row. */
export const ROOT = 0;
/** No row at all; within the table, the root's row says so where it cannot be the root. */
export const MISSING = -1;
const SLASH = 0x2f;
const ASCII_MAX = 0x7f;

const encoder = new TextEncoder();

/** All nodes of a tree. */
export class NodeTable implements HashedRows {
  readonly rows = new NodeRows();
  readonly #index = new PathIndex(this);
  /** The path or name that is asked for. */
  readonly #asked = new MovableRange();
  readonly #found = new MovableRange();

  /** @param expected nodes that will come soon */
  constructor(expected = 0) {
    this.#index.reserve(expected);
    this.#asked.bytes = new Uint8Array(256);
  }

  /** A name in UTF-8, which is good until the next call of any method. */
  encodeName(name: string): ByteRange {
    return this.#ask(name, name.length);
  }

  /** The first `end` characters of `text` in UTF-8. */
  #ask(text: string, end: number): MovableRange {
    const asked = this.#asked;
    if (end * 3 > asked.bytes.length) asked.bytes = new Uint8Array(end * 3);
    const { bytes } = asked;
    asked.length = end;
    for (let i = 0; i < end; i++) {
      const unit = text.charCodeAt(i);
      if (unit > ASCII_MAX) {
        asked.length = encoder.encodeInto(text.slice(0, end), bytes).written;
        break;
      }
      bytes[i] = unit;
    }
    return asked;
  }

  /** The row of the node at the first `end` characters of `path`, or MISSING. */
  find(path: string, end: number): number {
    const { rows } = this;
    if (rows.size === 0) return MISSING;
    if (end === 0 || (end === 1 && path.charCodeAt(0) === SLASH)) return ROOT;
    const asked = this.#ask(path, end);
    const hash = hashOn(EMPTY_HASH, asked);
    let row = this.#index.first(hash);
    while (row !== NONE && !(this.hash(row) === hash && this.#isAt(row, asked))) {
      row = this.nextInBucket(row);
    }
    return row === NONE ? MISSING : row;
  }

  /** True where a node, which is not the root, has this path. */
  #isAt(row: number, { bytes, length }: ByteRange): boolean {
    const { rows } = this;
    if (this.pathLength(row) !== length) return false;
    const name = this.#found;
    let end = length;
    for (let at = row; at !== ROOT; at = this.parent(at)) {
      rows.findName(at, name);
      const from = end - name.length;
      for (let i = 0; i < name.length; i++) {
        if (name.bytes[name.start + i] !== bytes[from + i]) return false;
      }
      end = from - 1;
      if (bytes[end] !== SLASH) return false;
    }
    return true;
  }

  /** Puts in a node as the last child of its parent; the first of all is the root. */
  add(parent: number, fields: NodeFields): number {
    const { rows } = this;
    const { name } = fields;
    const row = rows.add(fields);
    if (row === ROOT) {
      rows.setLink(row, Link.PATH_HASH, EMPTY_HASH);
      return row;
    }
    rows.setLink(row, Link.PARENT, parent);
    rows.setLink(row, Link.PATH_HASH, hashOn(hashByte(this.hash(parent), SLASH), name));
    const parentLength = rows.link(parent, Link.PATH_LENGTH);
    rows.setLink(row, Link.PATH_LENGTH, parentLength + 1 + name.length);
    this.#index.add(row);
    this.#linkLast(row, parent);
    return row;
  }

  #linkLast(row: number, parent: number): void {
    const { rows } = this;
    const last = rows.parentLink(parent, ParentLink.LAST_CHILD);
    const previous = last === NONE ? row : last;
    const first = last === NONE ? row : rows.link(last, Link.NEXT);
    rows.setLink(row, Link.PREVIOUS, previous);
    rows.setLink(row, Link.NEXT, first);
    rows.setLink(previous, Link.NEXT, row);
    rows.setLink(first, Link.PREVIOUS, row);
    rows.setParentLink(parent, ParentLink.LAST_CHILD, row);
    rows.setParentLink(parent, ParentLink.CHILD_COUNT, this.childCount(parent) + 1);
  }

  /** Takes out a node, which has no children and is not the root. */
  remove(row: number): void {
    const { rows } = this;
    this.#index.remove(row);
    const parent = this.parent(row);
    const count = this.childCount(parent) - 1;
    const previous = rows.link(row, Link.PREVIOUS);
    const next = rows.link(row, Link.NEXT);
    rows.setLink(previous, Link.NEXT, next);
    rows.setLink(next, Link.PREVIOUS, previous);
    rows.setParentLink(parent, ParentLink.CHILD_COUNT, count);
    if (rows.parentLink(parent, ParentLink.LAST_CHILD) === row) {
      rows.setParentLink(parent, ParentLink.LAST_CHILD, count === 0 ? NONE : previous);
    }
    rows.remove(row);
  }

  parent(row: number): number {
    return this.rows.link(row, Link.PARENT);
  }

  childCount(row: number): number {
    return this.rows.parentLink(row, ParentLink.CHILD_COUNT);
  }

  /** The first child, 0 for none. */
  firstChild(row: number): number {
    const last = this.rows.parentLink(row, ParentLink.LAST_CHILD);
    return last === NONE ? NONE : this.rows.link(last, Link.NEXT);
  }

  /** The next child of the same parent, 0 after the last. */
  nextSibling(row: number): number {
    const last = this.rows.parentLink(this.parent(row), ParentLink.LAST_CHILD);
    return last === row ? NONE : this.rows.link(row, Link.NEXT);
  }

  /** The rows of a node and of all below it, parents before children. */
  *within(top: number): Generator<number> {
    if (this.rows.size === 0) return;
    for (let row = top;;) {
      yield row;
      const child = this.firstChild(row);
      if (child !== NONE) {
        row = child;
        continue;
      }
      while (row !== top && this.nextSibling(row) === NONE) row = this.parent(row);
      if (row === top) return;
      row = this.nextSibling(row);
    }
  }

  path(row: number): string {
    if (row === ROOT) return "/";
    let path = "";
    for (let at = row; at !== ROOT; at = this.parent(at)) path = `/${this.rows.name(at)}${path}`;
    return path;
  }

  /** The UTF-8 length of the path, in bytes. */
  pathLength(row: number): number {
    return row === ROOT ? 1 : this.rows.link(row, Link.PATH_LENGTH);
  }

  hash(row: number): number {
    return this.rows.link(row, Link.PATH_HASH);
  }

  nextInBucket(row: number): number {
    return this.rows.link(row, Link.NEXT_IN_BUCKET);
  }

  setNextInBucket(row: number, next: number): void {
    this.rows.setLink(row, Link.NEXT_IN_BUCKET, next);
  }
}
