/**
 * Snapshots of version 1, which are read as a whole:
 *
 *     magic "KZSN" | version uint16 | reserved uint16 | CRC-32 of the body uint32 | body (CBOR)
 *
 * The body is `{zxid, sessions: [row…], nodes: [row…]}`; rows are arrays in the order of the
 * functions below.
 *
 * @module
 */
// This entry point leaves out the native add-on, which a single executable cannot carry.
import { Decoder } from "cbor-x/decode";
import type { ACL } from "../protocol/data_records.ts";
import { OPEN_ACL_UNSAFE } from "./acl.ts";
import type { Database } from "./database.ts";
import type { Session } from "./session.ts";
import { SnapshotError } from "./snapshot_error.ts";
import type { ZnodeFields } from "./znode.ts";

const cbor = new Decoder({ useRecords: false });

const CHECKSUM_POSITION = 8;
const HEADER_BYTES = 12;

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

/** The body, of which the checksum is right. */
function checkedBody(bytes: Uint8Array): Uint8Array {
  if (bytes.length < HEADER_BYTES) {
    throw new SnapshotError("Cannot read snapshot: it ends too early");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wanted = view.getUint32(CHECKSUM_POSITION);
  const body = bytes.subarray(HEADER_BYTES);
  const checksum = Bun.hash.crc32(body);
  if (checksum !== wanted) {
    throw new SnapshotError(
      `Cannot read snapshot: its checksum is ${wanted}, its bytes give ${checksum}`,
    );
  }
  return body;
}

function decodeBody(bytes: Uint8Array): { zxid: number; sessions: unknown[]; nodes: unknown[] } {
  const body: unknown = cbor.decode(checkedBody(bytes));
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
 * Puts what a snapshot of version 1 holds in the place of all that `database` holds.
 *
 * @throws SnapshotError where it is damaged; the database is as it was
 */
export function restoreCborSnapshot(database: Database, bytes: Uint8Array): void {
  const body = decodeBody(bytes);
  const nodes = body.nodes.map(nodeFrom);
  const sessions = body.sessions.map(sessionFrom);
  database.tree.replaceAll(nodes);
  database.sessions.clear();
  for (const session of sessions) database.sessions.set(session.id, session);
  database.lastProcessedZxid = body.zxid;
}
