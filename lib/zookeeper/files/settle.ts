/**
 * What a ZooKeeper does with its database before it serves: dead sessions' nodes go, and what
 * quotas say of use is counted anew. And what a server that stands alone must not take over from an
 * ensemble: clients would go to the servers named in `/zookeeper/config`.
 *
 * @module
 */
import type { DataTree } from "../tree/data_tree.ts";
import type { Database } from "../tree/database.ts";
import { childPath } from "../tree/path.ts";
import { limitedBy, statsPath, writeUse } from "../tree/quota.ts";
import { endSession } from "./replay.ts";

const QUOTA_ROOT = "/zookeeper/quota";
const CONFIG = "/zookeeper/config";

/** What was settled. */
export interface Settled {
  /** Sessions that had ended and still had ephemeral nodes; they are removed. */
  readonly deadSessions: number;
  /** What `/zookeeper/config` told of an ensemble's servers; null where it was empty. */
  readonly ensembleConfig: string | null;
}

/** Every path at and below `top`, parents before children. */
function pathsBelow(tree: DataTree, top: string): string[] {
  const paths = tree.get(top) === undefined ? [] : [top];
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i]!;
    for (const name of tree.get(path)?.children() ?? []) paths.push(childPath(path, name));
  }
  return paths;
}

/** Replaces data without a trace in the stat. */
function replaceData(tree: DataTree, path: string, data: Uint8Array): void {
  const node = tree.get(path);
  if (node === undefined) return;
  tree.setData(path, { data, version: node.version, zxid: node.mzxid, timeMs: node.mtimeMs });
}

function countUse(tree: DataTree): void {
  for (const path of pathsBelow(tree, QUOTA_ROOT)) {
    const limited = limitedBy(path);
    if (limited === null) continue;
    const counted = pathsBelow(tree, limited);
    const bytes = counted.reduce((sum, one) => sum + (tree.get(one)?.dataLength ?? 0), 0);
    replaceData(tree, statsPath(limited), writeUse({ count: counted.length, bytes }));
  }
}

function endDeadSessions(database: Database): number {
  const { tree, sessions, lastProcessedZxid: zxid } = database;
  const dead = [...tree.ephemeralOwners().keys()].filter((id) => !sessions.has(id));
  for (const sessionId of dead) endSession(database, { sessionId, zxid });
  return dead.length;
}

function clearConfig(tree: DataTree): string | null {
  const data = tree.get(CONFIG)?.data ?? null;
  if (data === null || data.length === 0) return null;
  replaceData(tree, CONFIG, new Uint8Array(0));
  return new TextDecoder().decode(data);
}

/** Makes a restored database one that can be served. */
export function settleDatabase(database: Database): Settled {
  const deadSessions = endDeadSessions(database);
  countUse(database.tree);
  return { deadSessions, ensembleConfig: clearConfig(database.tree) };
}
