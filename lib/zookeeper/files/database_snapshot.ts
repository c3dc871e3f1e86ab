/**
 * Between the database in memory and a snapshot's parts: filling it from one that is read, and
 * giving it out in the order in which one is written.
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";
import type { ACL } from "../protocol/data_records.ts";
import { OPEN_ACL_UNSAFE, shareOpenAcl } from "../tree/acl.ts";
import type { Database } from "../tree/database.ts";
import { parentPath } from "../tree/path.ts";
import type { Znode } from "../tree/znode.ts";
import { zookeeperPassword } from "./session_password.ts";
import { OPEN_ACL_ID, type SnapshotNode, type SnapshotVisitor } from "./snapshot_form.ts";
import type { SnapshotWriter } from "./snapshot_writer.ts";
import { TreeDigest } from "./tree_digest.ts";

/** Adds a session that a client of ZooKeeper's may come back to. */
export function addSession(database: Database, id: bigint, timeoutMs: number): void {
  const password = zookeeperPassword(id);
  database.sessions.set(id, { id, timeoutMs, password, isLocal: false, isClosing: false });
}

/** Puts what a snapshot holds in the place of all that a database holds. */
export class DatabaseFilling implements SnapshotVisitor {
  readonly #database: Database;
  readonly #lists = new Map<bigint, readonly ACL[]>([[OPEN_ACL_ID, OPEN_ACL_UNSAFE]]);
  nodeCount = 0;

  constructor(database: Database) {
    this.#database = database;
    database.tree.replaceAll([]);
    database.sessions.clear();
  }

  session(id: bigint, timeoutMs: number): void {
    addSession(this.#database, id, timeoutMs);
  }

  acl(id: bigint, list: readonly ACL[]): void {
    this.#lists.set(id, shareOpenAcl(list));
  }

  node(node: SnapshotNode): void {
    const path = node.path === "" ? "/" : node.path;
    const acl = this.#lists.get(node.aclId);
    if (acl === undefined) {
      throw new MalformedError(`${path} has access list ${node.aclId}, which is not in the table`);
    }
    const { tree } = this.#database;
    if (path[0] !== "/" || (path !== "/" && tree.get(parentPath(path)) === undefined)) {
      throw new MalformedError(`${path} has no parent`);
    }
    if (tree.get(path) !== undefined) throw new MalformedError(`${path} comes a second time`);
    tree.insert(path, {
      data: node.data,
      acl,
      czxid: node.czxid,
      mzxid: node.mzxid,
      pzxid: node.pzxid,
      ctimeMs: node.ctime,
      mtimeMs: node.mtime,
      version: node.version,
      childrenCreated: node.cversion,
      aversion: node.aversion,
      ephemeralOwner: node.ephemeralOwner,
    });
    this.nodeCount += 1;
  }

  /** Ends the snapshot, or does without one: what every server has is there then. */
  end(): void {
    this.#database.tree.insertOwn();
  }
}

function snapshotNode(path: string, node: Znode, aclId: bigint): SnapshotNode {
  return {
    path: path === "/" ? "" : path,
    data: node.data,
    aclId,
    czxid: node.czxid,
    mzxid: node.mzxid,
    ctime: node.ctimeMs,
    mtime: node.mtimeMs,
    version: node.version,
    cversion: node.childrenCreated,
    aversion: node.aversion,
    ephemeralOwner: node.ephemeralOwner,
    pzxid: node.pzxid,
  };
}

/** Numbers for the access lists of a tree, which has each list once. */
class AclNumbers {
  readonly lists: (readonly ACL[])[] = [];
  readonly #ids = new Map<readonly ACL[], bigint>([[OPEN_ACL_UNSAFE, OPEN_ACL_ID]]);

  of(list: readonly ACL[]): bigint {
    const known = this.#ids.get(list);
    if (known !== undefined) return known;
    this.lists.push(list);
    const id = BigInt(this.lists.length);
    this.#ids.set(list, id);
    return id;
  }
}

/** The digest of a database's tree as ZooKeeper computes it. */
export function digestOf(database: Database): bigint {
  const digest = new TreeDigest();
  for (const [path, node] of database.tree.entries()) {
    digest.add(snapshotNode(path, node, OPEN_ACL_ID));
  }
  return digest.value;
}

/** ZooKeeper's mark of a database that has no number. */
const NO_DB_ID = -1n;
/** Nodes between two tellings of the progress. */
const PROGRESS_NODES = 4096;

/**
 * Writes a database as a snapshot, which is of one moment: its digest is of its last transaction.
 *
 * @param options.digestVersion noted beside the digest
 */
export async function writeDatabase(
  database: Database,
  writer: SnapshotWriter,
  options: { digestVersion: number; onProgress?: (nodes: number) => void },
): Promise<void> {
  const { sessions, tree, lastProcessedZxid } = database;
  writer.begin({ dbId: NO_DB_ID, sessions: sessions.size });
  for (const { id, timeoutMs } of sessions.values()) {
    writer.session(id, timeoutMs);
    if (writer.isFull) await writer.flush();
  }
  const numbers = new AclNumbers();
  for (const [, node] of tree.entries()) numbers.of(node.acl);
  writer.beginLists(numbers.lists.length);
  for (const list of numbers.lists) {
    writer.acl(numbers.of(list), list);
    if (writer.isFull) await writer.flush();
  }
  const digest = new TreeDigest();
  let count = 0;
  // Parents come before their children, which is all that a reader asks for.
  for (const [path, node] of tree.entries()) {
    const row = snapshotNode(path, node, numbers.of(node.acl));
    writer.node(row);
    digest.add(row);
    if (writer.isFull) await writer.flush();
    if (++count % PROGRESS_NODES === 0) options.onProgress?.(count);
  }
  const zxidDigest = {
    zxid: lastProcessedZxid,
    version: options.digestVersion,
    digest: digest.value,
  };
  await writer.end({ digest: zxidDigest, lastProcessedZxid });
}
