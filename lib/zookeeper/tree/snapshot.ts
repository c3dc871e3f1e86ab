/**
 * The database as bytes: what a restart begins with, before it replays the log's tail.
 *
 *     magic "KZSN" | version uint16 | reserved uint16 | CRC-32 of the body uint32 | body (CBOR)
 *
 * The body is `{zxid, sessions: [row…], nodes: [row…]}`; rows are arrays in the order of the
 * functions below. It is taken between two transactions, so it is exact, not fuzzy: transactions
 * up to `zxid` are in it and no later one is.
 *
 * @module
 */
import { Encoder } from "cbor-x";
import type { ACL } from "../protocol/data_records.ts";
import { OPEN_ACL_UNSAFE } from "./acl.ts";
import type { Database } from "./database.ts";
import type { Session } from "./session.ts";
import type { ZnodeFields } from "./znode.ts";

const MAGIC = 0x4b5a534e;
const VERSION = 1;
const HEADER_BYTES = 12;

const cbor = new Encoder({ useRecords: false, tagUint8Array: false });

/** Thrown where a snapshot is damaged or of another version. */
export class SnapshotError extends Error {
  override name = "SnapshotError";
}

function sessionRow(session: Session): unknown[] {
  return [session.id, session.timeoutMs, session.password, session.isLocal];
}

function nodeRow(path: string, node: ZnodeFields): unknown[] {
  const acl = node.acl === OPEN_ACL_UNSAFE
    ? null
    : node.acl.map((entry) => [entry.perms, entry.id.scheme, entry.id.id]);
  return [
    path,
    node.data,
    acl,
    node.czxid,
    node.mzxid,
    node.pzxid,
    node.ctimeMs,
    node.mtimeMs,
    node.version,
    node.childrenCreated,
    node.aversion,
    node.ephemeralOwner,
  ];
}

/** The database as bytes. */
export function encodeSnapshot(database: Database): Uint8Array {
  const nodes: unknown[] = [];
  for (const [path, node] of database.tree.entries()) nodes.push(nodeRow(path, node));
  const sessions = [...database.sessions.values()].map(sessionRow);
  const body = cbor.encode({ zxid: database.lastProcessedZxid, sessions, nodes });
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint16(4, VERSION);
  view.setUint32(8, Bun.hash.crc32(body));
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

/** Takes the values of one row in order, checking each one's type. */
class Row {
  readonly #values: unknown[];
  #next = 0;

  constructor(row: unknown) {
    if (!Array.isArray(row)) throw new SnapshotError("Cannot read snapshot: a row is no array");
    this.#values = row;
  }

  #refuse(value: unknown): never {
    throw new SnapshotError(
      `Cannot read snapshot: unexpected ${typeof value} at column ${this.#next - 1} of a row`,
    );
  }

  next(): unknown {
    return this.#values[this.#next++];
  }

  number(): number {
    const value = this.next();
    return typeof value === "number" ? value : this.#refuse(value);
  }

  bigint(): bigint {
    const value = this.next();
    if (typeof value === "bigint") return value;
    return typeof value === "number" ? BigInt(value) : this.#refuse(value);
  }

  text(): string {
    const value = this.next();
    return typeof value === "string" ? value : this.#refuse(value);
  }

  textOrNull(): string | null {
    const value = this.next();
    return typeof value === "string" || value === null ? value : this.#refuse(value);
  }

  bytesOrNull(): Uint8Array | null {
    const value = this.next();
    if (value === null) return null;
    return value instanceof Uint8Array ? new Uint8Array(value) : this.#refuse(value);
  }

  bytes(): Uint8Array {
    return this.bytesOrNull() ?? this.#refuse(null);
  }

  boolean(): boolean {
    const value = this.next();
    return typeof value === "boolean" ? value : this.#refuse(value);
  }
}

function sessionFrom(value: unknown): Session {
  const row = new Row(value);
  return {
    id: row.bigint(),
    timeoutMs: row.number(),
    password: row.bytes(),
    isLocal: row.boolean(),
    isClosing: false,
  };
}

function aclFrom(value: unknown): readonly ACL[] {
  if (value === null) return OPEN_ACL_UNSAFE;
  if (!Array.isArray(value)) throw new SnapshotError("Cannot read snapshot: an ACL is no array");
  return value.map((entry) => {
    const row = new Row(entry);
    return { perms: row.number(), id: { scheme: row.textOrNull(), id: row.textOrNull() } };
  });
}

function nodeFrom(value: unknown): [string, ZnodeFields] {
  const row = new Row(value);
  const path = row.text();
  return [path, {
    data: row.bytesOrNull(),
    acl: aclFrom(row.next()),
    czxid: row.number(),
    mzxid: row.number(),
    pzxid: row.number(),
    ctimeMs: row.number(),
    mtimeMs: row.number(),
    version: row.number(),
    childrenCreated: row.number(),
    aversion: row.number(),
    ephemeralOwner: row.bigint(),
  }];
}

function decodeBody(bytes: Uint8Array): { zxid: number; sessions: unknown[]; nodes: unknown[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0) !== MAGIC) {
    throw new SnapshotError(`Cannot read snapshot of ${bytes.length} bytes: not a znode snapshot`);
  }
  if (view.getUint16(4) !== VERSION) {
    throw new SnapshotError(
      `Cannot read snapshot of version ${view.getUint16(4)}: this program reads ${VERSION}`,
    );
  }
  const encoded = bytes.subarray(HEADER_BYTES);
  const checksum = Bun.hash.crc32(encoded);
  if (checksum !== view.getUint32(8)) {
    throw new SnapshotError(
      `Cannot read snapshot: its checksum is ${view.getUint32(8)}, its bytes give ${checksum}`,
    );
  }
  const body: unknown = cbor.decode(encoded);
  if (
    typeof body !== "object" || body === null || !("zxid" in body) || !("sessions" in body) ||
    !("nodes" in body) || typeof body.zxid !== "number" || !Array.isArray(body.sessions) ||
    !Array.isArray(body.nodes)
  ) {
    throw new SnapshotError("Cannot read snapshot: zxid, sessions or nodes are missing");
  }
  return { zxid: body.zxid, sessions: body.sessions, nodes: body.nodes };
}

/**
 * Puts what a snapshot holds in the place of all that `database` holds.
 *
 * @throws SnapshotError where it is damaged or of another version; the database is as it was
 */
export function restoreSnapshot(database: Database, bytes: Uint8Array): void {
  const body = decodeBody(bytes);
  const nodes = body.nodes.map(nodeFrom);
  const sessions = body.sessions.map(sessionFrom);
  database.tree.replaceAll(nodes);
  database.sessions.clear();
  for (const session of sessions) database.sessions.set(session.id, session);
  database.lastProcessedZxid = body.zxid;
}
