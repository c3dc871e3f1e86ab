/**
 * Takes a snapshot in as its bytes come, a part at a time, and puts it in the place of all that a
 * database holds when it is whole: a damaged one changes nothing. Blocks are checked before they
 * are looked into, so a part of the form of snapshot_encoding.ts needs no more memory than its own.
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";
import type { ACL } from "../protocol/data_records.ts";
import { OPEN_ACL_UNSAFE } from "./acl.ts";
import { BlockReader } from "./block_reader.ts";
import { BLOCK_CRC_POSITION, BLOCK_HEAD_BYTES, BLOCK_LENGTH_POSITION } from "./block_writer.ts";
import type { Database } from "./database.ts";
import { DataTree } from "./data_tree.ts";
import { type FrozenNode, keptOf } from "./frozen_nodes.ts";
import type { Session } from "./session.ts";
import { restoreCborSnapshot } from "./snapshot_cbor.ts";
import { HEADER_BYTES, SNAPSHOT_MAGIC, SNAPSHOT_VERSION } from "./snapshot_encoding.ts";
import { SnapshotError } from "./snapshot_error.ts";
import {
  NodeRow,
  readHead,
  readList,
  readSession,
  RowKind,
  type SnapshotHead,
} from "./snapshot_rows.ts";

/** Of a snapshot that is one object, not made of blocks. */
const CBOR_VERSION = 1;

/** A snapshot on its way in. */
export class SnapshotReading {
  readonly #database: Database;
  #tree = new DataTree({ expected: 0 });
  readonly #node = new NodeRow();
  readonly #sessions: Session[] = [];
  readonly #lists: (readonly ACL[])[] = [OPEN_ACL_UNSAFE];
  #version = 0;
  #head: SnapshotHead | null = null;
  #nodeCount = 0;
  /** By row in the snapshot: one more than the row in the tree. */
  #rows = new Uint32Array(0);
  /** Nodes that came before their parents, by those. */
  readonly #early = new Map<number, FrozenNode[]>();
  /** All there was so far of a form that cannot be read in parts. */
  readonly #parts: Uint8Array[] = [];
  #isOver = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Takes what is next.
   *
   * @returns how much of it was taken: the rest is to come again, with what follows it; 0 where it
   * is too little
   * @throws SnapshotError where it is damaged or of another version
   */
  take(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    if (this.#version === 0) {
      if (bytes.length < HEADER_BYTES) return 0;
      this.#version = versionIn(view);
      if (this.#version !== CBOR_VERSION) at = HEADER_BYTES;
    }
    if (this.#version === CBOR_VERSION) {
      this.#parts.push(bytes.slice());
      return bytes.length;
    }
    while (at + BLOCK_HEAD_BYTES <= bytes.length) {
      const from = at + BLOCK_HEAD_BYTES;
      const end = from + view.getUint32(at + BLOCK_LENGTH_POSITION);
      if (end > bytes.length) break;
      this.#takeBlock(bytes.subarray(from, end), view.getUint32(at + BLOCK_CRC_POSITION));
      at = end;
    }
    return at;
  }

  #takeBlock(rows: Uint8Array, wanted: number): void {
    if (this.#isOver) throw new SnapshotError("Cannot read snapshot: it goes on behind its end");
    const checksum = Bun.hash.crc32(rows);
    if (checksum !== wanted) {
      throw new SnapshotError(
        `Cannot read snapshot: a block's checksum is ${wanted}, its bytes give ${checksum}`,
      );
    }
    this.#isOver = rows.length === 0;
    const reader = new BlockReader(rows);
    try {
      while (!reader.isOver) this.#takeRow(reader);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      throw new SnapshotError(`Cannot read snapshot: a row ends too early (${error.message})`);
    }
  }

  #takeRow(reader: BlockReader): void {
    const items = reader.array();
    const kind = reader.int();
    switch (kind) {
      case RowKind.NODE:
        return this.#takeNode(this.#node.read(reader, { items, lists: this.#lists }));
      case RowKind.LIST:
        this.#lists.push(readList(reader, items));
        return;
      case RowKind.SESSION:
        this.#sessions.push(readSession(reader));
        return;
      case RowKind.HEAD:
        this.#head = readHead(reader);
        this.#rows = new Uint32Array(this.#head.limit);
        this.#tree = new DataTree({ expected: this.#head.nodes });
        return;
      default:
        throw new SnapshotError(`Cannot read snapshot: unknown kind of row, ${kind}`);
    }
  }

  #takeNode(node: NodeRow): void {
    const isRoot = node.name.length === 0;
    if (isRoot || this.#rows[node.parent]! > 0) {
      this.#insert(node);
      if (this.#early.size > 0) this.#insertEarly(node.row);
      return;
    }
    const early = this.#early.get(node.parent);
    if (early === undefined) this.#early.set(node.parent, [keptOf(node)]);
    else early.push(keptOf(node));
  }

  #insert(node: FrozenNode): void {
    const parent = Math.max(0, this.#rows[node.parent]! - 1);
    this.#rows[node.row] = this.#tree.insertChild(parent, node) + 1;
    this.#nodeCount += 1;
  }

  /** Puts in what waited for a node, and what waited for that. */
  #insertEarly(row: number): void {
    const pending = [row];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const early = this.#early.get(next);
      if (early === undefined) continue;
      this.#early.delete(next);
      for (const node of early) {
        this.#insert(node);
        pending.push(node.row);
      }
    }
  }

  /**
   * Puts what was taken in the place of all that the database holds.
   *
   * @throws SnapshotError where something is missing; the database is as it was
   */
  finish(): void {
    const database = this.#database;
    if (this.#parts.length > 0) return restoreCborSnapshot(database, Buffer.concat(this.#parts));
    const head = this.#head;
    if (!this.#isOver || head === null) {
      throw new SnapshotError("Cannot read snapshot: it ends too early");
    }
    if (this.#nodeCount !== head.nodes || this.#sessions.length !== head.sessions) {
      throw new SnapshotError(
        `Cannot read snapshot of ${head.nodes} nodes and ${head.sessions} sessions: ` +
          `${this.#nodeCount} and ${this.#sessions.length} were found`,
      );
    }
    database.tree.takeOver(this.#tree);
    database.sessions.clear();
    for (const session of this.#sessions) database.sessions.set(session.id, session);
    database.lastProcessedZxid = head.zxid;
  }
}

/** The version in a snapshot's header. */
function versionIn(view: DataView): number {
  if (view.getUint32(0) !== SNAPSHOT_MAGIC) {
    throw new SnapshotError("Cannot read snapshot: these bytes are not a znode snapshot");
  }
  const version = view.getUint16(4);
  if (version !== CBOR_VERSION && version !== SNAPSHOT_VERSION) {
    throw new SnapshotError(
      `Cannot read snapshot of version ${version}: ` +
        `this program reads ${CBOR_VERSION} and ${SNAPSHOT_VERSION}`,
    );
  }
  return version;
}
