/**
 * A snapshot file of ZooKeeper's (FileSnap), of which a part is optional and came with 3.6 and 3.9:
 *
 *     FileHeader "ZKSN"
 *     count int32 | { session id int64, timeout in ms int32 }…
 *     count int32 | { id int64, access list }…                    the lists of all nodes
 *     { path, data, id of the access list int64, StatPersisted }… depth first, the root is ""
 *     "/"
 *     Adler-32 of all before int64 | "/"
 *     zxid int64 | version int32 | digest of the tree int64   | the Adler-32 again | "/"
 *     last processed zxid int64                               | the Adler-32 again | "/"
 *
 * A ZooKeeper writes it while transactions go on, so a node may be as a transaction left it that
 * comes after the zxid in the file's name. Replaying the log from there on mends that. The zxid of
 * the digest is one after the last node was written. snapshot_reader.ts reads it,
 * snapshot_writer.ts writes it.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";

/** The list of everyone who may do everything, which is in no snapshot's table. */
export const OPEN_ACL_ID = -1n;
/** How digests are computed since 3.6.1; see tree_digest.ts. */
export const DIGEST_VERSION = 2;

/** A node, with the field names of ZooKeeper's StatPersisted. */
export interface SnapshotNode {
  /** The root's is empty. */
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly aclId: bigint;
  readonly czxid: number;
  readonly mzxid: number;
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  /** Children ever created. */
  readonly cversion: number;
  readonly aversion: number;
  readonly ephemeralOwner: bigint;
  readonly pzxid: number;
}

/** What the tree adds up to when all transactions up to `zxid` are in it. */
export interface ZxidDigest {
  readonly zxid: number;
  readonly version: number;
  readonly digest: bigint;
}

/** Told of what a snapshot holds, in its order. */
export interface SnapshotVisitor {
  session(id: bigint, timeoutMs: number): void;
  acl(id: bigint, list: readonly ACL[]): void;
  node(node: SnapshotNode): void;
}

/** What stands around sessions, lists and nodes. */
export interface SnapshotFrame {
  readonly dbId: bigint;
  /** Null where there is none, or an empty one: zxid 0. */
  readonly digest: ZxidDigest | null;
  readonly lastProcessedZxid: number | null;
}
