/**
 * A transaction of ZooKeeper's log: what it changes, in one form for all its kinds. The bytes are a
 * header, the record of its kind, and since 3.6 the digest of the tree after it.
 *
 * @module
 */
import { MalformedError, Reader } from "../../bytes/reader.ts";
import type { ACL } from "../protocol/data_records.ts";
import { OpCode, opName } from "../protocol/op_code.ts";
import {
  CloseSessionTxn,
  CreateContainerTxn,
  CreateSessionTxn,
  CreateTTLTxn,
  CreateTxn,
  CreateTxnV0,
  DeleteTxn,
  MultiTxn,
  SetACLTxn,
  SetDataTxn,
  TxnDigest,
  TxnHeader,
} from "../protocol/txn_records.ts";
import { CONTAINER_OWNER, ttlOwner } from "../tree/node_kind.ts";

/** What happens to the database. */
export type Change =
  | {
    readonly kind: "create";
    readonly path: string;
    readonly data: Uint8Array | null;
    /** Null: everyone may do everything. */
    readonly acl: readonly ACL[] | null;
    readonly ephemeralOwner: bigint;
    /** Children that the parent ever had, this one included; -1 where it is one more. */
    readonly parentCVersion: number;
    /** Plain creates mend the parent's counters where the node is there already. */
    readonly mendsParent: boolean;
  }
  | { readonly kind: "delete"; readonly path: string }
  | {
    readonly kind: "setData";
    readonly path: string;
    readonly data: Uint8Array | null;
    readonly version: number;
  }
  | {
    readonly kind: "setAcl";
    readonly path: string;
    readonly acl: readonly ACL[] | null;
    readonly version: number;
  }
  | { readonly kind: "createSession"; readonly timeoutMs: number }
  /** `paths`: its ephemeral nodes; null in logs of servers before 3.6. */
  | { readonly kind: "closeSession"; readonly paths: readonly string[] | null };

/** One entry of a log. */
export interface LoggedTransaction {
  readonly sessionId: bigint;
  readonly zxid: number;
  readonly timeMs: number;
  /** In order; none for a transaction that failed or only checked. */
  readonly changes: readonly Change[];
  readonly digest: { readonly version: number; readonly digest: bigint } | null;
}

/** What a change needs of the transaction that it is part of. */
interface Origin {
  readonly sessionId: bigint;
}

function required(path: string | null): string {
  if (path === null || path[0] !== "/") throw new MalformedError(`the path ${path} in it`);
  return path;
}

/** What stays must not be a view of the log's window. */
function copied(data: Uint8Array | null): Uint8Array | null {
  return data === null ? null : new Uint8Array(data);
}

function readCreate(
  reader: Reader,
  { sessionId, mendsParent }: Origin & { mendsParent: boolean },
): Change {
  const start = reader.offset;
  let txn: ReturnType<typeof CreateTxn.read>;
  try {
    txn = CreateTxn.read(reader);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    // A server before 3.4 wrote it.
    reader.offset = start;
    txn = { ...CreateTxnV0.read(reader), parentCVersion: -1 };
  }
  const { acl, parentCVersion, ephemeral } = txn;
  const ephemeralOwner = ephemeral ? sessionId : 0n;
  const [path, data] = [required(txn.path), copied(txn.data)];
  return { kind: "create", path, data, acl, ephemeralOwner, parentCVersion, mendsParent };
}

function readCreateTtl(reader: Reader): Change {
  const { acl, parentCVersion, ttl, ...txn } = CreateTTLTxn.read(reader);
  const ephemeralOwner = ownerOfTtl(Number(ttl));
  const [path, data] = [required(txn.path), copied(txn.data)];
  return { kind: "create", path, data, acl, ephemeralOwner, parentCVersion, mendsParent: false };
}

function ownerOfTtl(ttlMs: number): bigint {
  try {
    return ttlOwner(ttlMs);
  } catch {
    throw new MalformedError(`a time to live of ${ttlMs} ms`);
  }
}

function readCreateContainer(reader: Reader): Change {
  const { acl, parentCVersion, ...txn } = CreateContainerTxn.read(reader);
  const [path, data] = [required(txn.path), copied(txn.data)];
  const ephemeralOwner = CONTAINER_OWNER;
  return { kind: "create", path, data, acl, ephemeralOwner, parentCVersion, mendsParent: false };
}

function readDelete(reader: Reader): Change {
  return { kind: "delete", path: required(DeleteTxn.read(reader).path) };
}

function readSetData(reader: Reader): Change {
  const { path, data, version } = SetDataTxn.read(reader);
  return { kind: "setData", path: required(path), data: copied(data), version };
}

function readSetAcl(reader: Reader): Change {
  const { path, acl, version } = SetACLTxn.read(reader);
  return { kind: "setAcl", path: required(path), acl, version };
}

/** The body came with 3.6, and can be switched off; a digest may follow all the same. */
function readCloseSession(reader: Reader): Change {
  const start = reader.offset;
  try {
    const paths = CloseSessionTxn.read(reader).paths2Delete ?? [];
    return { kind: "closeSession", paths: paths.map(required) };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    reader.offset = start;
    return { kind: "closeSession", paths: null };
  }
}

/** The changes that can be part of a multi. */
function readMember(type: number, reader: Reader, origin: Origin): Change | null {
  switch (type) {
    case OpCode.create:
      return readCreate(reader, { ...origin, mendsParent: true });
    case OpCode.create2:
      return readCreate(reader, { ...origin, mendsParent: false });
    case OpCode.createTTL:
      return readCreateTtl(reader);
    case OpCode.createContainer:
      return readCreateContainer(reader);
    case OpCode.delete:
    case OpCode.deleteContainer:
      return readDelete(reader);
    case OpCode.setData:
      return readSetData(reader);
    case OpCode.check:
      return null;
    default:
      throw new MalformedError(`a transaction of an unknown kind, ${opName(type)}`);
  }
}

/** Where one member failed, none of them happens. */
function readMulti(reader: Reader, origin: Origin): Change[] {
  const txns = MultiTxn.read(reader).txns ?? [];
  if (txns.some(({ type }) => type === OpCode.error)) return [];
  return txns.flatMap(({ type, data }) =>
    readMember(type, new Reader(data ?? new Uint8Array(0)), origin) ?? []
  );
}

function readChanges(type: number, reader: Reader, origin: Origin): readonly Change[] {
  switch (type) {
    case OpCode.createSession:
      return [{ kind: "createSession", timeoutMs: CreateSessionTxn.read(reader).timeOut }];
    case OpCode.closeSession:
      return [readCloseSession(reader)];
    case OpCode.reconfig:
      return [readSetData(reader)];
    case OpCode.setACL:
      return [readSetAcl(reader)];
    case OpCode.multi:
      return readMulti(reader, origin);
    case OpCode.error:
      // The error's code, which nobody needs, stands before the digest.
      reader.int32();
      return [];
    default:
      return [readMember(type, reader, origin) ?? []].flat();
  }
}

/**
 * Reads the entry of a log whose checksum is right.
 *
 * @throws MalformedError
 */
export function readLoggedTransaction(bytes: Uint8Array): LoggedTransaction {
  const reader = new Reader(bytes);
  const { clientId: sessionId, zxid, time, type } = TxnHeader.read(reader);
  const changes = readChanges(type, reader, { sessionId });
  const { bytesMin } = TxnDigest;
  const digest = reader.remaining >= bytesMin ? TxnDigest.read(reader) : null;
  return {
    sessionId,
    zxid: safe(zxid, "zxid"),
    timeMs: safe(time, "time"),
    changes,
    digest: digest === null ? null : { version: digest.version, digest: digest.treeDigest },
  };
}

function safe(value: bigint, what: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new MalformedError(`the ${what} ${value}, past 2^53`);
  return number;
}
