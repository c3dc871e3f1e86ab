/**
 * The database as the bytes of a snapshot, which a restart begins with before it replays the log's
 * tail. They come piece by piece while transactions go on, and are of what was there when it began:
 *
 *     magic "KZSN" | version uint16 | reserved uint16 | blocks, of which the last is empty
 *
 * The blocks are a CBOR sequence (RFC 8742): their form is in block_writer.ts, that of the rows in
 * them in snapshot_rows.ts. A snapshot holds what was there between two transactions, so it is
 * exact, not fuzzy: transactions up to its `zxid` are in it and no later one is.
 * lib/broker/znode_snapshot_file.ts writes the pieces, snapshot_reading.ts takes them in again.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import { OPEN_ACL_UNSAFE } from "./acl.ts";
import { BlockWriter } from "./block_writer.ts";
import type { Database } from "./database.ts";
import type { FrozenNodes } from "./frozen_nodes.ts";
import type { Session } from "./session.ts";
import { OPEN_LIST, writeHead, writeList, writeNode, writeSession } from "./snapshot_rows.ts";

export const SNAPSHOT_MAGIC = 0x4b5a534e;
export const SNAPSHOT_VERSION = 3;
/** Magic, version and what is reserved. */
export const HEADER_BYTES = 8;
/** About as long a piece is: one node may be longer. */
const PIECE_BYTES = 64 << 10;

function fileHead(): Uint8Array {
  const head = new Uint8Array(HEADER_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, SNAPSHOT_MAGIC);
  view.setUint16(4, SNAPSHOT_VERSION);
  return head;
}

/** A snapshot on its way out. {@linkcode SnapshotEncoding.end} it in any case. */
export class SnapshotEncoding {
  readonly #zxid: number;
  readonly #sessions: readonly Session[];
  readonly #nodes: FrozenNodes;
  readonly #block = new BlockWriter(2 * PIECE_BYTES);
  /** Numbers of the access lists that are written. */
  readonly #lists = new Map<readonly ACL[], number>([[OPEN_ACL_UNSAFE, OPEN_LIST]]);
  #sessionCount = 0;
  #nodeCount = 0;
  /** What comes next. */
  #state: "header" | "head" | "sessions" | "nodes" | "end" | "over" = "header";

  /** Begins with the database as it is now, so between two transactions. */
  constructor(database: Database) {
    this.#zxid = database.lastProcessedZxid;
    // What is in a row of a session never changes but for its timeout, which is in no transaction.
    this.#sessions = [...database.sessions.values()];
    this.#nodes = database.tree.freeze();
  }

  /**
   * The next bytes, which are good until the next call, or null after the last.
   *
   * @param isTimeOver asked after each row: the piece ends where it says so
   */
  next(isTimeOver: () => boolean = () => false): Uint8Array | null {
    if (this.#state === "over") return null;
    if (this.#state === "header") {
      this.#state = "head";
      return fileHead();
    }
    if (this.#state === "end") {
      this.#state = "over";
      return this.#block.finish();
    }
    do {
      this.#step();
    } while (!this.#isLast && this.#block.length < PIECE_BYTES && !isTimeOver());
    return this.#block.finish();
  }

  /** True where no row is left; the block without rows that comes then says so. */
  get #isLast(): boolean {
    return this.#state === "end";
  }

  /** Writes one row. */
  #step(): void {
    if (this.#state === "head") this.#writeHead();
    else if (this.#state === "sessions") this.#writeSession();
    else this.#writeNode();
  }

  #writeHead(): void {
    const { count, limit } = this.#nodes;
    const sessions = this.#sessions.length;
    writeHead(this.#block, { zxid: this.#zxid, sessions, nodes: count, limit });
    this.#state = sessions > 0 ? "sessions" : "nodes";
  }

  #writeSession(): void {
    writeSession(this.#block, this.#sessions[this.#sessionCount]!);
    this.#sessionCount += 1;
    if (this.#sessionCount === this.#sessions.length) this.#state = "nodes";
  }

  #writeNode(): void {
    const node = this.#nodes.next();
    if (node === null) {
      throw new Error(
        `Cannot take snapshot of ${this.#nodes.count} nodes: ${this.#nodeCount} were found`,
      );
    }
    writeNode(this.#block, node, this.#listOf(node.acl));
    this.#nodeCount += 1;
    if (this.#nodeCount === this.#nodes.count) this.#state = "end";
  }

  /** The number of a list, which is written where it is new. */
  #listOf(acl: readonly ACL[]): number {
    let list = this.#lists.get(acl);
    if (list !== undefined) return list;
    list = this.#lists.size;
    this.#lists.set(acl, list);
    writeList(this.#block, acl);
    return list;
  }

  /** Lets the tree go; no piece comes after it. */
  end(): void {
    this.#state = "over";
    this.#nodes.end();
  }
}
