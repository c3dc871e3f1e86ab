/**
 * Applies the transactions of a ZooKeeper's log to a database, as ZooKeeper does at a start. The
 * snapshot they go on top of may have some of them already (snapshot_form.ts), so each must do as
 * well where it was done: a node that is there, or gone, is no error.
 *
 * @module
 */
import { OPEN_ACL_UNSAFE, shareOpenAcl } from "../tree/acl.ts";
import type { Database } from "../tree/database.ts";
import { parentPath } from "../tree/path.ts";
import type { Znode } from "../tree/znode.ts";
import { addSession } from "./database_snapshot.ts";
import type { Change, LoggedTransaction } from "./logged_transaction.ts";

type ChangeOf<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;
type Moment = Pick<LoggedTransaction, "zxid" | "timeMs" | "sessionId">;

/** Applies one transaction. */
export function replayTransaction(database: Database, transaction: LoggedTransaction): void {
  for (const change of transaction.changes) replayChange(database, change, transaction);
  if (transaction.zxid > database.lastProcessedZxid) database.lastProcessedZxid = transaction.zxid;
}

function replayChange(database: Database, change: Change, moment: Moment): void {
  switch (change.kind) {
    case "create":
      return replayCreate(database, change, moment);
    case "delete":
      return removeNode(database, change.path, moment.zxid);
    case "setData":
      return replaySetData(database, change, moment);
    case "setAcl":
      return replaySetAcl(database, change);
    case "createSession":
      return addSession(database, moment.sessionId, change.timeoutMs);
    case "closeSession":
      return endSession(database, { ...change, ...moment });
  }
}

function replayCreate({ tree }: Database, change: ChangeOf<"create">, moment: Moment): void {
  const { path, data, ephemeralOwner } = change;
  const { zxid, timeMs } = moment;
  const parentAt = parentPath(path);
  const parent = tree.get(parentAt);
  if (parent === undefined) return;
  const count = countOf(parent, change.parentCVersion);
  const acl = shareOpenAcl(change.acl ?? OPEN_ACL_UNSAFE);
  const existing = tree.get(path);
  if (existing !== undefined) {
    tree.setAcl(path, { acl, aversion: existing.aversion });
    if (change.mendsParent) tree.countCreation(parentAt, { parentChildrenCreated: count, zxid });
    return;
  }
  tree.create({ path, data, acl, ephemeralOwner, parentChildrenCreated: count, zxid, timeMs });
}

function countOf(parent: Znode, parentCVersion: number): number {
  return parentCVersion === -1 ? parent.childrenCreated + 1 : parentCVersion;
}

function replaySetData({ tree }: Database, change: ChangeOf<"setData">, moment: Moment): void {
  const { path, data, version } = change;
  if (tree.get(path) === undefined) return;
  tree.setData(path, { data, version, zxid: moment.zxid, timeMs: moment.timeMs });
}

function replaySetAcl({ tree }: Database, { path, acl, version }: ChangeOf<"setAcl">): void {
  if (tree.get(path) === undefined) return;
  tree.setAcl(path, { acl: shareOpenAcl(acl ?? OPEN_ACL_UNSAFE), aversion: version });
}

/**
 * Removes a node. Children that it has are of a later time, in which it was made again: what comes
 * in the log makes them again, too.
 */
function removeNode(database: Database, path: string, zxid: number): void {
  const { tree } = database;
  const parent = parentPath(path);
  if (tree.get(parent) === undefined) return;
  const doomed = Array.from(tree.entries(path), ([at]) => at);
  for (const one of doomed.reverse()) tree.delete(one, zxid);
  // Also where the node had gone before.
  tree.noteDeletion(parent, zxid);
}

/** Ends a session: the ephemeral nodes that its transaction names go, and any others it has. */
export function endSession(
  database: Database,
  { sessionId, zxid, paths }: {
    sessionId: bigint;
    zxid: number;
    paths?: readonly string[] | null;
  },
): void {
  const named = paths ?? [];
  for (const path of named) removeNode(database, path, zxid);
  for (const path of [...database.tree.ephemeralsOf(sessionId)]) removeNode(database, path, zxid);
  database.sessions.delete(sessionId);
}
