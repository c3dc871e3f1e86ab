/**
 * The database as the bytes of a snapshot, piece by piece, while transactions go on: what comes is
 * what was there when it began. The form is in snapshot.ts; lib/broker/znode_snapshot_file.ts
 * writes the pieces.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import { OPEN_ACL_UNSAFE } from "./acl.ts";
import { CborWriter } from "./cbor_writer.ts";
import type { Database } from "./database.ts";
import type { FrozenNodes } from "./frozen_nodes.ts";
import type { Session } from "./session.ts";
import type { ZnodeFields } from "./znode.ts";

export const SNAPSHOT_MAGIC = 0x4b5a534e;
export const SNAPSHOT_VERSION = 2;
/** Magic, version and what is reserved. */
export const HEADER_BYTES = 8;
export const CHECKSUM_BYTES = 4;
/** About as long a piece is: one node may be longer. */
const PIECE_BYTES = 64 << 10;

function writeSession(to: CborWriter, session: Session): void {
  to.array(4);
  to.bigint(session.id);
  to.number(session.timeoutMs);
  to.bytes(session.password);
  to.boolean(session.isLocal);
}

function writeTextOrNull(to: CborWriter, value: string | null): void {
  if (value === null) to.null();
  else to.text(value);
}

function writeAcl(to: CborWriter, acl: readonly ACL[]): void {
  if (acl === OPEN_ACL_UNSAFE) return to.null();
  to.array(acl.length);
  for (const entry of acl) {
    to.array(3);
    to.number(entry.perms);
    writeTextOrNull(to, entry.id.scheme);
    writeTextOrNull(to, entry.id.id);
  }
}

function writeNode(to: CborWriter, [path, node]: readonly [string, ZnodeFields]): void {
  to.array(12);
  to.text(path);
  if (node.data === null) to.null();
  else to.bytes(node.data);
  writeAcl(to, node.acl);
  to.number(node.czxid);
  to.number(node.mzxid);
  to.number(node.pzxid);
  to.number(node.ctimeMs);
  to.number(node.mtimeMs);
  to.number(node.version);
  to.number(node.childrenCreated);
  to.number(node.aversion);
  to.bigint(node.ephemeralOwner);
}

function fileHead(): Uint8Array {
  const head = new Uint8Array(HEADER_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, SNAPSHOT_MAGIC);
  view.setUint16(4, SNAPSHOT_VERSION);
  return head;
}

function checksumBytes(checksum: number): Uint8Array {
  const bytes = new Uint8Array(CHECKSUM_BYTES);
  new DataView(bytes.buffer).setUint32(0, checksum);
  return bytes;
}

/** A snapshot on its way out. {@linkcode SnapshotEncoding.end} it in any case. */
export class SnapshotEncoding {
  readonly #zxid: number;
  readonly #sessions: readonly Session[];
  readonly #nodes: FrozenNodes;
  readonly #cbor = new CborWriter(2 * PIECE_BYTES);
  #checksum = 0;
  #sessionCount = 0;
  #nodeCount = 0;
  /** What comes next. */
  #state: "head" | "begin" | "sessions" | "nodes" | "checksum" | "over" = "head";

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
    if (this.#state === "head") {
      this.#state = "begin";
      return fileHead();
    }
    if (this.#state === "checksum") {
      this.#state = "over";
      return checksumBytes(this.#checksum);
    }
    this.#cbor.clear();
    do {
      this.#step();
    } while (this.#isInBody && this.#cbor.length < PIECE_BYTES && !isTimeOver());
    const piece = this.#cbor.written();
    this.#checksum = Bun.hash.crc32(piece, this.#checksum);
    return piece;
  }

  get #isInBody(): boolean {
    return this.#state !== "checksum";
  }

  /** Writes one row, or what stands between rows. */
  #step(): void {
    switch (this.#state) {
      case "begin":
        this.#cbor.map(3);
        this.#cbor.text("zxid");
        this.#cbor.number(this.#zxid);
        this.#cbor.text("sessions");
        this.#cbor.array(this.#sessions.length);
        this.#state = "sessions";
        break;
      case "sessions":
        return this.#stepSession();
      case "nodes":
        return this.#stepNode();
    }
  }

  #stepSession(): void {
    const session = this.#sessions[this.#sessionCount];
    if (session !== undefined) {
      this.#sessionCount += 1;
      return writeSession(this.#cbor, session);
    }
    this.#cbor.text("nodes");
    this.#cbor.array(this.#nodes.count);
    this.#state = "nodes";
  }

  #stepNode(): void {
    const node = this.#nodes.next();
    if (node !== null) {
      this.#nodeCount += 1;
      return writeNode(this.#cbor, node);
    }
    if (this.#nodeCount !== this.#nodes.count) {
      const counts = `${this.#nodes.count} nodes: ${this.#nodeCount} were found`;
      throw new Error(`Cannot take snapshot of ${counts}`);
    }
    this.#state = "checksum";
  }

  /** Lets the tree go; no piece comes after it. */
  end(): void {
    this.#state = "over";
    this.#nodes.end();
  }
}
